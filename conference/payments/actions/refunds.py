"""Sending money back, and noting what was sent back elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders import actions as order_actions
from conference.orders import queries as orders
from conference.orders.actions import record
from conference.orders.models import Order
from conference.orders.rules import OrderState
from conference.payments import mails, queries, rules
from conference.payments.actions.ground import locked, locked_for_news, open_pages
from conference.payments.models import Payment, Refund
from conference.payments.queries import OpenRefund
from conference.payments.rules import (
    EXTERNAL,
    Matter,
    Notice,
    PaymentState,
    RefundFacts,
    RefundState,
)

IN_DASHBOARD = "Made in Stripe's dashboard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """An organiser's press: which order of which edition, why, and the sum that was shown."""

    code: str
    edition_id: int
    actor: str
    reason: str
    shown: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBack:
    """What a cancelled order leaves to do at Stripe; the sum in pence."""

    amount: int
    refunds: tuple[OpenRefund, ...]
    superfluous: tuple[str, ...]


def cancel_with_refund(cancellation: Cancellation, *, now: datetime) -> MoneyBack:
    """Cancel a whole order and write down what goes back; a second press finds nothing new.

    What a bank holds for an open dispute does not go back: if the dispute is won, it is found
    again among what needs a person. Runs inside ``transaction()``. Raises: NotFound, SumChanged
    (not what the page showed).
    """
    order = orders.order_for_update(cancellation.code, cancellation.edition_id)
    payments = queries.payments_for_update(order.id)
    refunds = queries.refunds_for_update([payment.id for payment in payments])
    paid = [payment for payment in payments if payment.state in rules.WITH_MONEY]
    held = queries.disputed_payments(order.id)
    sums = {row.id: 0 if row.id in held else _left(row, refunds) for row in paid}
    amount = sum(sums.values())
    if order.state == OrderState.CANCELLED and not amount:
        return MoneyBack(amount=0, refunds=(), superfluous=open_pages(payments))
    if cancellation.shown is not None and cancellation.shown != amount:
        raise rules.SumChanged
    order_actions.cancel(order, actor=cancellation.actor, now=now)
    for payment in paid:
        if payment.state == PaymentState.MISMATCHED:
            payment.state = PaymentState.CONFIRMED
    new = [
        _new_refund(order, payment, sums[payment.id], cancellation, now)
        for payment in paid
        if sums[payment.id]
    ]
    return MoneyBack(amount=amount, refunds=tuple(new), superfluous=open_pages(payments))


def send_surplus_back(cancellation: Cancellation, *, now: datetime) -> MoneyBack:
    """Write down that what was paid twice goes back; the order and its tickets stay.

    The newest payment goes back first, never more than the order was overpaid by.
    """
    order = orders.order_for_update(cancellation.code, cancellation.edition_id)
    payments = queries.payments_for_update(order.id)
    refunds = queries.refunds_for_update([payment.id for payment in payments])
    held = queries.disputed_payments(order.id)
    paid = [row for row in payments if row.state in rules.WITH_MONEY and row.id not in held]
    left = {row.id: _left(row, refunds) for row in paid}
    surplus = rules.refundable(sum(left.values()), order.total)
    new: list[OpenRefund] = []
    for payment in reversed(payments):
        amount = min(surplus, left.get(payment.id, 0))
        if amount:
            new.append(_new_refund(order, payment, amount, cancellation, now))
            surplus -= amount
    return MoneyBack(amount=sum(row.amount for row in new), refunds=tuple(new), superfluous=())


def store_refund(refund_id: int, facts: RefundFacts, *, now: datetime) -> RefundState:
    """Store Stripe's answer to a refund of ours and return where it stands."""
    order, payment = locked(queries.place_of_refund(refund_id))
    refund = _one_of(queries.refunds_for_update([payment.id]), refund_id)
    _follow_refund(order, payment, refund, facts, now)
    return refund.state


def refuse_refund(refund_id: int, *, now: datetime) -> RefundState:
    """Note that Stripe will not send this money back, unless it did; return where it stands."""
    order, payment = locked(queries.place_of_refund(refund_id))
    refund = _one_of(queries.refunds_for_update([payment.id]), refund_id)
    if refund.state == RefundState.REQUESTED:
        _move_refund(order, payment, refund, RefundState.FAILED, now)
    return refund.state


