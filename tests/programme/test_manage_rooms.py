"""Organisers' pages of rooms."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.history.queries import entries_at_desk
from conference.kernel.database import db, transaction
from conference.people.rules import Role
from conference.programme.actions import rooms as actions
from conference.programme.actions.desk import Desk
from conference.programme.models import Room, RoomBlock, Session, Slot
from conference.programme.queries import rooms as queries
from conference.programme.queries.rooms import RoomFacts
from conference.programme.rules.layouts import Capacities
from conference.programme.rules.writing import MOST_ROOMS, RoomInUse
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    SUMMER,
    at,
    change,
    frame,
    make_edition,
    make_room,
    make_session,
    make_small_day,
    release,
    remove,
)
from tests.support.pages import Browser, Page
from tests.support.races import at_once
from tests.support.statements import counted

ROOMS = "/2024/manage/rooms"
HOSTILE = "O’Neill <script>{{ 7*7 }}</script> {% نور %}"
SEATS = "Enter a whole number from 1 to 100,000, or leave it empty"
ODD_MOMENT = "Enter a day and a time, like 2024-07-31 23:59"


@pytest.fixture
def organiser(browser: Browser) -> Browser:
    """Return a browser in which an organiser has signed in."""
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    return browser.sign_in(person_id)


@pytest.fixture
def edition() -> EditionFrame:
    """Return an edition of one day, without rooms."""
    return make_edition()


def rows(page: Page) -> list[list[str]]:
    """Return the words of each row of the page's table."""
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row.xpath("./th | ./td")]
        for row in page.all("//tbody/tr")
    ]


def names(edition: EditionFrame) -> list[str]:
    """Return the names of the rooms in their order."""
    db.session.rollback()
    return [row.facts.name for row in queries.rooms(edition.id)]


def facts(room_id: int) -> RoomFacts:
    """Return what is stored of a room."""
    db.session.rollback()
    room = db.session.get_one(Room, room_id)
    return RoomFacts(**{name: getattr(room, name) for name in RoomFacts.__slots__})


def history(edition: EditionFrame, room_id: int) -> list[tuple[str, dict[str, object]]]:
    """Return what is noted of a room, oldest first."""
    db.session.rollback()
    entries = entries_at_desk(edition.id, "room", room_id)
    return [(entry.what, entry.details) for entry in reversed(entries)]


def public_version(edition: EditionFrame) -> int:
    """Return what rises when public pages must be made again."""
    db.session.rollback()
    return frame(edition.slug).public_version


def add(browser: Browser, **values: str | None) -> Page:
    """Fill in the form of the list, and send it."""
    return browser.get(ROOMS).submit("Add the room", **values)


def block(browser: Browser, room_id: int, starts: str, ends: str, **values: str) -> Page:
    """Block a room, in UK times of one day or another."""
    page = browser.get(f"{ROOMS}/{room_id}")
    return page.submit("Block the room", starts_at=starts, ends_at=ends, **values)


def test_rooms_are_listed_in_order_with_what_they_are(
    organiser: Browser, edition: EditionFrame
) -> None:
    clinic = make_room(
        edition.id,
        "Room 2.14",
        theatre_capacity=None,
        cabaret_capacity=6,
        boardroom_capacity=12,
        is_private=True,
        is_step_free=False,
        note="Low light.",
        position=2,
    )
    make_room(
        edition.id, "Loft", theatre_capacity=None, cabaret_capacity=None, has_loop=True, position=3
    )
    hall = make_room(
        edition.id,
        "Main Hall",
        theatre_capacity=300,
        cabaret_capacity=None,
        is_step_free=True,
        has_loop=True,
        position=1,
    )
    make_session(edition.id, "OPEN", ("09:00", "09:45"), hall)
    make_session(edition.id, "KIND", ("11:00", "11:40"), hall)
    make_session(edition.id, "LEAD", ("11:00", "11:40"), clinic, is_cancelled=True)
    make_session(edition.id, "LATER")
    page = organiser.get(ROOMS)
    assert page.h1 == "Rooms"
    assert rows(page) == [
        [
            "Main Hall",
            "300 theatre",
            "Step-free, induction loop",
            "None",
            "2",
            "Down Main Hall",
        ],
        [
            "Room 2.14 Private",
            "6 cabaret, 12 boardroom",
            "Not step-free",
            "Low light.",
            "1",
            "Up Room 2.14 Down Room 2.14",
        ],
        [
            "Loft",
            "Not known yet",
            "Step-free: not known yet, induction loop",
            "None",
            "0",
            "Up Loft",
        ],
    ]


