"""The sample people as plain facts (domain.md F6): names, staff, access needs. All invented."""

from conference.orders.rules import AccessNeed, DietNeed, PhotoChoice
from conference.people.rules import Role

STAFF: tuple[tuple[str, str, Role], ...] = (
    ("Amara Okoye", "organiser@example.org", Role.ORGANISER),
    ("Felix Brandt", "finance@example.org", Role.FINANCE),
    ("Ines Carvalho", "access@example.org", Role.ACCESS_COORDINATOR),
    ("Mo Rahman", "catering@example.org", Role.CATERING_COORDINATOR),
)
"""Name, address, role of everybody who can open the organisers' desk."""

SPEAKER_ACCOUNTS: tuple[tuple[str, str], ...] = (
    ("Tomasz Wilk", "tomasz.wilk@example.org"),
    ("Curtis Ofori", "curtis.ofori@example.org"),
)
"""Speakers who also hold a ticket and an account."""

FIRST_NAMES = (
    *("Ada", "Ben", "Chloe", "Deepa", "Ewan", "Fatima", "Gareth", "Hana", "Idris", "Joyce"),
    *("Kwame", "Lena", "Marek", "Nadia", "Owen", "Pia", "Quentin", "Rosa", "Sanjay", "Tamsin"),
    *("Uche", "Vera", "Winston", "Xenia", "Yusuf", "Zoe"),
)
LAST_NAMES = (
    *("Abbott", "Bello", "Castell", "Dunmore", "Eze", "Fairley", "Grantham", "Hossain"),
    *("Ironside", "Jessop", "Kaur", "Lowry", "Mensah", "Norwood", "Osei", "Pemberton", "Quaye"),
    *("Ridley", "Sato", "Thackray", "Umar", "Vance", "Whitlock", "Yates", "Zielinski"),
)

SPECIAL_NAMES = (
    "Siobhán O’Reilly-D'Arcy",
    "Anne-Marie Smith-Jones",
    "Madhuri",
    "Wilhelmina Theodora Featherstonehaugh-Cholmondeley Montgomerie",
    "ليلى حداد",
    "Łukasz Żółkiewski",
    "DEE OKORO",
    "X",
)
"""Apostrophes, hyphens, one word, 62 letters, Arabic, Polish, all capitals, one letter."""

AGENCY = (("Jo Marsh", "Sam Field"), "bookings@example.org")
"""Two agency delegates who share one address."""

PHOTO_CHOICES = (
    *((PhotoChoice.YES,) * 41),
    *((PhotoChoice.WIDE,) * 22),
    *((PhotoChoice.NO,) * 37),
)
"""One hundred choices: yes 41%, wide 22%, no 37%."""

NEEDS: tuple[tuple[tuple[AccessNeed, ...], str, tuple[DietNeed, ...], str, bool], ...] = (
    ((AccessNeed.HEARING_LOOP,), "", (), "", False),
    (
        (AccessNeed.BSL,),
        "Two interpreters, please, for workshops longer than an hour.",
        (),
        "",
        False,
    ),
    ((AccessNeed.STEP_FREE, AccessNeed.RESERVED_SEAT), "", (DietNeed.VEGETARIAN,), "", False),
    ((), "", (DietNeed.NUTS, DietNeed.PEANUTS), "Also no shared serving spoons.", True),
    ((AccessNeed.QUIET_ROOM,), "A seat near a door.", (), "", False),
    ((AccessNeed.ASSISTANT_TICKET, AccessNeed.STEP_FREE), "", (), "", False),
    ((), "", (DietNeed.HALAL,), "", False),
    ((), "", (DietNeed.VEGAN, DietNeed.SOYA), "", False),
    ((AccessNeed.LARGE_PRINT,), "", (DietNeed.GLUTEN_FREE,), "", False),
)
"""Access, text, diet, text, severe allergy."""
