"""How many a room holds in the layout that a session asks for, and what the checks say of it."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from conference.programme.rules.conflicts import (
    Board,
    BoardRoom,
    BoardSession,
    Severity,
    find,
)
from conference.programme.rules.layouts import LAYOUTS, STANDS, Capacities, RoomLayout, holds

STUDIO = BoardRoom(
    id=1,
    name="Studio 1",
    capacities=Capacities(theatre=120, cabaret=64, classroom=50, boardroom=20, standing=150),
    is_step_free=True,
    is_private=False,
)
FOYER = BoardRoom(
    id=2,
    name="Foyer",
    capacities=Capacities(standing=500),
    is_step_free=True,
    is_private=False,
)
BARN = replace(FOYER, id=3, name="Barn", is_step_free=None, capacities=Capacities())
CHARTS = BoardSession(
    id=1,
    code="S01",
    title="Charts",
    is_break=False,
    track_id=None,
    starts_at=datetime(2024, 9, 25, 10, 0, tzinfo=UTC),
    ends_at=datetime(2024, 9, 25, 10, 40, tzinfo=UTC),
    room_id=1,
    people=(),
    places=None,
    booked=0,
    step_free_needs=0,
    shares_room=False,
    is_cancelled=False,
)


def found(session: BoardSession) -> list[tuple[str, str, str, str]]:
    """Return what is wrong with a session: key, severity, what it is and a way out."""
    board = Board(
        sessions=(session,),
        rooms=(STUDIO, FOYER, BARN),
        room_blocks=(),
        absences=(),
        booked_together={},
        opens=(),
        track_names={},
        zone=ZoneInfo("Europe/London"),
    )
    return [(one.key, one.severity.value, one.what, one.way_out) for one in find(board)]


@pytest.mark.parametrize(
    ("capacities", "layout", "has_places", "people"),
    [
        (STUDIO.capacities, RoomLayout.USUAL, True, 64),
        (STUDIO.capacities, RoomLayout.USUAL, False, 120),
        (STUDIO.capacities, RoomLayout.THEATRE, True, 120),
        (STUDIO.capacities, RoomLayout.CABARET, False, 64),
        (STUDIO.capacities, RoomLayout.CLASSROOM, True, 50),
        (STUDIO.capacities, RoomLayout.BOARDROOM, True, 20),
        (STUDIO.capacities, RoomLayout.STANDING, True, 150),
        (replace(STUDIO.capacities, cabaret=None), RoomLayout.USUAL, True, 120),
        (FOYER.capacities, RoomLayout.USUAL, True, 500),
        (FOYER.capacities, RoomLayout.USUAL, False, 500),
        (FOYER.capacities, RoomLayout.BOARDROOM, True, None),
        (BARN.capacities, RoomLayout.USUAL, True, None),
        (replace(STUDIO.capacities, theatre=0), RoomLayout.USUAL, False, 0),
    ],
)
def test_what_a_room_holds(
    capacities: Capacities,
    layout: RoomLayout,
    has_places: bool,
    people: int | None,
) -> None:
    assert holds(capacities, layout, has_places=has_places) == people


def test_every_layout_has_its_number_and_its_words() -> None:
    assert set(STUDIO.capacities.known) == set(RoomLayout) - {RoomLayout.USUAL}
    assert set(LAYOUTS) == set(STANDS) == set(RoomLayout)


def test_the_layout_chosen_decides_whether_the_room_is_too_small() -> None:
    small = replace(CHARTS, places=24, booked=21)
    assert found(small) == []
    assert found(replace(small, layout=RoomLayout.BOARDROOM)) == [
        (
            "room_below_booked:1:1",
            Severity.HARD,
            "21 people booked for “Charts”, and the room holds 20 at one table",
            "Move it to a room that holds 21",
        )
    ]
    assert found(replace(small, booked=20, layout=RoomLayout.BOARDROOM)) == [
        (
            "room_below_places:1:1",
            Severity.SOFT,
            "“Charts” offers 24 places, and the room holds 20 at one table",
            "Move it to a room that holds 24, or offer fewer places",
        )
    ]
    large = replace(CHARTS, places=140)
    assert [key for key, *_ in found(large)] == ["room_below_places:1:1"]
    assert found(replace(large, layout=RoomLayout.STANDING)) == []


def test_a_layout_of_which_nobody_knows_the_size_is_said_where_it_matters() -> None:
    seated = replace(CHARTS, room_id=FOYER.id, layout=RoomLayout.CLASSROOM)
    assert found(seated) == []
    assert found(replace(seated, places=10)) == [
        (
            "size_unknown:1:2:classroom",
            Severity.SOFT,
            "Nobody has said how many the room holds at desks, as it stands for “Charts”",
            "Say so on the room’s page, or choose another layout",
        )
    ]
    assert found(replace(seated, places=10, room_id=BARN.id, layout=RoomLayout.USUAL)) == []


def test_a_room_of_which_nobody_knows_the_steps() -> None:
    assert found(replace(CHARTS, room_id=BARN.id)) == []
    assert found(replace(CHARTS, room_id=BARN.id, step_free_needs=1)) == [
        (
            "step_free_unknown:1:3",
            Severity.SOFT,
            (
                "1 person coming to “Charts” needs a step-free room, "
                "and nobody has said whether this one is"
            ),
            "Ask, and say so on the room’s page, or move it to a step-free room",
        )
    ]
