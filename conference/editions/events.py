"""What happens to editions that others care about."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCopied:
    """An edition was made from another one, whose first day was ``was``; nobody sees it yet."""

    from_id: int
    to_id: int
    was: date
    starts_on: date
    at: datetime