def test_without_rooms_the_page_says_what_to_do(organiser: Browser, edition: EditionFrame) -> None:
    page = organiser.get(ROOMS)
    assert "No rooms yet" in page.text
    assert "Its name never leaves the system" in page.text
    assert "A workshop keeps the places it was given" in page.text


def test_a_room_is_added_as_the_last_one(organiser: Browser, edition: EditionFrame) -> None:
    make_room(edition.id, "Main Hall", position=7)
    answer = add(
        organiser,
        name="  Studio 1 ",
        theatre_capacity="60",
        cabaret_capacity="",
        classroom_capacity="30",
        boardroom_capacity="16",
        standing_capacity="80",
        is_step_free="yes",
        is_private="y",
        note="Cabaret tables.",
    )
    assert (answer.status, answer.location) == (303, ROOMS)
    assert answer.follow().alerts == ["Studio 1 is added, as the last room."]
    assert names(edition) == ["Main Hall", "Studio 1"]
    room_id = queries.rooms(edition.id)[1].id
    assert facts(room_id) == RoomFacts(
        name="Studio 1",
        capacities=Capacities(theatre=60, classroom=30, boardroom=16, standing=80),
        note="Cabaret tables.",
        is_private=True,
        is_step_free=True,
        has_loop=False,
    )
    assert history(edition, room_id) == [("room added", {})]


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": ""}, ["Enter a name, like Main Hall"]),
        ({"name": " \u200b "}, ["Enter a name, like Main Hall"]),
        ({"name": "x" * 81}, ["Name: Enter 80 characters or fewer"]),
        ({"note": "x" * 201}, ["Note: Enter 200 characters or fewer"]),
        *(
            ({field: value}, [SEATS])
            for field in ("theatre_capacity", "standing_capacity")
            for value in ("0", "-1", "100001", "9" * 5_000, "1.5", "1_000", "many", "٦٠")
        ),
    ],
)
def test_what_cannot_be_understood_is_said_beside_the_field(
    organiser: Browser, edition: EditionFrame, values: dict[str, str], errors: list[str]
) -> None:
    page = add(organiser, **({"name": "Studio 1"} | values))
    assert (page.status, page.errors, names(edition)) == (422, errors, [])
    assert page.title.startswith("Error: Rooms")


@pytest.mark.parametrize("seats", ["1", "100000"])
def test_the_limits_of_a_capacity_are_taken(
    organiser: Browser, edition: EditionFrame, seats: str
) -> None:
    assert add(organiser, name="n" * 80, note="x" * 200, theatre_capacity=seats).status == 303
    assert facts(queries.rooms(edition.id)[0].id).capacities.theatre == int(seats)


def test_a_name_is_taken_once_in_an_edition(organiser: Browser, edition: EditionFrame) -> None:
    make_room(edition.id, "Main Hall")
    other = make_room(edition.id, "Studio 1", position=1)
    page = add(organiser, name="Main Hall", theatre_capacity="12")
    assert (page.status, page.errors) == (422, ["Another room has this name"])
    assert page.all("//input[@name='theatre_capacity']/@value") == ["12"]
    page = organiser.get(f"{ROOMS}/{other}").submit("Save the room", name="Main Hall")
    assert (page.status, page.errors, page.h1) == (
        422,
        ["Another room has this name"],
        "Studio 1",
    )
    assert (names(edition), history(edition, other)) == (["Main Hall", "Studio 1"], [])
    make_room(make_edition("2025", is_current=False).id, "Atrium")
    assert add(organiser, name="Atrium").status == 303


