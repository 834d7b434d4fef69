"""What happens to orders and attendees that other packages react to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """An order has its places for good."""

    order_id: int


@dataclass(frozen=True, slots=True)
class TicketPassedOn:
    """The buyer gave a ticket that nobody had claimed to another address at ``at``."""

    attendee_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AttendeeCancelled:
    """An attendee no longer comes."""

    attendee_id: int
