"""A ticket changes hands, or its link and code came into the wrong ones."""

from datetime import datetime

from conference.kernel import codes
from conference.kernel.events import announce
from conference.orders.actions.holders import forget_needs
from conference.orders.events import TicketPassedOn
from conference.orders.models import Attendee


def pass_on(attendee: Attendee, *, now: datetime) -> None:
    """Let nothing of a ticket's former holder carry over to the next one."""
    attendee.person_id = None
    renew_link(attendee, now=now)
    forget_needs(attendee.id)  # another person's health is not the new one's to read
    announce(TicketPassedOn(attendee_id=attendee.id, at=now))


def renew_link(attendee: Attendee, *, now: datetime) -> None:
    """End a ticket's link and code, wherever they were sent or printed; new ones take over."""
    attendee.link_selector = codes.random_code(codes.SELECTOR_LENGTH)
    attendee.ticket_code = codes.random_code(codes.TICKET_CODE_LENGTH)
    attendee.changed_at = now