def test_two_who_add_the_same_name_at_once_make_one_room(database: Flask) -> None:
    edition = make_edition()
    room = RoomFacts(
        name="Studio 1",
        capacities=Capacities(),
        note="",
        is_private=False,
        is_step_free=None,
        has_loop=False,
    )

    def press(number: int) -> str:
        desk = Desk(edition_id=edition.id, actor=f"person {number}", now=SUMMER)
        with transaction():
            actions.add_room(room, desk=desk)
        return "added"

    answers = at_once(database, [partial(press, number) for number in range(4)])
    refused = [
        getattr(answer, "fields", answer) for answer in answers if isinstance(answer, Exception)
    ]
    assert refused == [{"name": "Another room has this name"}] * 3
    assert names(edition) == ["Studio 1"]


def test_there_is_an_end_to_rooms(organiser: Browser, edition: EditionFrame) -> None:
    with transaction():
        db.session.add_all(
            Room(edition_id=edition.id, name=f"Room {number}", position=number)
            for number in range(MOST_ROOMS)
        )
    page = add(organiser, name="One more")
    assert (page.status, page.errors) == (422, ["There can be 200 rooms. Delete one first."])
    assert len(names(edition)) == MOST_ROOMS


def test_a_room_is_changed(organiser: Browser, edition: EditionFrame) -> None:
    room_id = make_room(edition.id, "Studio 1", note="Old", is_step_free=True)
    page = organiser.get(ROOMS).follow("Studio 1")
    assert page.h1 == "Studio 1"
    answer = page.submit(
        "Save the room",
        name="Studio A",
        theatre_capacity="",
        note="",
        is_step_free="no",
        has_loop="y",
    )
    assert answer.follow().alerts == ["Studio A is saved."]
    assert facts(room_id) == RoomFacts(
        name="Studio A",
        capacities=Capacities(cabaret=32),
        note="",
        is_private=False,
        is_step_free=False,
        has_loop=True,
    )
    assert history(edition, room_id) == [
        (
            "room changed",
            {"changed": "capacities, has_loop, is_step_free, name, note"},
        )
    ]


def test_saving_unchanged_notes_nothing(organiser: Browser, edition: EditionFrame) -> None:
    room_id = make_room(edition.id, "Studio 1", note="Cabaret tables.", has_loop=True)
    before = facts(room_id)
    assert organiser.get(f"{ROOMS}/{room_id}").submit("Save the room").status == 303
    assert (facts(room_id), history(edition, room_id)) == (before, [])


def test_whether_a_room_is_step_free_can_stay_open(
    organiser: Browser, edition: EditionFrame
) -> None:
    assert add(organiser, name="Loft").status == 303
    room_id = queries.rooms(edition.id)[0].id
    page = organiser.get(f"{ROOMS}/{room_id}")
    told = []
    for answer in ("yes", "no", ""):
        page = page.submit("Save the room", is_step_free=answer).follow().follow("Loft")
        told.append((facts(room_id).is_step_free, facts(room_id).access))
    assert told == [
        (True, "Step-free"),
        (False, "Not step-free"),
        (None, "Step-free: not known yet"),
    ]
    refused = page.submit("Save the room", is_step_free="perhaps")
    assert (refused.status, refused.errors) == (422, ["Choose one from the list"])


def test_of_two_who_change_a_room_the_later_is_told(
    organiser: Browser, edition: EditionFrame
) -> None:
    room_id = make_room(edition.id, "Studio 1")
    page = organiser.get(f"{ROOMS}/{room_id}")
    change(Room, room_id, theatre_capacity=80)
    answer = page.submit("Save the room", theatre_capacity="70")
    assert answer.status == 422
    assert answer.errors[0].startswith(
        "Somebody saved this while you had it open: Theatre capacity."
    )
    assert facts(room_id).capacities.theatre == 80
    assert answer.submit("Save the room").status == 303
    assert facts(room_id).capacities.theatre == 70


