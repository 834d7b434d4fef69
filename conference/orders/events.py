"""What happens to orders and attendees that other packages react to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """An order has its places for good."""

    order_id: int


@dataclass(frozen=True, slots=True)
class TicketLinkRenewed:
    """What opened a ticket, wherever it was sent, opens nothing any more since ``at``."""

    attendee_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketPassedOn:
    """A ticket has another holder: nothing of the former one carries over."""

    attendee_id: int


@dataclass(frozen=True, slots=True)
class AttendeeCancelled:
    """An attendee no longer comes."""

    attendee_id: int
