"""What the periodic jobs and the return page have to ask Stripe about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, or_, select

from conference.kernel.database import db
from conference.orders.models import Order
from conference.orders.rules import OrderState
from conference.payments import rules
from conference.payments.models import Dispute, Payment, Refund
from conference.payments.queries.locks import Place
from conference.payments.rules import (
    BLOCKING,
    LIVE,
    OPEN_DISPUTES,
    OPEN_REFUNDS,
    PaymentState,
    RefundState,
)

BATCH = 200
"""How many rows one round looks at; the next round goes on."""

NEWEST = 3
UNPAID = (PaymentState.STARTING, PaymentState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePayment:
    """A payment that Stripe is to be asked about."""

    place: Place
    state: PaymentState
    reference: str | None
    is_awaited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LapsedOrder:
    """An order whose hold ran out, with its payment, if money may still come."""

    order_id: int
    state: OrderState
    payment: LivePayment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRefund:
    """A refund that has not come to an end."""

    refund_id: int
    state: RefundState
    intent: str
    amount: int
    key: str


def open_references(edition_id: int, code: str) -> Sequence[str]:
    """Return the pay pages of an order that Stripe may have news of, the newest three."""
    found = db.session.scalars(_open_references(), {"code": code, "edition_id": edition_id})
    return [reference for reference in found if reference]


def unpaid_orders_with_money() -> Sequence[int]:
    """Return orders (ids) that expired or were cancelled unpaid and that money came for, or may."""
    has_money = or_(Payment.received > 0, Payment.state.in_(BLOCKING))
    return db.session.scalars(
        select(Payment.order_id)
        .distinct()
        .join(Order, Order.id == Payment.order_id)
        .where(
            Order.state.in_((OrderState.EXPIRED, OrderState.CANCELLED)),
            Order.paid_at.is_(None),
            has_money,
        )
    ).all()


def live_payment(edition_id: int, code: str) -> LivePayment | None:
    """Return the payment of an order that may still bring money, if there is one."""
    row = db.session.execute(
        select(Payment.id, Payment.order_id, Payment.state, Payment.reference, Order.state)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.code == code, Order.edition_id == edition_id, Payment.state.in_(LIVE))
    ).first()
    return _live(*row) if row else None


def live_payments(real_now: datetime) -> Sequence[LivePayment]:
    """Return live payments that are two minutes old, oldest first, at most 200."""
    left_alone_until = real_now + rules.SESSION_LIFE - rules.LEFT_ALONE
    rows = db.session.execute(
        select(Payment.id, Payment.order_id, Payment.state, Payment.reference, Order.state)
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.state.in_(LIVE), Payment.expires_at <= left_alone_until)
        .order_by(Payment.expires_at, Payment.id)
        .limit(BATCH)
    )
    return [_live(*row) for row in rows]


def lapsed_orders(now: datetime) -> Sequence[LapsedOrder]:
    """Return orders whose hold ran out before ``now``, oldest first, at most 200.

    Money that is with the bank, or is a wrong sum, keeps its order whatever the clock says.
    """
    rows = db.session.execute(
        select(Order.id, Order.state, Payment.id, Payment.state, Payment.reference)
        .outerjoin(Payment, and_(Payment.order_id == Order.id, Payment.state.in_(BLOCKING)))
        .where(
            Order.state.in_((OrderState.HELD, OrderState.AWAITING_PAYMENT)),
            Order.hold_until <= now,
            or_(Payment.id.is_(None), Payment.state.in_(UNPAID)),
        )
        .order_by(Order.hold_until, Order.id)
        .limit(BATCH)
    )
    return [
        LapsedOrder(
            order_id=order_id,
            state=OrderState(order_state),
            payment=_live(payment_id, order_id, state, reference, order_state)
            if payment_id is not None
            else None,
        )
        for order_id, order_state, payment_id, state, reference in rows
    ]


def open_refunds() -> Sequence[OpenRefund]:
    """Return our refunds that have not come to an end, oldest first, at most 200."""
    rows = db.session.execute(
        select(Refund.id, Refund.state, Payment.intent, Refund.amount, Refund.idempotency_key)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.state.in_(OPEN_REFUNDS))
        .order_by(Refund.id)
        .limit(BATCH)
    )
    return [
        OpenRefund(refund_id=id_, state=RefundState(state), intent=intent, amount=amount, key=key)
        for id_, state, intent, amount, key in rows
        if intent
    ]


def unseen_intents(references: dict[str, str]) -> Sequence[str]:
    """Return those payments of ours that have a refund we do not know (reference → intent)."""
    known = set(
        db.session.scalars(select(Refund.reference).where(Refund.reference.in_(references)))
    )
    wanted = {intent for reference, intent in references.items() if reference not in known}
    found = db.session.scalars(
        select(Payment.intent).where(Payment.intent.in_(wanted)).order_by(Payment.id)
    )
    return [intent for intent in found if intent]


def open_disputes() -> Sequence[tuple[str, str]]:
    """Return the disputes that are not over (reference, intent), oldest first, at most 200."""
    rows = db.session.execute(
        select(Dispute.reference, Payment.intent)
        .join(Payment, Payment.id == Dispute.payment_id)
        .where(Dispute.state.in_(OPEN_DISPUTES))
        .order_by(Dispute.id)
        .limit(BATCH)
    )
    return [(reference, intent) for reference, intent in rows if intent]


def unseen_disputes(intents: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Return those of payments of ours that we do not know, from (reference → intent)."""
    known = set(db.session.scalars(select(Dispute.reference).where(Dispute.reference.in_(intents))))
    new = {reference: intent for reference, intent in intents.items() if reference not in known}
    wanted = select(Payment.intent).where(Payment.intent.in_(new.values()))
    ours = set(db.session.scalars(wanted))
    return [(reference, intent) for reference, intent in new.items() if intent in ours]


def _live(
    payment_id: int, order_id: int, state: str, reference: str | None, order_state: str
) -> LivePayment:
    return LivePayment(
        place=Place(payment_id=payment_id, order_id=order_id),
        state=PaymentState(state),
        reference=reference,
        is_awaited=order_state == OrderState.AWAITING_PAYMENT,
    )


@cache
def _open_references() -> Select[str | None]:
    return (
        select(Payment.reference)
        .join(Order, Order.id == Payment.order_id)
        .where(
            Order.code == bindparam("code"),
            Order.edition_id == bindparam("edition_id"),
            Payment.state.in_((*LIVE, PaymentState.CLOSED)),
        )
        .order_by(Payment.id.desc())
        .limit(NEWEST)
    )
