"""From held to paid, expired or cancelled: what payments and the clock do to an order.

Who calls these holds the order's lock, except for ``confirm_free``: payments lock it first of all.
"""

from collections.abc import Callable
from datetime import datetime

from conference.editions.frames import frame_of
from conference.history import actions as history
from conference.kernel.events import announce
from conference.orders import mails, queries, rules
from conference.orders.actions.answers import check_ready
from conference.orders.actions.holders import attach_known
from conference.orders.actions.log import record
from conference.orders.actions.stock import check_not_over, check_places, check_still_sold
from conference.orders.events import AttendeeCancelled, OrderPaid
from conference.orders.models import Attendee, Order
from conference.orders.rules import EditionOver, OrderState
from conference.tickets.rules import QuotaExhausted, SaleClosed


def await_payment(order: Order, *, now: datetime, terms_id: int | None = None) -> None:
    """Let an order wait for its payment, with its places kept for as long as the pay page lives.

    ``terms_id`` is the version of the terms that was ticked just now. Raises: NotFound,
    MoveForbidden, NothingToPay, EditionOver, DetailsMissing, TermsNotAccepted, TermsChanged,
    HoldAtCeiling, and, where the time had run out, SaleClosed, PriceChanged, QuotaExhausted.
    """
    if not order.total:
        raise rules.NothingToPay
    _make_ready(order, terms_id, now)
    if order.state != OrderState.AWAITING_PAYMENT:
        order.state = rules.move(order.state, OrderState.AWAITING_PAYMENT)
    order.hold_until = rules.payment_hold(order.hold_until, order.placed_at, now=now)


def confirm_free(edition_id: int, code: str, *, now: datetime, terms_id: int | None = None) -> None:
    """Confirm an order that costs nothing: the same road without a provider (rule 16).

    ``terms_id`` is the version of the terms that was ticked just now. A repeat changes nothing.
    Raises: NotFound, MoveForbidden (it was cancelled), NothingToPay (it costs something),
    EditionOver, DetailsMissing, TermsNotAccepted, TermsChanged, and, where the time had run out,
    SaleClosed, PriceChanged, QuotaExhausted.
    """
    order = queries.order_for_update(code, edition_id)
    if order.total:
        raise rules.NothingToPay
    if order.state == OrderState.PAID:
        return
    if order.state not in rules.ANSWERS_OPEN:
        raise rules.MoveForbidden
    _make_ready(order, terms_id, now)
    _settle(order, history.BUYER, now, has_places=True)


def settle_paid(order: Order, *, now: datetime) -> OrderState:
    """Let an order follow its money and return what it is now.

    Money first, place second: late money is honoured if places remain, the doors have not closed
    and its buyer is still known (``forget_unpaid``); else the order is kept visibly as paid, no
    place, and the buyer is told (workflows.md rule 9). A repeat changes nothing. Runs inside
    ``transaction()``.
    """
    if order.state not in (OrderState.PAID, OrderState.PAID_NO_PLACE):
        _settle(order, history.SYSTEM, now, has_places=_has_places(order, now))
    return order.state


def renew_hold(order: Order, *, now: datetime) -> None:
    """Keep the places longer of a locked order that its buyer takes back from the pay page.

    An order that waits for its payment, or is still held, keeps its places up to the ceiling of
    all holds; one whose places went back on sale is left alone.
    """
    if order.state == OrderState.AWAITING_PAYMENT or rules.is_live(
        order.state, order.hold_until, now=now
    ):
        order.hold_until = rules.renewed(order.hold_until, order.placed_at, now=now)


def payment_closed(order: Order, *, now: datetime) -> None:
    """Let an order whose payment ended without money be held again, or expire by its clock."""
    if order.state != OrderState.AWAITING_PAYMENT:
        return
    if now < order.hold_until:
        order.state = rules.move(order.state, OrderState.HELD)
    else:
        _expire(order, now)


def expire(order: Order, *, now: datetime) -> None:
    """End a hold that ran out; the answers are kept. Anything else stays as it is."""
    if order.state == OrderState.HELD and now >= order.hold_until:
        _expire(order, now)


def cancel(
    order: Order, *, actor: str, now: datetime, tell: Callable[..., None] = mails.tell_cancelled
) -> None:
    """Cancel a whole order and every ticket in it; a second cancel is a no-op.

    ``tell`` tells the buyer of tickets that were good. Announces ``AttendeeCancelled`` for each
    attendee.
    """
    if order.state == OrderState.CANCELLED:
        return
    had_tickets = order.state == OrderState.PAID
    order.state = rules.move(order.state, OrderState.CANCELLED)
    order.cancelled_at = now
    record(order, "order cancelled", actor, now)
    if had_tickets:
        tell(order, now=now)
    for attendee in queries.attendees_for_update(order.id):
        if attendee.cancelled_at is None:
            _cancel_attendee(attendee, now, has_ticket=had_tickets)


def settle_given(order: Order, *, actor: str, now: datetime) -> None:
    """Settle an order that an organiser gives away; its places were checked."""
    _settle(order, actor, now, has_places=True)


def _make_ready(order: Order, terms_id: int | None, now: datetime) -> None:
    check_not_over(frame_of(order.edition_id), now)
    check_ready(order, now=now, terms_id=terms_id)
    if rules.has_lapsed(order.state, order.hold_until, now=now):
        check_still_sold(order, now=now)
        order.placed_at = now
        if order.state == OrderState.EXPIRED:
            order.state = rules.move(order.state, OrderState.HELD)
            order.expired_at = None


def _has_places(order: Order, now: datetime) -> bool:
    if rules.keeps_places(order.state, order.hold_until, now=now):
        return True
    if order.state == OrderState.CANCELLED or not order.email:
        return False
    try:
        check_not_over(frame_of(order.edition_id), now)
        check_places(order, now=now)
    except (EditionOver, QuotaExhausted, SaleClosed):
        return False
    return True


def _settle(order: Order, actor: str, now: datetime, *, has_places: bool) -> None:
    order.state = rules.settled(order.state, has_places=has_places)
    order.paid_at, order.expired_at = now, None
    if order.state == OrderState.PAID_NO_PLACE:
        record(order, "order paid, no place", actor, now)
        mails.tell_no_place(order, now=now)
        return
    order.had_tickets = True
    record(order, "order paid", actor, now, total=order.total)
    mails.tell_paid(order, now=now)
    attendees = queries.attendees_for_update(order.id)
    attach_known(attendees)
    for attendee in attendees:
        if not attendee.is_buyer:
            mails.tell_ticket(attendee, now=now)
    announce(OrderPaid(order_id=order.id))


def _expire(order: Order, now: datetime) -> None:
    order.state = rules.move(order.state, OrderState.EXPIRED)
    order.expired_at = now
    record(order, "order expired", history.SYSTEM, now)
    mails.tell_expired(order, now=now)


def _cancel_attendee(attendee: Attendee, now: datetime, *, has_ticket: bool) -> None:
    attendee.cancelled_at = attendee.changed_at = now
    attendee.sequence += 1
    if has_ticket and not attendee.is_buyer:
        mails.tell_ticket_cancelled(attendee, now=now)
    announce(AttendeeCancelled(attendee_id=attendee.id))
