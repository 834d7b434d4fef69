"""What is wrong with a draft: each kind found, its neighbour not, and the sweep proved by pairs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.programme.rules.conflicts import (
    SEVERITY,
    Board,
    BoardRoom,
    BoardSession,
    Closed,
    Finding,
    FindingKind,
    Person,
    Severity,
    find,
)
from conference.programme.rules.layouts import Capacities, RoomLayout

Times = tuple[datetime, datetime]

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ADA = Person(id=7, name="Dr Ada Byron", is_chair=False)
MAY = Person(id=8, name="May Okoro", is_chair=False)
MAY_IN_THE_CHAIR = replace(MAY, is_chair=True)
STUDIO_1 = BoardRoom(
    id=1,
    name="Studio 1",
    capacities=Capacities(theatre=120, cabaret=64),
    is_step_free=True,
    is_private=False,
)
STUDIO_2 = replace(STUDIO_1, id=2, name="Studio 2")
LOFT = replace(STUDIO_1, id=3, name="Loft", is_step_free=False)
BARN = replace(STUDIO_1, id=4, name="Barn", capacities=Capacities())
HALL = replace(STUDIO_1, id=5, name="Hall", capacities=Capacities(theatre=120))
NOOK = replace(STUDIO_1, id=6, name="Nook", is_private=True)


def at(clock: str, day: int = 25) -> datetime:
    """Return the moment when clocks at the venue show ``HH:MM``; in September they are ahead."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2024, 9, day, hour - 1, minute, tzinfo=UTC)


CHARTS = BoardSession(
    id=1,
    code="S01",
    title="Charts",
    is_break=False,
    track_id=None,
    starts_at=at("11:00"),
    ends_at=at("11:40"),
    room_id=1,
    people=(),
    places=None,
    booked=0,
    step_free_needs=0,
    shares_room=False,
    is_cancelled=False,
)
STORIES = replace(CHARTS, id=2, code="S02", title="Stories", room_id=2)
LUNCH = replace(CHARTS, id=9, code="B01", title="Lunch", is_break=True, room_id=None)
KEYNOTE = replace(STORIES, id=11, code="K01", title="Keynote", is_plenary=True)
POSTERS = replace(CHARTS, id=10, code="P01", title="Posters", shares_room=True)
BOARD = Board(
    sessions=(),
    rooms=(STUDIO_1, STUDIO_2, LOFT, BARN, HALL, NOOK),
    room_blocks=(),
    absences=(),
    booked_together={},
    opens=((at("09:00"), at("17:00")),),
    track_names={1: "Data", 2: "People"},
    zone=ZoneInfo("Europe/London"),
)


def moved(session: BoardSession, starts: str, ends: str, **changes: Any) -> BoardSession:
    """Return a session at another time of the day."""
    return replace(session, starts_at=at(starts), ends_at=at(ends), **changes)


def found(*sessions: BoardSession, board: Board = BOARD) -> tuple[Finding, ...]:
    """Return all that is wrong with a board of these sessions."""
    return find(replace(board, sessions=sessions))


def closed(owner_id: int, starts: str, ends: str, reason: str = "") -> Closed:
    """Return a closure by clock times."""
    return Closed(owner_id=owner_id, starts_at=at(starts), ends_at=at(ends), reason=reason)


def test_an_empty_board_is_right() -> None:
    assert found() == ()


def test_every_kind_has_a_severity() -> None:
    assert (set(SEVERITY), {kind for kind in SEVERITY if SEVERITY[kind] is Severity.HARD}) == (
        set(FindingKind),
        {
            FindingKind.ROOM_TWICE,
            FindingKind.PERSON_TWICE,
            FindingKind.ROOM_BLOCKED,
            FindingKind.PERSON_ABSENT,
            FindingKind.ROOM_BELOW_BOOKED,
            FindingKind.NOT_CONFIRMED,
        },
    )


def test_what_is_not_confirmed_blocks_a_release_once_it_has_a_time() -> None:
    (finding,) = found(replace(CHARTS, is_unconfirmed=True))
    assert (finding.kind, finding.what, finding.is_hard) == (
        FindingKind.NOT_CONFIRMED,
        "The speakers of “Charts” have not confirmed that they come",
        True,
    )
    waiting = replace(CHARTS, is_unconfirmed=True, starts_at=None, ends_at=None)
    called_off = replace(CHARTS, is_unconfirmed=True, is_cancelled=True)
    assert found(waiting) == found(called_off) == ()


# Rooms


def test_two_sessions_in_one_room_at_once() -> None:
    assert found(moved(STORIES, "11:30", "12:10", room_id=1), CHARTS) == (
        Finding(
            kind=FindingKind.ROOM_TWICE,
            session_ids=(1, 2),
            what="“Charts” and “Stories” are in one room at once",
            where="11:30 to 11:40, Studio 1",
            way_out="Move one of them to another room or time",
        ),
    )


