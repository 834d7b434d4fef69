"""What happens to orders and attendees that other packages react to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """An order has its places for good."""

    order_id: int


@dataclass(frozen=True, slots=True)
class AttendeeCancelled:
    """An attendee no longer comes."""

    attendee_id: int
