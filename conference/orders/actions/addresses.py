"""Correcting the address of a paid order: the links and codes mailed before open nothing more."""

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
class AddressChange:
    """The right address of an order, and who says so.

    ``tickets`` are the selectors of the tickets that the buyer's browser has open, ``person_id``
    is who is signed in there, and ``link`` the selector that it was given with the form, for the
    order's next link. The desk has asked the buyer and needs none of them; ``is_same_holder`` is
    what it was told of who has used the buyer's own ticket so far.
    """

    code: str
    edition_id: int
    email: str
    actor: str
    tickets: frozenset[str] = frozenset()
    person_id: int | None = None
    is_desk: bool = False
    is_same_holder: bool = True
    link: str | None = None


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
    order.link_selector = next_selector(order, change.link)
    order.address_changes += 1
    record(order, "address changed", change.actor, now, number=order.address_changes)
    if former:
        mails.tell_address_changed(order, former, now=now)
    _tell_new(order, now)
    return True


def next_selector(order: Order, link: str | None) -> str:
    """Return what the order's next link names: what the browser was given, if it counts still.

    A form sent again must not bring back a link that was mailed meanwhile.
    """
    if link is not None and rules.may_follow(link, order.link_selector):
        return link
    return codes.random_code(codes.SELECTOR_LENGTH)


def _readdress(own: Attendee, change: AddressChange, now: datetime) -> None:
    """Let the buyer's own ticket follow, with what is told on it where its holder asks.

    Whoever has it open asks, or the desk for its holder. One that nobody has claimed follows
    empty, and so does one of which the desk was told that a stranger used it; one that somebody
    else has claimed does not follow a buyer. Raises: TicketNotHeld.
    """
    is_same = change.is_same_holder and own.claimed_at is not None
    if (change.is_desk and is_same) or _is_held(own, change):
        if own.person_id != change.person_id:
            own.person_id = None
        renew_link(own, now=now)
    elif own.claimed_at is not None and not change.is_desk:
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
