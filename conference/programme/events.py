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
