"""What happens to the programme that other packages react to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScheduleReleased:
    """A new release is public."""

    edition_id: int
    release_id: int
    at: datetime
