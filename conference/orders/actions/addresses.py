"""Correcting the address of an order that is paid: mail that went astray opens nothing any more."""

from dataclasses import dataclass
from datetime import datetime

from conference.kernel import codes
from conference.orders import mails, queries, rules
from conference.orders.actions.log import record
from conference.orders.actions.passing import pass_on, renew_link
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState
from conference.people.rules import normalised_address


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLink:
    """The selector that the buyer's browser was given with the form, for its next change.

    It counts only if the order has seen ``changes`` changes still: a form sent again must not
    bring back a link that was mailed meanwhile.
    """

    selector: str
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChange:
    """The right address of an order, and who says so.

    ``tickets`` are the selectors of the tickets that the buyer's browser has open, ``person_id``
    is who is signed in there. The desk has asked the buyer and needs neither.
    """

    code: str
    edition_id: int
    email: str
    actor: str
    tickets: frozenset[str] = frozenset()
    person_id: int | None = None
    is_desk: bool = False
    link: NextLink | None = None


def change_address(change: AddressChange, *, now: datetime) -> bool:
    """Give an order its right address; return whether it is another one than before.

    The links that were sent before end, the new address gets the order's mail as if new, and the
    former one a notice without a link. The same address again changes nothing. Runs inside
    ``transaction()``. Raises: NotFound, MoveForbidden, AddressChangedTooOften, TicketNotHeld.
    """
    order = queries.order_for_update(change.code, change.edition_id)
    address, former = normalised_address(change.email), order.email
    if address == former and order.state in rules.ADDRESS_OPEN:
        return False
    rules.check_address_change(order.state, order.address_changes, is_desk=change.is_desk)
    own = next((row for row in queries.attendees_for_update(order.id) if row.is_buyer), None)
    if own is not None:
        _readdress(own, change, now)
        own.email = address
    order.email = address
    order.link_selector = _next_link(order, change.link)
    order.address_changes += 1
    record(order, "address changed", change.actor, now, number=order.address_changes)
    if former:
        mails.tell_address_changed(order, former, now=now)
    _tell_new(order, now)
    return True


def _next_link(order: Order, link: NextLink | None) -> str:
    if link is not None and link.changes == order.address_changes:
        return link.selector
    return codes.random_code(codes.SELECTOR_LENGTH)


def _readdress(own: Attendee, change: AddressChange, now: datetime) -> None:
    """Let the buyer's own ticket follow; what is told on it stays with whoever told it."""
    if change.is_desk or _is_held(own, change):
        if own.person_id != change.person_id:
            own.person_id = None
        renew_link(own, now=now)
    elif own.claimed_at is not None:
        raise rules.TicketNotHeld
    else:
        pass_on(own, now=now)


def _is_held(own: Attendee, change: AddressChange) -> bool:
    return queries.is_ticket_held(own.code, selectors=change.tickets, person_id=change.person_id)


def _tell_new(order: Order, now: datetime) -> None:
    if order.state == OrderState.PAID:
        mails.tell_paid(order, now=now)
    else:
        mails.tell_no_place(order, now=now)