def test_a_break_that_is_in_a_room_fills_it() -> None:
    kinds = [finding.kind for finding in found(CHARTS, replace(LUNCH, room_id=1))]
    assert kinds == [FindingKind.ROOM_TWICE, FindingKind.DURING_BREAK]


@pytest.mark.parametrize(
    "other",
    [
        STORIES,
        moved(STORIES, "11:45", "12:10", room_id=1),
        moved(STORIES, "11:20", "11:20", room_id=1),
        replace(STORIES, room_id=1, is_cancelled=True),
        replace(STORIES, starts_at=None, ends_at=None, room_id=1),
        replace(STORIES, starts_at=None, room_id=1),
        replace(STORIES, ends_at=None, room_id=1),
        POSTERS,
        LUNCH,
    ],
    ids=lambda session: f"{session.title} {session.starts_at} {session.ends_at}",
)
def test_what_stands_in_nobodys_way(other: BoardSession) -> None:
    assert found(replace(CHARTS, places=12), other) == ()


@pytest.mark.parametrize(
    ("starts", "where"), [("11:44", "11:40 to 11:44, Studio 1"), ("11:40", "11:40, Studio 1")]
)
def test_too_little_time_between_two_in_one_room(starts: str, where: str) -> None:
    assert found(CHARTS, moved(STORIES, starts, "12:10", room_id=1)) == (
        Finding(
            kind=FindingKind.NO_TURNROUND,
            session_ids=(1, 2),
            what="There is too little time between “Charts” and “Stories”",
            where=where,
            way_out="Leave 5 minutes between them, or move one to another room",
        ),
    )


@pytest.mark.parametrize(
    "other",
    [
        moved(STORIES, "11:45", "12:10", room_id=1),
        moved(STORIES, "11:40", "12:10"),
        moved(STORIES, "11:42", "11:42", room_id=1),
        moved(POSTERS, "11:40", "12:10"),
        moved(LUNCH, "11:40", "12:10", room_id=1),
    ],
    ids=lambda session: f"{session.title} {session.starts_at}",
)
def test_time_enough_or_nobody_to_turn_round(other: BoardSession) -> None:
    assert (found(CHARTS, other), found(other, CHARTS)) == ((), ())


def test_a_break_before_a_session_needs_no_turn_round() -> None:
    assert found(moved(LUNCH, "10:00", "11:00", room_id=1), CHARTS) == ()


def test_a_room_that_cannot_be_used() -> None:
    blocks = (
        closed(1, "11:30", "12:00", "Lights being mended"),
        closed(1, "10:00", "11:10", "Sound check"),
        closed(1, "11:15", "11:20"),
        closed(2, "09:00", "17:00", "Another room"),
    )
    assert found(CHARTS, board=replace(BOARD, room_blocks=blocks)) == (
        Finding(
            kind=FindingKind.ROOM_BLOCKED,
            session_ids=(1,),
            what="“Charts” is in a room that cannot be used then: "
            "Sound check and Lights being mended",
            where="11:00 to 11:10, 11:15 to 11:20 and 11:30 to 11:40, Studio 1",
            way_out="Move it to another room or time, or open the room",
        ),
    )


@pytest.mark.parametrize(
    "block", [closed(1, "10:00", "11:00"), closed(1, "11:40", "12:00"), closed(2, "11:00", "12:00")]
)
def test_a_room_that_is_closed_at_another_time(block: Closed) -> None:
    assert found(CHARTS, board=replace(BOARD, room_blocks=(block,))) == ()


def test_a_poster_too_cannot_be_in_a_room_that_cannot_be_used() -> None:
    board = replace(BOARD, room_blocks=(closed(1, "09:00", "17:00"),))
    assert [finding.key for finding in found(POSTERS, board=board)] == ["room_blocked:10"]


@pytest.mark.parametrize(
    ("places", "booked", "room", "what", "way_out"),
    [
        (
            70,
            65,
            STUDIO_1,
            "65 people booked for “Charts”, and the room holds 64",
            "Move it to a room that holds 65",
        ),
        (
            None,
            121,
            STUDIO_1,
            "121 people booked for “Charts”, and the room holds 120",
            "Move it to a room that holds 121",
        ),
        (
            40,
            121,
            HALL,
            "121 people booked for “Charts”, and the room holds 120",
            "Move it to a room that holds 121",
        ),
    ],
)
def test_a_room_smaller_than_the_bookings(
    places: int | None, booked: int, room: BoardRoom, what: str, way_out: str
) -> None:
    assert found(replace(CHARTS, places=places, booked=booked, room_id=room.id)) == (
        Finding(
            kind=FindingKind.ROOM_BELOW_BOOKED,
            session_ids=(1,),
            what=what,
            where=f"11:00 to 11:40, {room.name}",
            way_out=way_out,
            tail=str(room.id),
        ),
    )