def test_places_of_a_workshop_stay_when_its_room_shrinks(
    organiser: Browser, edition: EditionFrame
) -> None:
    room_id = make_room(edition.id, "Studio 1")
    session_id = make_session(edition.id, "RUN", ("11:00", "12:30"), room_id, places=32)
    organiser.get(f"{ROOMS}/{room_id}").submit("Save the room", cabaret_capacity="8")
    assert facts(room_id).capacities.cabaret == 8
    assert db.session.get_one(Session, session_id).places == 32


def test_rooms_move_up_and_down(organiser: Browser, edition: EditionFrame) -> None:
    first, second, third = (make_room(edition.id, name) for name in ("A", "B", "C"))
    assert names(edition) == ["A", "B", "C"]
    answer = organiser.get(ROOMS).submit("Up C")
    assert (answer.status, answer.location) == (303, f"{ROOMS}#room-{third}")
    assert names(edition) == ["A", "C", "B"]
    assert [row[0] for row in rows(answer.follow())] == ["A", "C", "B"]
    organiser.get(ROOMS).submit("Down A")
    assert names(edition) == ["C", "A", "B"]
    assert history(edition, first) == [("room moved", {"position": 2})]
    for address in (f"{third}/up", f"{second}/down"):
        assert organiser.post(f"{ROOMS}/{address}").status == 303
    assert names(edition) == ["C", "A", "B"]
    assert history(edition, second) == []


def test_times_in_which_a_room_cannot_be_used_are_added_and_removed(
    organiser: Browser, edition: EditionFrame
) -> None:
    room_id = make_room(edition.id, "Studio 1")
    page = organiser.get(f"{ROOMS}/{room_id}")
    assert page.all("//input[@name='starts_at']/@value") == ["2024-09-25T09:00"]
    answer = block(organiser, room_id, "2024-09-25T13:00", "2024-09-26T00:00", reason="Exam")
    assert (answer.status, answer.location) == (303, f"{ROOMS}/{room_id}")
    page = answer.follow()
    assert page.alerts == ["Studio 1 is blocked at this time."]
    block(organiser, room_id, "2024-09-25 08:00", "2024-09-25 09:00")
    page = organiser.get(f"{ROOMS}/{room_id}")
    assert rows(page) == [
        [
            "25 September 2024, 08:00",
            "25 September 2024, 09:00",
            "None given",
            "Remove 25 September 2024, 08:00",
        ],
        [
            "25 September 2024, 13:00",
            "26 September 2024, 00:00",
            "Exam",
            "Remove 25 September 2024, 13:00",
        ],
    ]
    stored = db.session.scalars(select(RoomBlock).order_by(RoomBlock.starts_at)).all()
    assert [(row.starts_at, row.ends_at) for row in stored] == [
        (at("08:00"), at("09:00")),
        (at("13:00"), datetime(2024, 9, 25, 23, tzinfo=UTC)),
    ]
    page = page.submit("Remove 25 September 2024, 13:00").follow()
    assert page.alerts == ["The room can be used at this time again."]
    assert [row[0] for row in rows(page)] == ["25 September 2024, 08:00"]
    exam = {"starts": "2024-09-25 12:00Z", "ends": "2024-09-25 23:00Z"}
    early = {"starts": "2024-09-25 07:00Z", "ends": "2024-09-25 08:00Z"}
    assert history(edition, room_id) == [
        ("room blocked", exam),
        ("room blocked", early),
        ("room unblocked", exam),
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "errors"),
    [
        ("", "", ["Enter when it begins", "Enter when it ends"]),
        ("soon", "2024-09-25T10:00", [ODD_MOMENT]),
        ("2024-09-25T10:00", "2024-02-30T10:00", [ODD_MOMENT]),
        ("2024-09-25T10:00", "2024-09-25T10:00", ["Choose an end after the beginning"]),
        ("2024-09-25T10:00", "2024-09-25T09:00", ["Choose an end after the beginning"]),
        ("2024-09-24T23:59", "2024-09-25T10:00", ["Choose a time on 25 September 2024"]),
        ("2024-09-25T10:00", "2024-09-26T00:01", ["Choose a time on 25 September 2024"]),
        (
            "0001-01-01T00:00",
            "9999-12-31T23:59",
            [f"{name}: Choose a time on 25 September 2024" for name in ("From", "Until")],
        ),
    ],
)
def test_an_odd_time_is_refused_on_the_rooms_page(
    organiser: Browser, edition: EditionFrame, starts: str, ends: str, errors: list[str]
) -> None:
    room_id = make_room(edition.id, "Studio 1", note="Cabaret tables.")
    page = block(organiser, room_id, starts, ends, reason="Exam")
    assert (page.status, page.errors, page.h1) == (422, errors, "Studio 1")
    assert page.title.startswith("Error: Studio 1")
    kept = [page.all(f"//input[@name='{name}']/@value") for name in ("reason", "note")]
    assert kept == [["Exam"], ["Cabaret tables."]]
    assert page.submit("Save the room").location == ROOMS
    assert queries.room_page(edition.id, room_id).blocks == ()


