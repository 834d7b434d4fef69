"""What a draft is checked against, and what is found: plain facts."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from conference.kernel.errors import Refused
from conference.programme.rules.layouts import Capacities, RoomLayout

MARK = 16
"""Signs of a finding's mark."""


class FindingsChanged(Refused):
    """What is to stay is mended, or not any more what the page showed."""

    code = "findings_changed"
    message = (
        "Something that you ticked is mended or has changed since you opened the page. "
        "Nothing was accepted. The page shows what is wrong now."
    )


class Severity(enum.StrEnum):
    """A hard finding blocks a release; a soft one can be accepted with a reason."""

    HARD = "hard"
    SOFT = "soft"


class FindingKind(enum.StrEnum):
    """All that can be wrong with a draft."""

    ROOM_TWICE = "room_twice"
    PERSON_TWICE = "person_twice"
    ROOM_BLOCKED = "room_blocked"
    PERSON_ABSENT = "person_absent"
    ROOM_BELOW_BOOKED = "room_below_booked"
    NOT_CONFIRMED = "not_confirmed"
    NO_TURNROUND = "no_turnround"
    ROOM_BELOW_PLACES = "room_below_places"
    SIZE_UNKNOWN = "size_unknown"
    NOT_STEP_FREE = "not_step_free"
    STEP_FREE_UNKNOWN = "step_free_unknown"
    CHAIR_MISSING = "chair_missing"
    NAME_MISSING = "name_missing"
    TRACK_PARALLEL = "track_parallel"
    BOOKINGS_CLASH = "bookings_clash"
    NO_ROOM = "no_room"
    WALK_IN_PRIVATE = "walk_in_private"
    OUTSIDE_HOURS = "outside_hours"
    ROOM_BELOW_TICKETS = "room_below_tickets"
    DURING_PLENARY = "during_plenary"
    DURING_BREAK = "during_break"


SEVERITY: dict[FindingKind, Severity] = {
    FindingKind.ROOM_TWICE: Severity.HARD,
    FindingKind.PERSON_TWICE: Severity.HARD,
    FindingKind.ROOM_BLOCKED: Severity.HARD,
    FindingKind.PERSON_ABSENT: Severity.HARD,
    FindingKind.ROOM_BELOW_BOOKED: Severity.HARD,
    FindingKind.NOT_CONFIRMED: Severity.HARD,
    FindingKind.NO_TURNROUND: Severity.SOFT,
    FindingKind.ROOM_BELOW_PLACES: Severity.SOFT,
    FindingKind.SIZE_UNKNOWN: Severity.SOFT,
    FindingKind.NOT_STEP_FREE: Severity.SOFT,
    FindingKind.STEP_FREE_UNKNOWN: Severity.SOFT,
    FindingKind.CHAIR_MISSING: Severity.SOFT,
    FindingKind.NAME_MISSING: Severity.SOFT,
    FindingKind.TRACK_PARALLEL: Severity.SOFT,
    FindingKind.BOOKINGS_CLASH: Severity.SOFT,
    FindingKind.NO_ROOM: Severity.SOFT,
    FindingKind.WALK_IN_PRIVATE: Severity.SOFT,
    FindingKind.OUTSIDE_HOURS: Severity.SOFT,
    FindingKind.ROOM_BELOW_TICKETS: Severity.SOFT,
    FindingKind.DURING_PLENARY: Severity.SOFT,
    FindingKind.DURING_BREAK: Severity.SOFT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on stage in a session."""

    id: int
    name: str
    is_chair: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRoom:
    """A room; a capacity that nobody knows is no limit, and an access that nobody knows no yes.

    A private one is told on booking.
    """

    id: int
    name: str
    capacities: Capacities
    is_step_free: bool | None
    is_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSession:
    """A session or a break of the draft; without times it is not placed yet.

    ``booked`` counts people with a place, ``step_free_needs`` those who cannot climb.
    ``is_unconfirmed``: its speakers have not said that they come (workflows.md 4, rule 37).
    ``is_plenary``: everybody is to come.
    """

    id: int
    code: str
    title: str
    is_break: bool
    track_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    room_id: int | None
    people: tuple[Person, ...]
    places: int | None
    booked: int
    step_free_needs: int
    shares_room: bool
    is_cancelled: bool
    layout: RoomLayout = RoomLayout.USUAL
    is_unconfirmed: bool = False
    is_plenary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """When a room cannot be used, or a person cannot be there; ``owner_id`` is which or who."""

    owner_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The draft of an edition and all that it is checked against.

    ``booked_together``: how many have a place in both of two sessions, each pair given once, in
    either order. ``opens``: from when until when the venue is open, day by day; with no days known
    nothing is outside them. ``tickets``: how many people have one. Every room and track that a
    session names is here.
    """

    sessions: tuple[BoardSession, ...]
    rooms: tuple[BoardRoom, ...]
    room_blocks: tuple[Closed, ...]
    absences: tuple[Closed, ...]
    booked_together: Mapping[tuple[int, int], int]
    opens: tuple[tuple[datetime, datetime], ...]
    track_names: Mapping[int, str]
    zone: ZoneInfo
    tickets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong: its sessions (the earlier first), and three phrases without a full stop.

    ``tail`` tells findings of one kind about the same sessions apart: by the id of the person, the
    room, or what it runs beside.
    """

    kind: FindingKind
    session_ids: tuple[int, ...]
    what: str
    where: str
    way_out: str
    tail: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return SEVERITY[self.kind]

    @property
    def is_hard(self) -> bool:
        """Whether it blocks a release."""
        return self.severity is Severity.HARD

    @property
    def key(self) -> str:
        """What it is accepted under, whatever the sessions are called; 120 characters at most."""
        ids = "-".join(str(number) for number in sorted(self.session_ids))
        return ":".join(filter(None, (self.kind, ids, self.tail)))

    @property
    def mark(self) -> str:
        """A mark of it as it is told now: told otherwise, another mark."""
        return sha256(f"{self.key}\n{self.what}\n{self.where}".encode()).hexdigest()[:MARK]