def test_one_person_is_one_person() -> None:
    board = replace(BOARD, rooms=(replace(STUDIO_1, capacities=Capacities(theatre=0)),))
    (finding,) = found(replace(CHARTS, booked=1), board=board)
    assert finding.what == "1 person booked for “Charts”, and the room holds 0"


def test_a_room_smaller_than_the_places() -> None:
    assert found(replace(CHARTS, places=65, booked=64)) == (
        Finding(
            kind=FindingKind.ROOM_BELOW_PLACES,
            session_ids=(1,),
            what="“Charts” offers 65 places, and the room holds 64",
            where="11:00 to 11:40, Studio 1",
            way_out="Move it to a room that holds 65, or offer fewer places",
            tail=str(STUDIO_1.id),
        ),
    )


@pytest.mark.parametrize(
    ("places", "booked", "room"),
    [(64, 64, STUDIO_1), (None, 120, STUDIO_1), (120, 120, HALL), (900, 900, BARN)],
)
def test_a_room_that_is_large_enough_or_of_no_known_size(
    places: int | None, booked: int, room: BoardRoom
) -> None:
    assert found(replace(CHARTS, places=places, booked=booked, room_id=room.id)) == ()


@pytest.mark.parametrize(
    ("needs", "what"),
    [
        (1, "1 person coming to “Charts” needs a step-free room, and this one is not"),
        (2, "2 people coming to “Charts” need a step-free room, and this one is not"),
    ],
)
def test_a_room_with_steps_where_people_cannot_climb(needs: int, what: str) -> None:
    assert found(replace(CHARTS, room_id=LOFT.id, step_free_needs=needs)) == (
        Finding(
            kind=FindingKind.NOT_STEP_FREE,
            session_ids=(1,),
            what=what,
            where="11:00 to 11:40, Loft",
            way_out="Move it to a step-free room",
            tail=str(LOFT.id),
        ),
    )


@pytest.mark.parametrize(("room", "needs"), [(STUDIO_1, 2), (LOFT, 0)])
def test_nobody_meets_a_step(room: BoardRoom, needs: int) -> None:
    assert found(replace(CHARTS, room_id=room.id, step_free_needs=needs)) == ()


def test_a_session_without_a_room() -> None:
    assert found(replace(CHARTS, room_id=None)) == (
        Finding(
            kind=FindingKind.NO_ROOM,
            session_ids=(1,),
            what="“Charts” has a time and no room",
            where="11:00 to 11:40",
            way_out="Choose a room for it",
        ),
    )


@pytest.mark.parametrize(
    "session",
    [
        LUNCH,
        replace(POSTERS, room_id=None),
        replace(CHARTS, room_id=None, is_cancelled=True),
        replace(CHARTS, room_id=None, starts_at=None, ends_at=None),
    ],
    ids=["break", "shares a room", "cancelled", "not placed"],
)
def test_what_needs_no_room(session: BoardSession) -> None:
    assert found(session) == ()


@pytest.mark.parametrize("session", [CHARTS, POSTERS], ids=["no booking", "drop-in"])
def test_whoever_walks_in_is_not_told_of_a_private_room(session: BoardSession) -> None:
    assert found(replace(session, room_id=NOOK.id)) == (
        Finding(
            kind=FindingKind.WALK_IN_PRIVATE,
            session_ids=(session.id,),
            what=f"Anybody can walk into “{session.title}”, and nobody is told where it is: "
            "a private room is told on booking",
            where="11:00 to 11:40, Nook",
            way_out="Move it to a room that is public, or offer places to book",
            tail="6",
        ),
    )


@pytest.mark.parametrize(
    "session",
    [
        CHARTS,
        replace(CHARTS, room_id=NOOK.id, places=6),
        replace(CHARTS, room_id=NOOK.id, is_cancelled=True),
        replace(LUNCH, room_id=NOOK.id),
    ],
    ids=["public room", "booked", "cancelled", "break"],
)
def test_a_private_room_is_right_for_what_is_booked(session: BoardSession) -> None:
    assert found(session) == ()


# What everybody comes to


