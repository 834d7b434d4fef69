"""What happens to the programme that other packages react to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScheduleReleased:
    """A new release is public."""

    edition_id: int
    release_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeShown:
    """The programme was switched on; what is new in its release was announced before."""

    edition_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionShown:
    """A session is not hidden any more; who counts on it knows it as release ``since`` has it."""

    edition_id: int
    session_id: int
    since: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCalledOff:
    """A public session was called off at once; ``alternatives`` are codes of what is offered."""

    edition_id: int
    code: str
    alternatives: frozenset[str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesChanged:
    """Organisers gave a session that people may have booked another number of places."""

    edition_id: int
    code: str
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRunsAgain:
    """Calling a session off was taken back."""

    edition_id: int
    code: str