def test_the_same_times_and_long_reasons_are_refused(
    organiser: Browser, edition: EditionFrame
) -> None:
    room_id = make_room(edition.id, "Studio 1")
    times = ("2024-09-25T10:00", "2024-09-25T11:00")
    assert block(organiser, room_id, *times, reason="x" * 200).status == 303
    assert block(organiser, room_id, *times).errors == ["These times are on the list already"]
    page = block(organiser, room_id, times[0], "2024-09-25T12:00", reason="x" * 201)
    assert page.errors == ["Enter 200 characters or fewer"]
    assert len(queries.room_page(edition.id, room_id).blocks) == 1


def test_of_several_days_each_can_be_blocked(organiser: Browser) -> None:
    edition = make_edition(ends_on=date(2024, 9, 26))
    room_id = make_room(edition.id, "Studio 1")
    assert block(organiser, room_id, "2024-09-25T00:00", "2024-09-27T00:00").status == 303
    page = block(organiser, room_id, "2024-09-27T00:00", "2024-09-27T09:00")
    assert page.errors == [
        f"{name}: Choose a time from 25 September 2024 to 26 September 2024"
        for name in ("From", "Until")
    ]


def test_a_blocked_time_is_removed_once_and_from_its_own_room(
    organiser: Browser, edition: EditionFrame
) -> None:
    room_id, other = (make_room(edition.id, name) for name in ("A", "B"))
    block(organiser, room_id, "2024-09-25T10:00", "2024-09-25T11:00")
    ((block_id, _),) = queries.room_page(edition.id, room_id).blocks
    assert organiser.post(f"{ROOMS}/{other}/blocks/{block_id}/removal").status == 404
    assert organiser.post(f"{ROOMS}/{room_id}/blocks/{block_id}/removal").status == 303
    assert organiser.post(f"{ROOMS}/{room_id}/blocks/{block_id}/removal").status == 404


def test_a_room_that_nothing_used_is_deleted_with_its_blocks(
    organiser: Browser, edition: EditionFrame
) -> None:
    make_room(edition.id, "Main Hall")
    room_id = make_room(edition.id, "Studio 1")
    block(organiser, room_id, "2024-09-25T10:00", "2024-09-25T11:00")
    page = organiser.get(f"{ROOMS}/{room_id}").follow("Delete this room")
    assert page.h1 == "Delete Studio 1?"
    assert page.submit("Delete the room").follow().alerts == ["The room is deleted."]
    assert (names(edition), db.session.scalars(select(RoomBlock)).all()) == (["Main Hall"], [])
    assert [what for what, _ in history(edition, room_id)] == ["room blocked", "room removed"]
    assert organiser.get(f"{ROOMS}/{room_id}").status == 404


