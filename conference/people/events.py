"""What happens to people that others may care about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AddressProved:
    """A person opened a link that was sent to ``email`` only."""

    person_id: int
    email: str