def test_a_plenary_in_a_room_for_fewer_than_have_tickets() -> None:
    board = replace(BOARD, tickets=171)
    assert found(KEYNOTE, board=board) == (
        Finding(
            kind=FindingKind.ROOM_BELOW_TICKETS,
            session_ids=(11,),
            what="“Keynote” is for everybody. 171 people have a ticket, and the room holds 120",
            where="11:00 to 11:40, Studio 2",
            way_out="Move it to a room that holds 171",
            tail="2",
        ),
    )
    standing = replace(KEYNOTE, layout=RoomLayout.CABARET)
    (finding,) = found(standing, board=replace(BOARD, tickets=65))
    assert finding.what.endswith("65 people have a ticket, and the room holds 64 at cabaret tables")
    none = replace(STUDIO_2, capacities=Capacities(theatre=0))
    (finding,) = found(KEYNOTE, board=replace(BOARD, tickets=1, rooms=(none,)))
    assert "1 person has a ticket" in finding.what


@pytest.mark.parametrize(
    ("session", "tickets"),
    [
        (KEYNOTE, 120),
        (replace(KEYNOTE, room_id=BARN.id), 500),
        (replace(KEYNOTE, places=60), 500),
        (replace(KEYNOTE, is_plenary=False), 500),
        (replace(KEYNOTE, shares_room=True), 500),
        (replace(KEYNOTE, is_cancelled=True), 500),
    ],
    ids=["large enough", "size unknown", "booked", "no plenary", "shares a room", "cancelled"],
)
def test_a_plenary_that_holds_who_comes(session: BoardSession, tickets: int) -> None:
    assert found(session, board=replace(BOARD, tickets=tickets)) == ()


def test_a_plenary_up_steps() -> None:
    assert found(replace(KEYNOTE, room_id=LOFT.id)) == (
        Finding(
            kind=FindingKind.NOT_STEP_FREE,
            session_ids=(11,),
            what="“Keynote” is for everybody, and its room is not step-free",
            where="11:00 to 11:40, Loft",
            way_out="Move it to a step-free room",
            tail="3",
        ),
    )
    told = replace(KEYNOTE, room_id=LOFT.id, step_free_needs=2)
    assert [finding.what[:8] for finding in found(told)] == ["2 people"]
    assert found(replace(KEYNOTE, room_id=LOFT.id, places=60)) == ()


def test_a_session_during_a_plenary() -> None:
    talk = moved(CHARTS, "11:30", "12:00")
    assert found(talk, KEYNOTE) == (
        Finding(
            kind=FindingKind.DURING_PLENARY,
            session_ids=(1,),
            what="“Charts” runs during “Keynote”, which is for everybody",
            where="11:30 to 11:40, Studio 1",
            way_out="Move it to a time without a plenary",
            tail="11",
        ),
    )
    booked = replace(talk, places=20)
    assert [finding.key for finding in found(booked, KEYNOTE)] == ["during_plenary:1:11"]
    two = replace(KEYNOTE, id=12, room_id=1)
    assert [finding.key for finding in found(two, KEYNOTE)] == ["during_plenary:12:11"]


@pytest.mark.parametrize(
    "other",
    [
        moved(CHARTS, "11:40", "12:00"),
        POSTERS,
        replace(CHARTS, is_cancelled=True),
        moved(CHARTS, "11:10", "11:10"),
    ],
    ids=["after it", "posters", "cancelled", "no length"],
)
def test_what_takes_nobody_from_a_plenary(other: BoardSession) -> None:
    assert found(other, KEYNOTE) == ()


@pytest.mark.parametrize("room_id", [None, STUDIO_2.id], ids=["everywhere", "in a room"])
def test_a_session_during_a_break(room_id: int | None) -> None:
    lunch = moved(LUNCH, "11:30", "12:30", room_id=room_id)
    assert found(CHARTS, lunch) == (
        Finding(
            kind=FindingKind.DURING_BREAK,
            session_ids=(1,),
            what="“Charts” runs during the break “Lunch”",
            where="11:30 to 11:40, Studio 1",
            way_out="Move it out of the break, or offer places to book",
            tail="9",
        ),
    )


@pytest.mark.parametrize(
    "session",
    [
        replace(CHARTS, places=12),
        POSTERS,
        moved(CHARTS, "11:40", "12:00"),
        replace(CHARTS, is_cancelled=True),
    ],
    ids=["booked", "posters", "after it", "cancelled"],
)
def test_what_may_be_on_during_a_break(session: BoardSession) -> None:
    assert found(session, LUNCH) == ()
    assert found(CHARTS, replace(LUNCH, is_cancelled=True)) == ()


# People


def test_somebody_in_two_sessions_at_once() -> None:
    stories = moved(STORIES, "11:20", "12:00", people=(replace(ADA, is_chair=True),))
    assert found(stories, replace(CHARTS, people=(ADA,))) == (
        Finding(
            kind=FindingKind.PERSON_TWICE,
            session_ids=(1, 2),
            what="Dr Ada Byron is in two sessions at once: “Charts” and “Stories”",
            where="11:20 to 11:40, Studio 1 and Studio 2",
            way_out="Move one of them, or take the name off one",
            tail="7",
        ),
    )


