"""Reading the programme: what the newest release says, with speakers and rooms as they may be."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.people.models import Person, Speaker
from conference.programme import queries
from conference.programme.models import Room, Session, SessionSpeaker, Slot
from conference.programme.queries import Question, SchedulePage
from conference.programme.rules.bookings import PlacesById, PlaceState
from conference.programme.rules.finding import Asked
from conference.programme.rules.visibility import PublicSpeaker, RoomSecrecy
from conference.tickets.rules import SaleState, TypeOffer
from tests.factories.programme import (
    SUMMER,
    FewPlaces,
    SmallDay,
    at,
    change,
    frame,
    make_edition,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.support.statements import counted

WILK = PublicSpeaker(code="WILK", name="Tomasz Wilk")
UNNAMED = PublicSpeaker(code=None, name="Speaker named on the day")
CLOSING = at("23:59")


def page_of(
    day: SmallDay,
    asked: Asked | None = None,
    *,
    places: PlacesById | None = None,
    is_grid: bool = False,
    now: datetime = SUMMER,
) -> SchedulePage:
    """Return the programme as a visitor asks for it."""
    question = Question(asked=asked or Asked(), is_grid=is_grid)
    return queries.schedule(day.edition, question, places or {}, now=now)


def codes(page: SchedulePage) -> list[str]:
    """Return the sessions of a page in order."""
    return [row.code for day in page.days for slot in (*day.past, *day.slots) for row in slot.rows]


def test_without_a_release_there_is_nothing(database: Flask) -> None:
    edition = make_edition()
    make_session(edition.id, "S1", ("09:00", "10:00"))
    assert queries.newest_release_id(edition.id) is None
    assert queries.entries(edition.id) == ()
    assert queries.speakers_page(edition, now=SUMMER).cards == ()


def test_an_entry_is_found_by_its_code(database: Flask) -> None:
    day = make_small_day()
    assert queries.entry(day.edition_id, "CHART").abstract == "We look at **one** year."
    for code in ("NONE", "LUNCH"):
        with pytest.raises(NotFound):
            queries.entry(day.edition_id, code)


def test_a_private_room_has_no_name(database: Flask) -> None:
    day = make_small_day()
    entry = queries.entry(day.edition_id, "LEAD")
    assert (entry.room_name, entry.room_secrecy) == (None, RoomSecrecy.PRIVATE)


def test_entries_of_some_sessions(database: Flask) -> None:
    day = make_small_day()
    wanted = {day.sessions["RUN"], day.sessions["OPEN"], 999}
    found = queries.entries_of_sessions(day.edition_id, wanted)
    assert [entry.code for entry in found] == ["OPEN", "RUN"]
    assert queries.entries_of_sessions(day.edition_id, ()) == ()


def test_where_a_person_is_on_stage(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        person = Person(email="wilk@example.org", created_at=SUMMER)
        db.session.add(person)
        db.session.flush()
        person_id = person.id
    make_speaker(day.edition_id, "SELF", "Tomasz", day.sessions["KIND"], person_id=person_id)
    assert queries.speaker_session_ids(day.edition_id, person_id) == frozenset()
    release(day.edition_id)
    assert queries.speaker_session_ids(day.edition_id, person_id) == {day.sessions["KIND"]}
    assert queries.speaker_session_ids(day.edition_id, person_id + 1) == frozenset()


def test_speakers_are_live_and_protected(database: Flask) -> None:
    day = make_small_day()
    assert queries.speakers_of(day.edition_id) == {
        day.sessions["CHART"]: (WILK,),
        day.sessions["RUN"]: (WILK,),
        day.sessions["STALK"]: (UNNAMED,),
    }
    wilk = db.session.query(Speaker).filter_by(code="WILK").one().id
    change(Speaker, wilk, is_listed=False, alias="A guest")
    guest = UNNAMED
    assert queries.speakers_of(day.edition_id, (day.sessions["RUN"],)) == {
        day.sessions["RUN"]: (guest,)
    }


def test_speakers_stand_in_their_order(database: Flask) -> None:
    day = make_small_day()
    second = make_speaker(day.edition_id, "AAA", "Ada First", day.sessions["RUN"])
    change(SessionSpeaker, (day.sessions["RUN"], second), position=-1)  # type: ignore[arg-type]
    release(day.edition_id)
    names = [speaker.name for speaker in queries.speakers_of(day.edition_id)[day.sessions["RUN"]]]
    assert names == ["Ada First", "Tomasz Wilk"]


def test_the_schedule_by_time(database: Flask) -> None:
    page = page_of(make_small_day())
    assert [
        (slot.anchor, slot.breaks, [row.code for row in slot.rows], slot.later, slot.is_last)
        for slot in page.days[0].slots
    ] == [
        ("t25-0830", ("Registration and coffee",), [], (), False),
        ("t25-0900", (), ["OPEN"], (), False),
        ("t25-0955", (), ["CHART", "STALK"], (), False),
        ("t25-1100", (), ["KIND", "RUN"], (("workshop", at("12:30")),), False),
        ("t25-1150", (), ["TIRED"], (), False),
        ("t25-1230", ("Lunch and posters",), [], (), False),
        ("t25-1245", (), ["LEAD"], (), True),
    ]
    assert (page.total, page.shown, page.cancelled, page.zone) == (7, 7, 0, "BST")
    assert page.bookable_kinds == "Clinics and workshops"
    assert page.jumps[0] == ("08:30", "#t25-0830", False)


def test_rooms_of_the_schedule_protect(database: Flask) -> None:
    page = page_of(make_small_day())
    rooms = {row.code: row.room.text for slot in page.days[0].slots for row in slot.rows}
    assert rooms == {
        "OPEN": "Main Hall",
        "CHART": "Studio 1",
        "STALK": "Room given at the venue",
        "KIND": "Main Hall",
        "RUN": "Studio 1",
        "TIRED": "Main Hall",
        "LEAD": "Room given on booking",
    }
    assert page.rooms == (("main-hall", "Main Hall"), ("studio-1", "Studio 1"))


FOUND: list[tuple[Asked, list[str]]] = [
    (Asked(tracks=("s",)), ["STALK", "LEAD"]),
    (Asked(tracks=("s", "m"), format="talk"), ["CHART", "STALK", "KIND", "TIRED"]),
    (Asked(room="main-hall"), ["OPEN", "KIND", "TIRED"]),
    (Asked(room="studio-3"), ["OPEN", "CHART", "STALK", "KIND", "RUN", "TIRED", "LEAD"]),
    (Asked(bookable="1"), ["RUN", "LEAD"]),
    (Asked(text="WILK chart"), ["CHART", "RUN"]),
    (Asked(text="twelve dots"), ["CHART"]),
    (Asked(text="look at"), ["CHART"]),
    (Asked(text="verborgen"), []),
    (Asked(text="secret trust"), []),
    (Asked(text="named on the day"), ["STALK"]),
    (Asked(text="%"), []),
    (Asked(tracks=("m",), text="safeguarding"), []),
]


def test_filters(database: Flask) -> None:
    day = make_small_day()
    assert [(asked, codes(page_of(day, asked))) for asked, _ in FOUND] == FOUND


def test_a_filter_leaves_breaks_out_and_can_be_asked_again(database: Flask) -> None:
    page = page_of(make_small_day(), Asked(tracks=("s", "zz")))
    assert [slot.breaks for slot in page.days[0].slots] == [(), ()]
    assert (page.shown, page.total, page.wanted.unknown) == (2, 7, (("track", "zz"),))
    assert page.parameters == {"track": ["s"]}


def test_full_and_sensitive_sessions(database: Flask) -> None:
    day = make_small_day()
    full = FewPlaces(taken=32, capacity=32)
    places = {
        day.sessions["RUN"]: full,
        day.sessions["LEAD"]: FewPlaces(taken=6, capacity=6),
    }
    rows = {
        row.code: (row.place_state, row.count)
        for slot in page_of(day, places=places).days[0].slots
        for row in slot.rows
        if row.has_places
    }
    assert rows == {"RUN": (PlaceState.FULL, full), "LEAD": (PlaceState.OPEN, None)}
    assert codes(page_of(day, Asked(bookable="1"), places=places)) == ["LEAD"]


def test_a_cancelled_session_is_shown_and_counted_apart(database: Flask) -> None:
    day = make_small_day()
    change(Session, day.sessions["KIND"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    page = page_of(day)
    assert (page.total, page.shown, page.cancelled) == (6, 6, 1)
    assert codes(page) == ["OPEN", "CHART", "STALK", "KIND", "RUN", "TIRED", "LEAD"]


OVER = [
    (SUMMER, []),
    (at("08:59"), []),
    (at("09:00"), ["t25-0830"]),
    (at("12:00"), ["t25-0830", "t25-0900", "t25-0955"]),
    (at("12:30"), ["t25-0830", "t25-0900", "t25-0955", "t25-1100", "t25-1150"]),
    (datetime.fromisoformat("2024-09-26T10:00:00+01:00"), []),
]


def test_what_is_over_is_folded_on_the_day_only(database: Flask) -> None:
    day = make_small_day()
    days = [(now, page_of(day, now=now).days[0]) for now, _ in OVER]
    assert [(now, [slot.anchor for slot in found.past]) for now, found in days] == OVER
    assert [found.past_sessions for _, found in days] == [0, 0, 0, 3, 6, 0]


def test_the_grid_has_the_same_sessions(database: Flask) -> None:
    grid = page_of(make_small_day(), is_grid=True).days[0].grid
    assert grid is not None
    assert grid.columns == ("Main Hall", "Studio 1", "Elsewhere")
    assert [
        [(cell.breaks, [row.code for row in cell.sessions], cell.rows) for cell in row.cells]
        for row in grid.rows
    ] == [
        [(("Registration and coffee",), [], 1)],
        [((), ["OPEN"], 1)],
        [((), [], 1), ((), ["CHART"], 1), ((), ["STALK"], 1)],
        [((), ["KIND"], 1), ((), ["RUN"], 2), ((), [], 1)],
        [((), ["TIRED"], 1), ((), [], 1)],
        [(("Lunch and posters",), [], 1)],
        [((), [], 1), ((), [], 1), ((), ["LEAD"], 1)],
    ]


def test_two_days_are_two_lists(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        slot_session = Session(edition_id=day.edition_id, code="NEXT", title="The second day")
        db.session.add(slot_session)
        db.session.flush()
        start = datetime.fromisoformat("2024-09-26T09:00:00+01:00")
        db.session.add(
            Slot(session_id=slot_session.id, starts_at=start, ends_at=start.replace(hour=10))
        )
    release(day.edition_id)
    page = page_of(day)
    assert [str(found.on) for found in page.days] == ["2024-09-25", "2024-09-26"]
    assert page.jumps[-1] == ("Thu 09:00", "#t26-0900", False)


def test_the_programme_costs_two_statements_however_long_it_is(database: Flask) -> None:
    day = make_small_day()
    seen = []
    for number in range(2):
        make_speaker(
            day.edition_id,
            f"N{number}",
            f"Speaker {number}",
            make_session(day.edition_id, f"N{number}", ("14:00", "15:00")),
        )
        release(day.edition_id)
        with counted() as statements:
            page_of(day)
        seen.append(len(statements))
    assert seen == [2, 2]


def test_a_session_page(database: Flask) -> None:
    day = make_small_day()
    page = queries.session_page(day.edition, "CHART", {}, now=SUMMER)
    assert (page.row.title, page.row.speakers, page.minutes, page.anchor, page.zone) == (
        "The chart that changed my mind",
        (WILK,),
        40,
        "t25-0955",
        "BST",
    )
    assert page.abstract_html == "<p>We look at <strong>one</strong> year.</p>\n"
    assert [row.code for row in page.nearby] == ["RUN"]


def test_nearby_are_the_track_s_own_first_and_never_full_or_sensitive(database: Flask) -> None:
    day = make_small_day()
    tracks = {track.code: track.id for track in day.edition.tracks}
    for code, span, track in (
        ("NEAR", ("12:30", "13:30"), "s"),
        ("OWN1", ("16:00", "17:00"), "m"),
        ("OWN2", ("14:00", "15:00"), "m"),
        ("OWN3", ("15:00", "16:00"), "m"),
    ):
        make_session(day.edition_id, code, span, track_id=tracks[track], places=10)
    release(day.edition_id)
    entries = {entry.code: entry.session_id for entry in queries.entries(day.edition_id)}
    places = {entries["OWN3"]: FewPlaces(taken=10, capacity=10)}
    page = queries.session_page(day.edition, "RUN", places, now=SUMMER)
    assert [row.code for row in page.nearby] == ["OWN2", "OWN1", "NEAR"]


def test_a_speaker_s_page_and_the_list(database: Flask) -> None:
    day = make_small_day()
    make_speaker(day.edition_id, "ZOE", "Ægir Zoëson", day.sessions["KIND"], biography="Sings.")
    make_speaker(day.edition_id, "IDLE", "Not Yet Released")
    release(day.edition_id)
    make_speaker(day.edition_id, "SOON", "In The Draft", day.sessions["KIND"])
    listed = queries.speakers_page(day.edition, now=SUMMER)
    assert [card.speaker.name for card in listed.cards] == ["Ægir Zoëson", "Tomasz Wilk"]
    assert listed.some_unnamed is True
    page = queries.speaker_page(day.edition, "WILK", {}, now=SUMMER)
    assert ([row.code for row in page.card.sessions], page.biography_html) == (
        ["CHART", "RUN"],
        None,
    )
    zoe = queries.speaker_page(day.edition, "ZOE", {}, now=SUMMER)
    assert zoe.biography_html == "<p>Sings.</p>\n"


def test_who_is_not_to_be_listed_is_not_there(database: Flask) -> None:
    day = make_small_day()
    make_speaker(day.edition_id, "IDLE", "Not Yet Released")
    for code in ("HIDDEN", "IDLE", "NOBODY"):
        with pytest.raises(NotFound) as refusal:
            queries.speaker_page(day.edition, code, {}, now=SUMMER)
        assert str(refusal.value) == "There is no such speaker in the programme."


EARLY = TypeOffer(
    id=1,
    code="early",
    name="Early bird",
    note="",
    price=14900,
    vat_rate=2000,
    opens_at=None,
    closes_at=at("12:00"),
    max_per_order=10,
    sale_state=SaleState.ON_SALE,
    left=18,
)
STANDARD = replace(EARLY, code="standard", name="Standard", price=19900, closes_at=CLOSING, left=90)


def test_the_home_page(database: Flask) -> None:
    day = make_small_day()
    page = queries.home_page(day.edition, (EARLY, STANDARD), now=SUMMER)
    assert page.parts == (
        (at("09:00"), "Make one thing happen"),
        (at("09:55"), "Talks"),
        (at("11:00"), "Talks and workshops"),
        (at("12:30"), "Lunch and posters, clinics"),
    )
    assert [(glimpse.example, glimpse.more) for glimpse in page.tracks] == [
        ("The chart that changed my mind", 3),
        ("When it will not stop", 1),
    ]
    assert (page.track_count, page.sessions, page.with_places) == ("Two", 7, 2)
    assert [(price.name, price.closes_at, price.few_left) for price in page.prices] == [
        ("Early bird", at("12:00"), 18),
        ("Standard", None, None),
    ]
    assert page.leading_price == page.prices[0]
    assert (page.is_on_sale, page.running, page.following) == (True, (), ())


def test_prices_that_are_not_sold_now(database: Flask) -> None:
    edition = make_edition()
    offers = (
        replace(EARLY, sale_state=SaleState.ENDED),
        replace(EARLY, sale_state=SaleState.HIDDEN),
        replace(STANDARD, sale_state=SaleState.SOLD_OUT, left=0),
        replace(STANDARD, sale_state=SaleState.NOT_YET),
        replace(STANDARD, price=0, sale_state=SaleState.ON_SALE, closes_at=None),
    )
    page = queries.home_page(edition, offers, now=SUMMER)
    assert [price.sale_state for price in page.prices] == ["sold_out", "not_yet", "on_sale"]
    assert (page.leading_price, page.is_on_sale) == (None, True)
    assert (page.parts, [glimpse.example for glimpse in page.tracks]) == ((), ["", ""])


ON_NOW = [
    (at("08:00"), [], ["OPEN"]),
    (at("11:45"), ["RUN"], ["TIRED"]),
    (at("09:00"), ["OPEN"], ["CHART", "STALK"]),
    (at("18:00"), [], []),
]


def test_on_the_day_home_says_what_is_on(database: Flask) -> None:
    edition = make_small_day().edition
    pages = [(now, queries.home_page(edition, (), now=now)) for now, _, _ in ON_NOW]
    assert [
        (now, [row.code for row in page.running], [row.code for row in page.following])
        for now, page in pages
    ] == ON_NOW


def test_sensitive_sessions_are_examples_only_where_there_is_no_other(database: Flask) -> None:
    day = make_small_day()
    change(Session, day.sessions["STALK"], is_sensitive=True)
    release(day.edition_id)
    page = queries.home_page(frame("2024"), (), now=SUMMER)
    assert page.tracks[1].example == "When it will not stop"
    change(Session, day.sessions["LEAD"], is_sensitive=False)
    release(day.edition_id)
    page = queries.home_page(frame("2024"), (), now=SUMMER)
    assert page.tracks[1].example == "Ask a safeguarding lead"


def test_a_room_without_latin_letters_can_be_asked_for(database: Flask) -> None:
    day = make_small_day()
    change(Room, day.rooms["Main Hall"], name="القاعة")
    assert codes(page_of(day, Asked(room="القاعة"))) == ["OPEN", "KIND", "TIRED"]


def test_editions_do_not_meet(database: Flask) -> None:
    day = make_small_day()
    other = make_small_day("2025", is_current=False)
    change(Session, other.sessions["OPEN"], title="Of another year")
    release(other.edition_id)
    titles = [row.title for slot in page_of(day).days[0].slots for row in slot.rows]
    assert "Of another year" not in titles
    assert len(titles) == 7
    with pytest.raises(NotFound):
        queries.speaker_page(frame("2025"), "NOBODY", {}, now=SUMMER)
