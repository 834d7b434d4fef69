"""What happens to editions that others care about."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCopied:
    """An edition was made from another one, whose first day is ``starts_on`` no longer."""

    from_id: int
    to_id: int
    was: date
    starts_on: date