def test_two_people_both_twice_are_two_findings() -> None:
    both = (ADA, MAY_IN_THE_CHAIR)
    pair = found(replace(CHARTS, people=both), replace(STORIES, people=both))
    assert [finding.key for finding in pair] == ["person_twice:1-2:7", "person_twice:1-2:8"]


def test_at_a_drop_in_somebody_is_in_two_places_too() -> None:
    pair = found(replace(CHARTS, people=(ADA,)), replace(POSTERS, people=(ADA,)))
    assert [finding.key for finding in pair] == ["person_twice:1-10:7"]


@pytest.mark.parametrize(
    "other",
    [
        replace(STORIES, people=(MAY,)),
        moved(STORIES, "11:40", "12:10", people=(ADA,)),
        moved(POSTERS, "11:20", "11:20", people=(ADA,)),
        replace(STORIES, people=(ADA,), is_cancelled=True),
        replace(STORIES, people=(ADA,), starts_at=None, ends_at=None),
        replace(LUNCH, people=(ADA,)),
    ],
    ids=["somebody else", "afterwards", "no length", "cancelled", "not placed", "break"],
)
def test_somebody_in_one_session_at_a_time(other: BoardSession) -> None:
    assert found(replace(CHARTS, people=(ADA,), places=12), other) == ()


def test_somebody_who_cannot_be_there() -> None:
    board = replace(BOARD, absences=(closed(7, "09:00", "11:20"), closed(8, "11:35", "17:00")))
    assert found(replace(CHARTS, people=(ADA, MAY_IN_THE_CHAIR)), board=board) == (
        Finding(
            kind=FindingKind.PERSON_ABSENT,
            session_ids=(1,),
            what="Dr Ada Byron cannot be there for “Charts”",
            where="11:00 to 11:20, Studio 1",
            way_out="Move it to another time, or ask somebody else",
            tail="7",
        ),
        Finding(
            kind=FindingKind.PERSON_ABSENT,
            session_ids=(1,),
            what="May Okoro cannot be there for “Charts”",
            where="11:35 to 11:40, Studio 1",
            way_out="Move it to another time, or ask somebody else",
            tail="8",
        ),
    )


@pytest.mark.parametrize(
    "absence",
    [closed(7, "10:00", "11:00"), closed(7, "11:40", "12:00"), closed(8, "11:00", "12:00")],
)
def test_somebody_who_is_away_at_another_time(absence: Closed) -> None:
    board = replace(BOARD, absences=(absence,))
    assert found(replace(CHARTS, people=(ADA,)), board=board) == ()


def test_somebody_of_whom_only_an_address_is_known() -> None:
    nameless = replace(ADA, name="ada@example.org")
    assert found(replace(CHARTS, people=(nameless,))) == (
        Finding(
            kind=FindingKind.NAME_MISSING,
            session_ids=(1,),
            what="ada@example.org, on stage in “Charts”, has given no name: public pages say "
            "“Speaker named on the day” and not which room",
            where="11:00 to 11:40, Studio 1",
            way_out="Ask them, or write their name under Speakers",
            tail="7",
        ),
    )


def test_several_speakers_and_no_chair() -> None:
    assert found(replace(CHARTS, people=(ADA, MAY))) == (
        Finding(
            kind=FindingKind.CHAIR_MISSING,
            session_ids=(1,),
            what="“Charts” has 2 speakers and no chair",
            where="11:00 to 11:40, Studio 1",
            way_out="Say who chairs it",
        ),
    )


def test_the_chair_is_missed_before_there_is_a_time() -> None:
    (finding,) = found(replace(CHARTS, people=(ADA, MAY), starts_at=None, ends_at=None))
    assert (finding.key, finding.where) == ("chair_missing:1", "Not in the schedule yet")


@pytest.mark.parametrize(
    "session",
    [
        replace(CHARTS, people=(ADA,)),
        replace(CHARTS, people=(ADA, MAY_IN_THE_CHAIR)),
        replace(LUNCH, people=(ADA, MAY)),
        replace(CHARTS, people=(ADA, MAY), is_cancelled=True),
    ],
    ids=["one speaker", "a chair", "a break", "cancelled"],
)
def test_what_needs_no_chair(session: BoardSession) -> None:
    assert found(session) == ()


# Those who listen


def test_two_sessions_of_a_track_at_the_same_time() -> None:
    assert found(replace(CHARTS, track_id=1), moved(STORIES, "11:20", "12:00", track_id=1)) == (
        Finding(
            kind=FindingKind.TRACK_PARALLEL,
            session_ids=(1, 2),
            what="“Charts” and “Stories” of the track Data run at the same time",
            where="11:20 to 11:40, Studio 1 and Studio 2",
            way_out="Move one of them, so that nobody has to choose",
        ),
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(STORIES, track_id=2),
        replace(STORIES, track_id=None),
        moved(STORIES, "11:40", "12:10", track_id=1),
        moved(STORIES, "11:20", "11:20", track_id=1),
    ],
    ids=["another track", "no track", "afterwards", "no length"],
)
def test_one_session_of_a_track_at_a_time(other: BoardSession) -> None:
    assert found(replace(CHARTS, track_id=1), other) == ()