def note_refunds(
    intent: str, told: Sequence[RefundFacts], *, now: datetime, notice: Notice | None = None
) -> None:
    """Let the refunds of one payment follow what Stripe says, also those not made here.

    A refund made in Stripe's dashboard becomes a row that asks for a decision (workflows.md
    rule 15). Nothing happens for a foreign payment.
    """
    found = locked_for_news(intent, notice, now)
    if found is None:
        return
    order, payment = found
    refunds = queries.refunds_for_update([payment.id])
    for facts in told:
        refund = _match(refunds, facts)
        if refund is None:
            _external_refund(order, payment, facts, now)
        else:
            _follow_refund(order, payment, refund, facts, now)


def leave_as_it_is(edition_id: int, refund_id: int, *, actor: str, now: datetime) -> str:
    """Decide that an order keeps its tickets after an external refund; return its code."""
    code = queries.order_of_refund(edition_id, refund_id)
    order, payment = locked(queries.place_of_refund(refund_id))
    refund = _one_of(queries.refunds_for_update([payment.id]), refund_id)
    if refund.decided_at is None:
        refund.decided_at = now
        record(order, "external refund accepted, tickets kept", actor, now, refund=refund.id)
    return code


def _left(payment: Payment, refunds: Sequence[Refund]) -> int:
    back = rules.refunded(
        (refund.state, refund.amount) for refund in refunds if refund.payment_id == payment.id
    )
    return rules.refundable(payment.received or 0, back)


def _new_refund(
    order: Order, payment: Payment, amount: int, cancellation: Cancellation, now: datetime
) -> OpenRefund:
    number = len(queries.refunds_for_update([payment.id])) + 1
    refund = Refund(
        payment_id=payment.id,
        state=RefundState.REQUESTED,
        amount=amount,
        reason=cancellation.reason[: rules.REASON_LENGTH],
        idempotency_key=f"refund-{order.code}-{payment.attempt}-{number}",
        requested_by=cancellation.actor,
        requested_at=now,
    )
    db.session.add(refund)
    db.session.flush()
    details = {"refund": refund.id, "payment": payment.id, "amount": amount}
    record(order, "refund requested", cancellation.actor, now, **details)
    return OpenRefund(
        refund_id=refund.id,
        state=RefundState.REQUESTED,
        intent=payment.intent or "",
        amount=amount,
        key=refund.idempotency_key,
    )


def _external_refund(order: Order, payment: Payment, facts: RefundFacts, now: datetime) -> None:
    state = rules.REFUND_STATES.get(facts.status, RefundState.PENDING)
    refund = Refund(
        payment_id=payment.id,
        state=state,
        amount=facts.amount,
        reason=IN_DASHBOARD,
        idempotency_key=f"external-{facts.reference}"[:80],
        reference=facts.reference,
        requested_by=EXTERNAL,
        requested_at=now,
        settled_at=now if state is not RefundState.PENDING else None,
    )
    db.session.add(refund)
    db.session.flush()
    details = {"refund": refund.id, "payment": payment.id, "amount": facts.amount}
    record(order, "refund made in Stripe's dashboard", history.SYSTEM, now, **details)
    if order.state != OrderState.CANCELLED:
        mails.tell_decision_needed(order, Matter.EXTERNAL_REFUND, refund.id, now=now)


def _match(refunds: Sequence[Refund], facts: RefundFacts) -> Refund | None:
    for refund in refunds:
        is_ours = refund.reference is None and refund.id == facts.refund_id
        if refund.reference == facts.reference or is_ours:
            return refund
    return None


def _follow_refund(
    order: Order, payment: Payment, refund: Refund, facts: RefundFacts, now: datetime
) -> None:
    refund.reference = refund.reference or facts.reference
    to = rules.REFUND_STATES.get(facts.status, RefundState.PENDING)
    is_news = to is not RefundState.PENDING or refund.state == RefundState.REQUESTED
    if refund.state != to and is_news:
        _move_refund(order, payment, refund, to, now)


def _move_refund(
    order: Order, payment: Payment, refund: Refund, to: RefundState, now: datetime
) -> None:
    was_requested = refund.state == RefundState.REQUESTED
    refund.state = to
    refund.settled_at = None if to is RefundState.PENDING else now
    record(order, f"refund {to}", history.SYSTEM, now, refund=refund.id, amount=refund.amount)
    if to is not RefundState.FAILED:
        if was_requested:
            mails.tell_refund_sent(order, refund, now=now)
    elif _left(payment, queries.refunds_for_update([payment.id])):
        mails.tell_decision_needed(order, Matter.NOT_REFUNDED, refund.id, now=now)


def _one_of(refunds: Sequence[Refund], refund_id: int) -> Refund:
    found = next((refund for refund in refunds if refund.id == refund_id), None)
    if found is None:
        raise NotFound
    return found
