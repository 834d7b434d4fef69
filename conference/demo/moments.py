"""The moments that the demonstration's clock offers: five of domain.md DD-04, two of the review."""

from dataclasses import dataclass
from datetime import datetime

from conference.kernel.clock import ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment with its name."""

    key: str
    label: str
    at: datetime


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=ZONE)


MOMENTS = (
    Moment(key="call", label="Call for proposals is open", at=_at(5, 3, 10)),
    Moment(key="review", label="Proposals are reviewed", at=_at(5, 28, 10)),
    Moment(key="committee", label="The committee decides", at=_at(6, 12, 10)),
    Moment(key="early", label="Early bird is on sale", at=_at(7, 15, 10)),
    Moment(key="soon", label="Two weeks before", at=_at(9, 11, 10)),
    Moment(key="day", label="On the day, 10:20", at=_at(9, 25, 10, 20)),
    Moment(key="after", label="The day after", at=_at(9, 26, 10)),
)


def moment(key: str) -> Moment | None:
    """Return the moment with this key."""
    return next((found for found in MOMENTS if found.key == key), None)


FIRST = next(found for found in MOMENTS if found.key == "early")
"""What the clock shows once the sample is loaded."""