@pytest.mark.parametrize(
    ("pair", "count", "what"),
    [
        ((1, 2), 1, "1 person has booked both “Charts” and “Stories”, which overlap"),
        ((2, 1), 3, "3 people have booked both “Charts” and “Stories”, which overlap"),
    ],
)
def test_bookings_that_would_clash(pair: tuple[int, int], count: int, what: str) -> None:
    board = replace(BOARD, booked_together={pair: count})
    assert found(moved(STORIES, "11:20", "12:00"), CHARTS, board=board) == (
        Finding(
            kind=FindingKind.BOOKINGS_CLASH,
            session_ids=(1, 2),
            what=what,
            where="11:20 to 11:40, Studio 1 and Studio 2",
            way_out="Move one of them, or ask those who booked which one they keep",
        ),
    )


@pytest.mark.parametrize(
    ("together", "other"),
    [
        ({(1, 2): 0}, STORIES),
        ({(1, 3): 2}, STORIES),
        ({(1, 2): 2}, moved(STORIES, "11:40", "12:10")),
        ({(1, 2): 2}, moved(STORIES, "11:20", "11:20")),
        ({(1, 2): 2}, replace(STORIES, is_cancelled=True)),
        ({(1, 2): 2}, replace(STORIES, starts_at=None, ends_at=None)),
    ],
    ids=["nobody", "another pair", "afterwards", "no length", "cancelled", "not placed"],
)
def test_bookings_that_do_not_clash(
    together: dict[tuple[int, int], int], other: BoardSession
) -> None:
    assert found(CHARTS, other, board=replace(BOARD, booked_together=together)) == ()


# The day


@pytest.mark.parametrize(
    ("starts", "ends"), [("08:55", "09:40"), ("16:30", "17:10"), ("18:00", "19:00")]
)
def test_a_session_when_the_venue_is_not_open(starts: str, ends: str) -> None:
    assert found(moved(CHARTS, starts, ends)) == (
        Finding(
            kind=FindingKind.OUTSIDE_HOURS,
            session_ids=(1,),
            what="“Charts” runs when the venue is not open",
            where=f"{starts} to {ends}, Studio 1",
            way_out="Move it into the day, or change the hours of the day",
            tail=f"{at(starts):%Y%m%dT%H%M}-{at(ends):%Y%m%dT%H%M}",
        ),
    )


@pytest.mark.parametrize(
    ("session", "opens"),
    [
        (moved(CHARTS, "09:00", "17:00"), BOARD.opens),
        (moved(CHARTS, "18:00", "19:00"), (*BOARD.opens, (at("18:00"), at("19:00")))),
        (moved(CHARTS, "18:00", "19:00"), ()),
        (moved(LUNCH, "18:00", "19:00"), BOARD.opens),
    ],
    ids=["from first to last", "an evening", "no hours known", "break without a room"],
)
def test_a_session_when_the_venue_is_open(session: BoardSession, opens: tuple[Times, ...]) -> None:
    assert found(session, board=replace(BOARD, opens=opens)) == ()


def test_with_several_days_a_finding_says_which() -> None:
    board = replace(BOARD, opens=(*BOARD.opens, (at("09:00", 26), at("17:00", 26))))
    (finding,) = found(replace(CHARTS, room_id=None), board=board)
    assert finding.where == "Wednesday 25 September, 11:00 to 11:40"


def test_the_day_is_the_day_at_the_venue() -> None:
    late = moved(CHARTS, "23:30", "23:50", room_id=None)
    early = replace(late, id=2, starts_at=at("23:30") + HOUR, ends_at=at("23:50") + HOUR)
    assert [finding.where for finding in found(late, early, board=replace(BOARD, opens=()))] == [
        "Wednesday 25 September, 23:30 to 23:50",
        "Thursday 26 September, 00:30 to 00:50",
    ]


# Keys and order


def test_a_key_is_made_of_the_kind_and_the_sessions_by_number() -> None:
    late, early = replace(CHARTS, id=10, track_id=1), replace(STORIES, id=9, track_id=1)
    (finding,) = found(moved(late, "11:10", "11:50"), early)
    (other_way,) = found(late, moved(early, "11:10", "11:50"))
    assert (finding.session_ids, other_way.session_ids, finding.key, other_way.key) == (
        (9, 10),
        (10, 9),
        "track_parallel:9-10",
        "track_parallel:9-10",
    )