def test_a_room_of_the_draft_stays_until_its_sessions_move(
    organiser: Browser, edition: EditionFrame
) -> None:
    room_id = make_room(edition.id, "Studio 1")
    asked = organiser.get(f"{ROOMS}/{room_id}/removal")
    session_id = make_session(edition.id, "RUN", ("11:00", "12:30"), room_id)
    hindrance = "The draft has sessions in this room. Move them to another one first."
    page = asked.submit("Delete the room").follow()
    assert (page.h1, page.alerts) == ("Studio 1", [hindrance])
    page = organiser.get(f"{ROOMS}/{room_id}/removal")
    assert (page.h1, page.alerts) == ("Studio 1 cannot be deleted", [hindrance])
    assert page.follow("Leave the room").h1 == "Studio 1"
    change(Slot, session_id, room_id=None)
    assert asked.submit("Delete the room").location == ROOMS
    assert names(edition) == []


def test_a_room_that_any_release_shows_stays(organiser: Browser, edition: EditionFrame) -> None:
    room_id = make_room(edition.id, "Studio 1")
    session_id = make_session(edition.id, "RUN", ("11:00", "12:30"), room_id)
    release(edition.id)
    remove(Slot, session_id)
    release(edition.id)
    page = organiser.get(f"{ROOMS}/{room_id}/removal")
    hindrance = (
        "A release shows a session in this room, and releases stay as they were. "
        "Leave the room: without sessions the programme does not show it."
    )
    assert (page.h1, page.alerts) == ("Studio 1 cannot be deleted", [hindrance])
    organiser.post(f"{ROOMS}/{room_id}/removal")
    assert names(edition) == ["Studio 1"]


@pytest.mark.parametrize(
    ("values", "ends_copies"),
    [
        ({"name": "Studio A"}, True),
        ({"note": "Cabaret tables."}, True),
        ({"is_private": "y"}, True),
        ({"theatre_capacity": "20", "cabaret_capacity": ""}, False),
        ({"is_step_free": "yes", "has_loop": "y"}, False),
        ({}, False),
    ],
)
def test_public_copies_end_with_what_they_show(
    organiser: Browser, values: dict[str, str], *, ends_copies: bool
) -> None:
    day = make_small_day()
    before = public_version(day.edition)
    organiser.get(f"{ROOMS}/{day.rooms['Studio 1']}").submit("Save the room", **values)
    assert public_version(day.edition) == before + ends_copies


def test_a_room_that_is_not_released_ends_no_copies(organiser: Browser) -> None:
    day = make_small_day()
    before = public_version(day.edition)
    for number in (8, 9):
        make_room(day.edition_id, f"Attic {number}", position=number)
    organiser.get(ROOMS).submit("Up Attic 9")
    organiser.get(ROOMS).follow("Attic 9").submit("Save the room", name="Loft")
    add(organiser, name="Cellar")
    assert names(day.edition)[-3:] == ["Loft", "Attic 8", "Cellar"]
    assert public_version(day.edition) == before
    organiser.get(ROOMS).submit("Up Studio 1")
    assert public_version(day.edition) == before + 1


def test_the_programme_shows_a_new_name_and_hides_a_private_one(organiser: Browser) -> None:
    day = make_small_day()
    address = f"{ROOMS}/{day.rooms['Studio 1']}"
    assert "Studio 1" in organiser.get("/2024/sessions/CHART").text
    organiser.get(address).submit("Save the room", name="Loft")
    assert "Loft" in organiser.get("/2024/sessions/CHART").text
    organiser.get(address).submit("Save the room", is_private="y")
    page = organiser.get("/2024/sessions/CHART")
    assert ("Loft" in page.html, "Room given on booking" in page.text) == (False, True)


