"""Organisers' pages of ticket types and quotas."""

from datetime import UTC, datetime

import pytest

from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.people.rules import Role
from conference.tickets import queries
from conference.tickets.models import TicketType
from tests.factories.editions import make_shop
from tests.factories.orders import NOW, make_held
from tests.factories.people import make_grant, make_person
from tests.factories.tickets import make_quota, make_type
from tests.support.pages import Browser, Page
from tests.support.statements import counted

TICKETS = "/2024/manage/tickets"
NEW = f"{TICKETS}/types/new"
HOSTILE = "O’Neill <script>{{ 7*7 }}</script> {% نور %}"


@pytest.fixture
def shop(browser: Browser) -> EditionFrame:
    """Return an edition that sells; somebody of its team has signed in."""
    shop = make_shop()
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    browser.sign_in(person_id)
    return shop


def rows(page: Page) -> list[list[str]]:
    """Return the words of each row of the page's tables."""
    found = page.all("//tbody/tr")
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row.xpath("./th | ./td")]
        for row in found
    ]


def new_type(browser: Browser, **values: str | None) -> Page:
    """Fill in a whole new type, changed by ``values``, and send it."""
    entered: dict[str, str | None] = {"code": "early", "name": "Early bird", "price": "149"}
    return browser.get(NEW).submit("Make the ticket type", **(entered | values))


def stored(edition_id: int, code: str) -> TicketType:
    """Return a type as it is now."""
    db.session.rollback()
    return queries.type_by_code(edition_id, code)


def quotas(edition_id: int) -> dict[str, tuple[int | None, int]]:
    """Return the size of each quota and how many types count against it."""
    db.session.rollback()
    return {row.name: (row.size, len(row.type_ids)) for row in queries.quotas_of(edition_id)}


def test_types_and_quotas_are_listed_with_what_is_left(
    browser: Browser, shop: EditionFrame
) -> None:
    early = make_type(
        shop.id,
        "EARLY",
        price=14900,
        size=80,
        opens_at=datetime(2024, 5, 1, 8, tzinfo=UTC),
        closes_at=datetime(2024, 7, 31, 22, 59, tzinfo=UTC),
    )
    speaker = make_type(shop.id, "SPK", price=0, size=None, is_public=False, position=20)
    make_type(shop.id, "OLD", price=9900, size=5, is_public=False, position=30)
    make_quota(shop.id, "Hall", 300, early, speaker)
    make_held(shop, {early: 1}, now=NOW)
    page = browser.get(TICKETS)
    assert page.h1 == "Ticket types"
    assert rows(page) == [
        [
            "EARLY",
            "Early",
            "£149.00",
            "from 1 May 2024, 09:00 until 11:59pm UK time on Wednesday 31 July 2024",
            "Early, Hall",
            "79",
            "On sale",
            "Take off sale Early",
        ],
        ["SPK", "Spk", "Free", "", "Hall, Spk", "299", "By invitation", ""],
        ["OLD", "Old", "£99.00", "No dates", "Old", "5", "Off sale", "Put on sale Old"],
        ["Early", "1", "80", "1 of 80 79 places left", "Early"],
        ["Hall", "1", "300", "1 of 300 299 places left", "Early, Spk"],
        ["Old", "0", "5", "0 of 5 5 places left", "Old"],
        ["Spk", "0", "No limit", "", "Spk"],
    ]


def test_without_types_the_page_says_what_to_do(browser: Browser, shop: EditionFrame) -> None:
    page = browser.get(TICKETS)
    assert page.follow("Make a ticket type").h1 == "New ticket type"