def test_a_key_outlives_titles_names_and_small_moves() -> None:
    charts, stories = replace(CHARTS, people=(ADA, MAY)), replace(STORIES, people=(ADA,))
    renamed = replace(charts, title="Run charts", people=(replace(ADA, name="Ada"), MAY))
    before, after = found(charts, stories), found(renamed, moved(stories, "11:10", "11:50"))
    assert [finding.key for finding in before] == [finding.key for finding in after]


def test_a_key_fits_where_it_is_kept() -> None:
    finding = Finding(
        kind=FindingKind.ROOM_BELOW_BOOKED,
        session_ids=(2**63, 2**63 + 1),
        what="",
        where="",
        way_out="",
        tail=str(2**63),
    )
    assert len(finding.key) <= 120


def test_hard_ones_come_first_then_by_start_then_by_key() -> None:
    sessions = (
        replace(CHARTS, id=5, starts_at=None, ends_at=None, people=(ADA, MAY)),
        moved(CHARTS, "14:00", "14:40", booked=121, people=(ADA, MAY)),
        moved(STORIES, "10:00", "10:40", room_id=LOFT.id, places=65, step_free_needs=1),
        moved(STORIES, "13:00", "13:40", id=3, booked=121),
    )
    assert [(finding.severity, finding.is_hard, finding.key) for finding in found(*sessions)] == [
        (Severity.HARD, True, f"room_below_booked:3:{STORIES.room_id}"),
        (Severity.HARD, True, f"room_below_booked:1:{STUDIO_1.id}"),
        (Severity.SOFT, False, f"not_step_free:2:{LOFT.id}"),
        (Severity.SOFT, False, f"room_below_places:2:{LOFT.id}"),
        (Severity.SOFT, False, "chair_missing:1"),
        (Severity.SOFT, False, "chair_missing:5"),
    ]


# The sweep against all pairs

_minutes = st.integers(0, 24)
_spans = st.tuples(_minutes, st.integers(0, 12)).map(
    lambda drawn: (at("10:00") + drawn[0] * MINUTE, at("10:00") + sum(drawn) * MINUTE)
)


@st.composite
def _sessions(draw: st.DrawFn, number: int) -> BoardSession:
    """Draw a session that meets others often: few rooms, people and minutes."""
    starts_at, ends_at = draw(st.none() | _spans) or (None, None)
    is_break = draw(st.integers(0, 5)) == 0
    return replace(
        CHARTS,
        id=number,
        is_break=is_break,
        track_id=draw(st.sampled_from([None, 1, 2])),
        starts_at=starts_at,
        ends_at=ends_at,
        room_id=draw(st.sampled_from([None, 1, 1, LOFT.id, BARN.id])),
        people=tuple(
            replace(person, is_chair=draw(st.booleans()))
            for person in draw(st.lists(st.sampled_from([ADA, MAY]), unique=True))
        ),
        places=draw(st.sampled_from([None, 64, 65])),
        booked=draw(st.sampled_from([0, 64, 65, 120, 121])),
        step_free_needs=draw(st.integers(0, 1)),
        shares_room=draw(st.integers(0, 5)) == 0,
        is_cancelled=draw(st.integers(0, 9)) == 0,
        is_plenary=not is_break and draw(st.integers(0, 3)) == 0,
    )


@st.composite
def _boards(draw: st.DrawFn) -> Board:
    sessions = [draw(_sessions(number)) for number in range(draw(st.integers(0, 9)))]
    closures = st.lists(
        st.tuples(st.sampled_from([1, LOFT.id, ADA.id, MAY.id]), _spans), max_size=4
    ).map(
        lambda drawn: tuple(
            Closed(owner_id=owner, starts_at=span[0], ends_at=span[1], reason="")
            for owner, span in drawn
        )
    )
    return replace(
        BOARD,
        sessions=tuple(draw(st.permutations(sessions))),
        room_blocks=draw(closures),
        absences=draw(closures),
        booked_together={
            (one.id, other.id): draw(st.integers(0, 2)) for one, other in combinations(sessions, 2)
        },
        opens=tuple(draw(st.lists(_spans, max_size=2))),
        tickets=draw(st.sampled_from([0, 120, 121])),
    )


@settings(max_examples=150, deadline=None)
@given(board=_boards())
def test_the_sweep_finds_what_all_pairs_find(board: Board) -> None:
    keys = [finding.key for finding in find(board)]
    assert sorted(keys) == sorted(naive(board))


@settings(max_examples=25, deadline=None)
@given(board=_boards())
def test_the_order_in_which_sessions_are_given_changes_nothing(board: Board) -> None:
    assert find(board) == find(replace(board, sessions=board.sessions[::-1]))


