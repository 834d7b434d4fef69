"""How a room stands for a session, and how many it holds so."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Capacities:
    """How many people a room holds in each way; none where nobody has said it.

    The names are those of the layouts: chairs in rows, at round tables, at desks, at one table,
    on their feet.
    """

    theatre: int | None = None
    cabaret: int | None = None
    classroom: int | None = None
    boardroom: int | None = None
    standing: int | None = None

    @property
    def known(self) -> dict[RoomLayout, int]:
        """How many it holds in each way of which somebody has said it."""
        told = {RoomLayout(name): getattr(self, name) for name in CAPACITY_NAMES}
        return {layout: number for layout, number in told.items() if number is not None}


CAPACITY_NAMES: Mapping[str, str] = {name: f"{name}_capacity" for name in Capacities.__slots__}
"""What forms and tables call each."""


def holds(capacities: Capacities, layout: RoomLayout, *, has_places: bool) -> int | None:
    """Return how many a room holds as it stands for a session; none where nobody knows.

    As usual, who books a place sits at a table, if the room is known to have some, and all others
    in rows. A room known in neither way holds no more than it does in any: a foyer, standing.
    """
    known = capacities.known
    if layout is not RoomLayout.USUAL:
        return known.get(layout)
    usual = (RoomLayout.CABARET, RoomLayout.THEATRE) if has_places else (RoomLayout.THEATRE,)
    return next((known[way] for way in usual if way in known), max(known.values(), default=None))