def test_making_a_type_makes_its_quota(browser: Browser, shop: EditionFrame) -> None:
    answer = new_type(
        browser,
        note="Until 31 July.",
        price="£1,149.50",
        vat_rate="17.5",
        size="80",
        opens_at="2024-05-01T09:00",
        closes_at="2024-07-31T23:59",
        max_per_order="10",
    )
    assert (answer.status, answer.location) == (303, TICKETS)
    assert answer.follow().alerts == ["Early bird is made, with a quota of its own."]
    row = stored(shop.id, "EARLY")
    assert (row.name, row.note, row.price, row.vat_rate, row.max_per_order, row.is_public) == (
        "Early bird",
        "Until 31 July.",
        114950,
        1750,
        10,
        True,
    )
    assert (row.opens_at, row.closes_at) == (
        datetime(2024, 5, 1, 8, tzinfo=UTC),
        datetime(2024, 7, 31, 22, 59, tzinfo=UTC),
    )
    assert quotas(shop.id) == {"Early bird": (80, 1)}


def test_a_new_type_begins_with_the_editions_vat_rate(browser: Browser, shop: EditionFrame) -> None:
    new_type(browser)
    assert stored(shop.id, "EARLY").vat_rate == shop.vat_rate


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"code": ""}, ["Enter a code, like EARLY"]),
        ({"code": "EARLY BIRD"}, ["Enter up to 20 letters and digits, without spaces"]),
        ({"code": "A" * 21}, ["Enter up to 20 letters and digits, without spaces"]),
        ({"name": ""}, ["Enter a name, like Early bird"]),
        ({"name": "x" * 81}, ["Name: Enter 80 characters or fewer"]),
        ({"note": "x" * 201}, ["Note: Enter 200 characters or fewer"]),
        ({"price": ""}, ["Enter the price, or 0 for a free ticket"]),
        ({"price": "-1"}, ["Enter a number like 149 or 149.50"]),
        ({"price": "149.999"}, ["Enter a number like 149 or 149.50"]),
        ({"price": "1000000"}, ["Enter a number like 149 or 149.50"]),
        ({"vat_rate": "100"}, ["Enter a rate under 100"]),
        ({"vat_rate": "twenty"}, ["Enter a number like 20 or 17.5"]),
        ({"size": "-5"}, ["Enter a whole number, like 80"]),
        ({"size": "100001"}, ["Enter 100,000 or fewer"]),
        ({"max_per_order": "0"}, ["Enter 1 to 50"]),
        ({"max_per_order": ""}, ["Enter how many one order may hold"]),
        ({"opens_at": "soon"}, ["Enter a day and a time, like 2024-07-31 23:59"]),
        (
            {"opens_at": "2024-07-01T09:00", "closes_at": "2024-07-01T09:00"},
            ["Choose an end after the beginning of the sale"],
        ),
    ],
)
def test_what_cannot_be_understood_is_said_beside_the_field(
    browser: Browser, shop: EditionFrame, values: dict[str, str], errors: list[str]
) -> None:
    page = new_type(browser, **values)
    assert (page.status, page.errors, quotas(shop.id)) == (422, errors, {})
    kept = {name: page.all(f"//*[@name='{name}']/@value") for name in values}
    assert kept == {name: [value] for name, value in values.items()}


def test_a_code_or_a_quotas_name_is_taken_once(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "EARLY", name="Early bird")
    page = new_type(browser, name="Another")
    assert (page.status, page.errors) == (422, ["Another ticket type has this code"])
    page = new_type(browser, code="OTHER")
    assert (page.status, page.errors) == (422, ["A quota with this name exists"])


def test_a_type_of_another_year_may_have_the_same_code(
    browser: Browser, shop: EditionFrame
) -> None:
    make_type(make_shop("2025", is_current=False).id, "EARLY", name="Early bird")
    assert new_type(browser).status == 303


def test_hostile_names_are_carried_through(browser: Browser, shop: EditionFrame) -> None:
    new_type(browser, name=HOSTILE)
    page = browser.get(TICKETS)
    assert HOSTILE in page.text
    assert browser.get(f"{TICKETS}/types/EARLY").h1 == f"EARLY: {HOSTILE}"