def naive(board: Board) -> set[str]:
    """Return the keys of all that is wrong, every session and every pair looked at."""
    keys = {
        f"chair_missing:{one.id}"
        for one in board.sessions
        if not one.is_cancelled and not one.is_break and len(one.people) >= 2
        if not any(person.is_chair for person in one.people)
    }
    placed = [
        one
        for one in board.sessions
        if one.starts_at and not one.is_cancelled and (one.room_id or not one.is_break)
    ]
    breaks = [
        one for one in board.sessions if one.starts_at and one.is_break and not one.is_cancelled
    ]
    for one in placed:
        keys |= naive_alone(one, board)
        keys |= naive_beside(one, breaks, [other for other in placed if other.is_plenary])
    for one, other in combinations(placed, 2):
        ids = "-".join(map(str, sorted([one.id, other.id])))
        keys |= {f"{rest[0]}:{ids}{rest[1]}" for rest in naive_pair(one, other, board)}
    return keys


def naive_alone(one: BoardSession, board: Board) -> set[str]:
    """Return the keys of what is wrong with one session by itself."""
    room = next((room for room in board.rooms if room.id == one.room_id), None)
    keys = {
        f"person_absent:{one.id}:{person.id}"
        for person in one.people
        for away in board.absences
        if away.owner_id == person.id and is_both(times(one), (away.starts_at, away.ends_at))
    }
    if any(
        block.owner_id == one.room_id and is_both(times(one), (block.starts_at, block.ends_at))
        for block in board.room_blocks
    ):
        keys.add(f"room_blocked:{one.id}")
    if board.opens and not any(
        opens[0] <= times(one)[0] and times(one)[1] <= opens[1] for opens in board.opens
    ):
        first, last = times(one)
        keys.add(f"outside_hours:{one.id}:{first:%Y%m%dT%H%M}-{last:%Y%m%dT%H%M}")
    if room is None:
        return keys if one.shares_room else {*keys, f"no_room:{one.id}"}
    is_for_all = one.is_plenary and one.places is None
    if (one.step_free_needs or is_for_all) and not room.is_step_free:
        keys.add(f"not_step_free:{one.id}:{room.id}")
    capacity = room.capacities.cabaret if one.places else room.capacities.theatre
    if capacity is not None and one.booked > capacity:
        keys.add(f"room_below_booked:{one.id}:{room.id}")
    elif capacity is not None and (one.places or 0) > capacity:
        keys.add(f"room_below_places:{one.id}:{room.id}")
    if is_for_all and capacity is not None and board.tickets > capacity and not one.shares_room:
        keys.add(f"room_below_tickets:{one.id}:{room.id}")
    return keys


def naive_beside(
    one: BoardSession, breaks: list[BoardSession], plenaries: list[BoardSession]
) -> set[str]:
    """Return the keys of what a session keeps people from."""
    if one.is_break or one.shares_room:
        return set()
    return {
        f"during_break:{one.id}:{other.id}"
        for other in breaks
        if one.places is None and is_both(times(one), times(other))
    } | {
        f"during_plenary:{one.id}:{other.id}"
        for other in plenaries
        if is_both(times(one), times(other)) and not (one.is_plenary and one.id <= other.id)
    }


def naive_pair(one: BoardSession, other: BoardSession, board: Board) -> set[tuple[str, str]]:
    """Return kind and tail of what is wrong with two sessions beside each other."""
    found_here: set[tuple[str, str]] = set()
    is_clash = is_both(times(one), times(other))
    if one.room_id and one.room_id == other.room_id and not (one.shares_room or other.shares_room):
        if is_clash:
            found_here.add(("room_twice", ""))
        elif has_length(one) and has_length(other) and not (one.is_break or other.is_break):
            first, second = sorted([times(one), times(other)])
            if second[0] - first[1] < 5 * MINUTE:
                found_here.add(("no_turnround", ""))
    if is_clash:
        shared = {person.id for person in one.people} & {person.id for person in other.people}
        found_here |= {("person_twice", f":{person_id}") for person_id in shared}
        is_drop_in = one.shares_room or other.shares_room
        if one.track_id and one.track_id == other.track_id and not is_drop_in:
            found_here.add(("track_parallel", ""))
        pair = (min(one.id, other.id), max(one.id, other.id))
        if board.booked_together[pair]:
            found_here.add(("bookings_clash", ""))
    return found_here


def times(session: BoardSession) -> Times:
    """Return when a placed session is."""
    assert session.starts_at
    assert session.ends_at
    return session.starts_at, session.ends_at


def has_length(session: BoardSession) -> bool:
    """Say whether a placed session takes time."""
    return times(session)[0] < times(session)[1]


def is_both(one: Times, other: Times) -> bool:
    """Say whether there is a minute in both."""
    return max(one[0], other[0]) < min(one[1], other[1])
