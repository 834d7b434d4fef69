"""The sample proposals as plain facts (domain.md F5). All invented."""

REVIEWERS: tuple[tuple[str, str, str], ...] = (
    ("Tariq Lindley", "reviewer@example.org", "Ashdown Hospitals"),
    ("Bronwen Hale", "bronwen.hale@example.org", "Severn Housing"),
    ("Chidi Amadi", "chidi.amadi@example.org", "University of the Marches"),
    ("Dorota Nowak", "dorota.nowak@example.org", "Kestrel Council"),
    ("Elsie Thorne", "elsie.thorne@example.org", "Pennine Ambulance"),
    ("Farah Siddiqui", "farah.siddiqui@example.org", "Harbour College"),
    ("Glenn Ward", "glenn.ward@example.org", "The Tidal Trust"),
    ("Hiroko Tanaka", "hiroko.tanaka@example.org", "Fen and Fell Libraries"),
)
"""Name, address and organisation of whoever judges; the first can be signed in as."""

COMMITTEE = ("Imogen Vale", "committee@example.org")

THINGS = (
    *("discharge letters", "rota swaps", "exam timetables", "complaint replies", "ward rounds"),
    *("housing repairs", "clinic queues", "volunteer inductions", "data requests"),
    *("reading lists", "lost property", "team huddles", "grant forms"),
)
ANGLES = (
    "Half the time for {}",
    "What {} taught us about waiting",
    "The version of {} that failed",
    "Counting what matters in {}",
    "Small tests, and {} that people trust",
    "Nobody owns {}, so we asked everybody",
    "The last mile of {}",
)
"""Titles of what was not taken: each thing from each side."""

ABSTRACT = (
    "We looked at {} for six weeks, counted before we changed anything, and changed one thing at "
    "a time. Two of our three ideas made it worse. This is what we measured, what we stopped "
    "doing, and the form that you can take home."
)
AUDIENCE = "Whoever has to make it work on Monday"
OUTCOME = "Choose one measure and one small test before you leave the room"

OPINIONS = (
    "Practical, and honest about what failed.",
    "The measure is good. Say more about who did the work.",
    "I would come to this. The title promises more than the text.",
    "Too much background for the time. Begin with the chart.",
    "We have heard this before; the second half is new.",
)
BREAKS_THE_CODE = (
    "Names a colleague in its example, and makes fun of her. Against the code of conduct, whatever "
    "its scores."
)

NEVER_ANSWERS = ("Perpetua Lowe", "perpetua.lowe@example.org")
"""A co-speaker who never says yes or no."""