def test_a_type_is_changed_and_counts_against_several_quotas(
    browser: Browser, shop: EditionFrame
) -> None:
    type_id = make_type(shop.id, "STD", name="Standard", size=10)
    hall = make_quota(shop.id, "Hall", 300)
    own = next(iter(queries.quota_ids_of_type(type_id)))
    page = browser.get(f"{TICKETS}/types/STD")
    assert page.h1 == "STD: Standard"
    answer = page.submit(
        "Save the ticket type", price="219.90", quotas=[str(own), str(hall)], is_public=None
    )
    assert answer.follow().alerts == ["Standard is saved. Orders keep what they were sold."]
    row = stored(shop.id, "STD")
    assert (row.price, row.is_public, row.vat_rate) == (21990, False, 2000)
    assert quotas(shop.id) == {"Hall": (300, 1), "Standard": (10, 1)}


def test_saving_unchanged_changes_nothing(browser: Browser, shop: EditionFrame) -> None:
    make_type(
        shop.id,
        "STD",
        price=14950,
        vat_rate=1750,
        note="A note",
        opens_at=datetime(2024, 3, 31, 0, 30, tzinfo=UTC),
        closes_at=datetime(2024, 10, 27, 12, 5, tzinfo=UTC),
        max_per_order=7,
    )
    browser.get(f"{TICKETS}/types/STD").submit("Save the ticket type")
    row = stored(shop.id, "STD")
    assert (row.price, row.vat_rate, row.note, row.max_per_order, row.is_public) == (
        14950,
        1750,
        "A note",
        7,
        True,
    )
    assert (row.opens_at, row.closes_at) == (
        datetime(2024, 3, 31, 0, 30, tzinfo=UTC),
        datetime(2024, 10, 27, 12, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (None, "Choose at least one quota. A type without a quota cannot be sold."),
        (["999"], "Choose quotas from the list"),
        (["none"], "Choose quotas from the list"),
    ],
)
def test_a_type_needs_a_quota_of_this_edition(
    browser: Browser, shop: EditionFrame, chosen: list[str] | None, sentence: str
) -> None:
    make_type(shop.id, "STD")
    page = browser.get(f"{TICKETS}/types/STD").submit(
        "Save the ticket type", quotas=chosen, name="Typed"
    )
    assert (page.status, page.errors) == (422, [sentence])
    assert page.all("//input[@name='name']/@value") == ["Typed"]
    assert stored(shop.id, "STD").name == "Std"


def test_another_years_quota_cannot_be_chosen(browser: Browser, shop: EditionFrame) -> None:
    theirs = make_quota(make_shop("2025", is_current=False).id, "Theirs", 5)
    make_type(shop.id, "STD")
    page = browser.get(f"{TICKETS}/types/STD").submit("Save the ticket type", quotas=[str(theirs)])
    assert page.errors == ["Choose quotas from the list"]


def test_a_type_goes_off_sale_and_back(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "STD")
    answer = browser.get(TICKETS).submit("Take off sale")
    assert answer.follow().alerts == ["STD is off sale. Tickets that were sold stay valid."]
    assert stored(shop.id, "STD").is_public is False
    answer = browser.get(TICKETS).submit("Put on sale")
    assert answer.follow().alerts == ["STD is in the shop again, within its sale dates."]
    assert stored(shop.id, "STD").is_public is True


def test_a_type_is_deleted_only_if_nobody_ordered_it(browser: Browser, shop: EditionFrame) -> None:
    type_id = make_type(shop.id, "STD", name="Standard")
    page = browser.get(f"{TICKETS}/types/STD").follow("Delete this type")
    assert page.h1 == "Delete Standard?"
    make_held(shop, {type_id: 1})
    assert page.submit("Delete the type").follow().alerts == [
        "This type has been ordered. Take it off sale instead of deleting it."
    ]
    make_type(shop.id, "STU")
    page = browser.get(f"{TICKETS}/types/STU/removal").submit("Delete the type").follow()
    assert page.alerts == ["STU is deleted. Its quota is still there."]
    assert [row.code for row in queries.types_of(shop.id)] == ["STD"]