def test_hostile_texts_are_shown_as_text(organiser: Browser, edition: EditionFrame) -> None:
    add(organiser, name=HOSTILE, note=HOSTILE)
    page = organiser.get(ROOMS)
    assert rows(page)[0][0] == HOSTILE
    assert rows(page)[0][3] == HOSTILE
    room_id = queries.rooms(edition.id)[0].id
    block(organiser, room_id, "2024-09-25T10:00", "2024-09-25T11:00", reason=HOSTILE)
    page = organiser.get(f"{ROOMS}/{room_id}")
    assert (page.h1, rows(page)[0][2]) == (HOSTILE, HOSTILE)
    assert organiser.get(f"{ROOMS}/{room_id}/removal").h1 == f"Delete {HOSTILE}?"


@pytest.mark.parametrize(
    "path",
    [
        "{room}",
        "{room}/blocks",
        "{room}/removal",
        "9999",
        "9999/blocks",
        "9999/removal",
        "99999999999999999999",
    ],
)
def test_another_years_room_is_not_here(
    organiser: Browser, edition: EditionFrame, path: str
) -> None:
    other = make_edition("2025", is_current=False)
    address = f"{ROOMS}/{path.format(room=make_room(other.id, 'Theirs'))}"
    assert organiser.get(address).status == 404
    assert organiser.post(address, name="Mine", starts_at="2024-09-25T10:00").status == 404
    assert "Theirs" not in organiser.get(ROOMS).text
    assert names(other) == ["Theirs"]


def test_another_years_room_cannot_be_pressed(organiser: Browser, edition: EditionFrame) -> None:
    other = make_edition("2025", is_current=False)
    first, second = (make_room(other.id, name) for name in ("A", "B"))
    block_id = _blocked(second)
    for path in (f"{second}/up", f"{first}/down", f"{second}/blocks/{block_id}/removal"):
        assert organiser.post(f"{ROOMS}/{path}").status == 404
    assert names(other) == ["A", "B"]
    assert len(queries.room_page(other.id, second).blocks) == 1


def test_rooms_are_for_those_who_make_the_programme(
    browser: Browser, edition: EditionFrame
) -> None:
    room_id = make_room(edition.id, "Studio 1")
    pages = (ROOMS, *(f"{ROOMS}/{room_id}{part}" for part in ("", "/blocks", "/removal")))
    buttons = (*pages, *(f"{ROOMS}/{room_id}/{part}" for part in ("up", "down")))
    for address in pages:
        assert browser.get(address).location.startswith("/sign-in")
    for role in set(Role) - {Role.ORGANISER}:
        person_id = make_person(f"{role}@example.org")
        make_grant(person_id, role)
        other = browser.other().sign_in(person_id)
        assert {other.get(address).status for address in pages} == {403}
        assert {other.post(address, name="Mine").status for address in buttons} == {403}
    assert names(edition) == ["Studio 1"]


def test_pages_cost_the_same_for_one_and_three(organiser: Browser, edition: EditionFrame) -> None:
    costs = []
    for number in range(3):
        room_id = make_room(edition.id, f"Room {number}")
        make_session(edition.id, f"S{number}", ("09:00", "10:00"), room_id)
        for hour in range(number + 1):
            _blocked(room_id, hour)
        organiser.get(ROOMS)
        with counted() as statements:
            organiser.get(ROOMS)
            organiser.get(f"{ROOMS}/{room_id}")
        costs.append(len(statements))
    assert costs[0] == costs[2]


def test_a_refusal_has_a_code_for_programs(app: Flask) -> None:
    edition = make_edition()
    room_id = make_room(edition.id, "Studio 1")
    make_session(edition.id, "RUN", ("11:00", "12:30"), room_id)
    desk = Desk(edition_id=edition.id, actor="person 1", now=SUMMER)
    with pytest.raises(RoomInUse) as caught, transaction():
        actions.remove_room(room_id, desk=desk)
    assert caught.value.code == "room_in_use"


def _blocked(room_id: int, hour: int = 0) -> int:
    with transaction():
        row = RoomBlock(
            room_id=room_id, starts_at=at(f"{hour + 9:02}:00"), ends_at=at(f"{hour + 10:02}:00")
        )
        db.session.add(row)
        db.session.flush()
        return row.id
