"""How a room stands for a session, and how many it holds so."""

import enum
from collections.abc import Mapping
from typing import Protocol


class RoomLayout(enum.StrEnum):
    """The ways to set up a room of which venues' plans give a number for a meeting.

    A U of tables holds fewer than a boardroom's one table and is arranged like it; banquets are
    meals. Neither would tell a check anything that these do not.
    """

    USUAL = "usual"
    THEATRE = "theatre"
    CABARET = "cabaret"
    CLASSROOM = "classroom"
    BOARDROOM = "boardroom"
    STANDING = "standing"


LAYOUTS: Mapping[RoomLayout, str] = {
    RoomLayout.USUAL: "As usual",
    RoomLayout.THEATRE: "Theatre: chairs in rows",
    RoomLayout.CABARET: "Cabaret: round tables, open to the front",
    RoomLayout.CLASSROOM: "Classroom: desks in rows",
    RoomLayout.BOARDROOM: "Boardroom: one table",
    RoomLayout.STANDING: "Standing",
}
STANDS: Mapping[RoomLayout, str] = {
    RoomLayout.USUAL: "",
    RoomLayout.THEATRE: " in rows",
    RoomLayout.CABARET: " at cabaret tables",
    RoomLayout.CLASSROOM: " at desks",
    RoomLayout.BOARDROOM: " at one table",
    RoomLayout.STANDING: " standing",
}
"""How many it holds is said with these words; what was not chosen is not said."""


class Sized(Protocol):
    """A room of which somebody has said how many it holds, in some ways or in none."""

    @property
    def theatre_capacity(self) -> int | None:
        """People on chairs in rows."""

    @property
    def cabaret_capacity(self) -> int | None:
        """People at round tables."""

    @property
    def classroom_capacity(self) -> int | None:
        """People at desks."""

    @property
    def boardroom_capacity(self) -> int | None:
        """People at one table."""

    @property
    def standing_capacity(self) -> int | None:
        """People on their feet."""


def capacities(room: Sized) -> dict[RoomLayout, int]:
    """Return how many a room holds in each way of which somebody has said it."""
    told = {
        RoomLayout.THEATRE: room.theatre_capacity,
        RoomLayout.CABARET: room.cabaret_capacity,
        RoomLayout.CLASSROOM: room.classroom_capacity,
        RoomLayout.BOARDROOM: room.boardroom_capacity,
        RoomLayout.STANDING: room.standing_capacity,
    }
    return {layout: number for layout, number in told.items() if number is not None}


def holds(room: Sized, layout: RoomLayout, *, has_places: bool) -> int | None:
    """Return how many a room holds as it stands for a session; none where nobody knows.

    As usual, who books a place sits at a table, if the room is known to have some, and all others
    in rows. A room known in neither way holds no more than it does in any: a foyer, standing.
    """
    known = capacities(room)
    if layout is not RoomLayout.USUAL:
        return known.get(layout)
    usual = (RoomLayout.CABARET, RoomLayout.THEATRE) if has_places else (RoomLayout.THEATRE,)
    return next((known[way] for way in usual if way in known), max(known.values(), default=None))