def test_a_quota_is_made_changed_and_deleted(browser: Browser, shop: EditionFrame) -> None:
    page = browser.get(f"{TICKETS}/quotas/new")
    assert page.submit("Make the quota").errors == ["Enter a name, like Main hall"]
    answer = page.submit("Make the quota", quota_name="Hall", size="300")
    assert answer.follow().alerts == ["Hall is made. Say on a type that it counts here."]
    again = page.submit("Make the quota", quota_name="Hall")
    assert (again.status, again.errors) == (422, ["A quota with this name exists"])
    page = browser.get(TICKETS).follow("Hall")
    assert page.h1 == "Quota: Hall"
    page.submit("Save the quota", quota_name="Great hall", size="")
    assert quotas(shop.id) == {"Great hall": (None, 0)}
    page = browser.get(TICKETS).follow("Great hall").submit("Delete this quota").follow()
    assert (page.alerts, quotas(shop.id)) == (["The quota is deleted."], {})


def test_a_quota_cannot_be_smaller_than_what_is_taken(browser: Browser, shop: EditionFrame) -> None:
    type_id = make_type(shop.id, "STD", name="Standard", size=10)
    for _ in range(2):
        make_held(shop, {type_id: 1}, now=NOW)
    page = browser.get(TICKETS).follow("Standard").submit("Save the quota", size="1")
    assert (page.status, page.errors) == (
        422,
        ["2 places are taken already. The size cannot be smaller."],
    )
    assert page.submit("Save the quota", size="2").status == 303
    assert quotas(shop.id) == {"Standard": (2, 1)}


def test_a_quota_that_types_count_against_stays(browser: Browser, shop: EditionFrame) -> None:
    type_id = make_type(shop.id, "STD", name="Standard")
    own = next(iter(queries.quota_ids_of_type(type_id)))
    page = browser.post(f"{TICKETS}/quotas/{own}/removal").follow()
    assert page.alerts == ["Ticket types count against this quota. Move them to another one first."]


@pytest.mark.parametrize(
    "path", ["types/{code}", "types/{code}/removal", "quotas/{quota}", "types/NOPE", "quotas/9999"]
)
def test_another_years_rows_are_not_here(browser: Browser, shop: EditionFrame, path: str) -> None:
    other = make_shop("2025", is_current=False)
    quota_id = make_quota(other.id, "Their hall", 5, make_type(other.id, "THEIRS"))
    address = f"{TICKETS}/{path.format(code='THEIRS', quota=quota_id)}"
    assert browser.get(address).status == 404
    assert browser.post(address, name="Mine").status == 404
    assert "THEIRS" not in browser.get(TICKETS).text
    assert "THEIRS" in browser.get("/2025/manage/tickets").text


@pytest.mark.parametrize("path", ["types/THEIRS/sale", "types/THEIRS/end-of-sale"])
def test_another_years_type_cannot_be_pressed(
    browser: Browser, shop: EditionFrame, path: str
) -> None:
    other = make_shop("2025", is_current=False)
    make_type(other.id, "THEIRS")
    assert browser.post(f"{TICKETS}/{path}").status == 404
    assert stored(other.id, "THEIRS").is_public is True


@pytest.mark.parametrize("role", [Role.FINANCE, Role.ACCESS_COORDINATOR, Role.CATERING_COORDINATOR])
def test_what_is_sold_is_not_for_every_role(browser: Browser, role: Role) -> None:
    make_shop()
    person_id = make_person("other@example.org")
    make_grant(person_id, role)
    browser.sign_in(person_id)
    for path in ("", "/types/new", "/quotas/new"):
        assert browser.get(f"{TICKETS}{path}").status == 403


def test_the_list_costs_the_same_for_one_and_three(browser: Browser, shop: EditionFrame) -> None:
    costs = []
    for number in range(3):
        make_type(shop.id, f"T{number}")
        browser.get(TICKETS)
        with counted() as statements:
            browser.get(TICKETS)
        costs.append(len(statements))
    assert costs[0] == costs[2]
