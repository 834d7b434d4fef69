"""A ticket changes hands, or its link and code came into the wrong ones."""

from datetime import datetime

from conference.kernel import codes
from conference.kernel.events import announce
from conference.orders.actions.holders import forget_acceptances, forget_needs
from conference.orders.events import TicketLinkRenewed, TicketPassedOn
from conference.orders.models import Attendee
from conference.orders.rules import PhotoChoice


def pass_on(attendee: Attendee, *, now: datetime) -> None:
    """Let nothing of a ticket's former holder carry over to the next one."""
    attendee.person_id = attendee.claimed_at = None
    attendee.badge_name = attendee.organisation = ""
    attendee.photo_choice = PhotoChoice.NO
    renew_link(attendee, now=now)
    forget_needs(attendee.id)  # another person's health is not the new one's to read
    forget_acceptances(attendee.id)  # the next holder agrees for themselves
    announce(TicketPassedOn(attendee_id=attendee.id))


def renew_link(attendee: Attendee, *, now: datetime) -> None:
    """End a ticket's link and code, wherever they were sent or printed; new ones take over."""
    end_link(attendee)
    attendee.changed_at = now
    announce(TicketLinkRenewed(attendee_id=attendee.id, at=now))


def end_link(attendee: Attendee) -> None:
    """End the link and code of a ticket that is not paid: no calendar shows it yet."""
    attendee.link_selector = codes.random_code(codes.SELECTOR_LENGTH)
    attendee.ticket_code = codes.random_code(codes.TICKET_CODE_LENGTH)


def set_address(attendee: Attendee, address: str | None) -> None:
    """Say whose ticket it is to be; who proved another address does not hold it any more."""
    if attendee.email != address:
        attendee.email, attendee.person_id = address, None
