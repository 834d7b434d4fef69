"""What happens to people that others may care about."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AddressProved:
    """A person opened a link that was sent to ``email`` only."""

    person_id: int
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven:
    """A person has a role from now on, in one edition or (none) in all of them."""

    person_id: int
    role: str
    edition_id: int | None
    at: datetime
