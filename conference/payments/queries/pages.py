"""What pages and mails show: a refund before it is pressed, and what needs a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState
from conference.payments import rules
from conference.payments.models import Payment, Refund
from conference.payments.rules import EXTERNAL, Matter, PaymentState, RefundState


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBy:
    """How an order was paid, for its page and receipt."""

    card_brand: str
    card_last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPage:
    """What an organiser sees before cancelling a whole order; sums in pence."""

    code: str
    email: str
    buyer_name: str
    state: OrderState
    total: int
    tickets: int
    received: int
    refunded: int
    refundable: int
    card_last4: str
    is_being_paid: bool

    @property
    def is_done(self) -> bool:
        """Whether the order is cancelled and no money is left to send back."""
        return self.state is OrderState.CANCELLED and self.refundable == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """One order whose money needs a person; sums in pence."""

    matter: Matter
    code: str
    buyer_name: str
    total: int
    received: int
    refunded: int
    refund_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """One refund in the organisers' list."""

    code: str
    amount: int
    state: RefundState
    reason: str
    is_external: bool
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLetter:
    """What the buyer's mail about a refund says."""

    order_id: int
    code: str
    email: str
    link_selector: str
    amount: int
    card_last4: str


def paid_by(order_id: int) -> PaidBy | None:
    """Return how an order was paid; nothing for a free one."""
    payment = db.session.scalar(
        select(Payment)
        .where(Payment.order_id == order_id, Payment.state == PaymentState.CONFIRMED)
        .order_by(Payment.settled_at)
        .limit(1)
    )
    if payment is None:
        return None
    return PaidBy(card_brand=payment.card_brand, card_last4=payment.card_last4)


def refund_page(edition_id: int, code: str) -> RefundPage:
    """Return what cancelling an order would mean, in four statements. Raises: NotFound."""
    order = db.session.scalar(
        select(Order).where(Order.code == code, Order.edition_id == edition_id)
    )
    if order is None:
        raise NotFound
    payments = db.session.scalars(
        select(Payment).where(Payment.order_id == order.id).order_by(Payment.id)
    ).all()
    paid = [payment for payment in payments if payment.state in rules.WITH_MONEY]
    refunds = db.session.execute(
        select(Refund.state, Refund.amount).where(Refund.payment_id.in_(row.id for row in paid))
    )
    tickets = db.session.scalar(
        select(func.count()).where(Attendee.order_id == order.id, Attendee.cancelled_at.is_(None))
    )
    received = sum(payment.received or 0 for payment in paid)
    back = rules.refunded((RefundState(state), amount) for state, amount in refunds)
    return RefundPage(
        code=order.code,
        email=order.email or "",
        buyer_name=order.buyer_name,
        state=order.state,
        total=order.total,
        tickets=tickets or 0,
        received=received,
        refunded=back,
        refundable=rules.refundable(received, back),
        card_last4=paid[0].card_last4 if paid else "",
        is_being_paid=any(payment.state == PaymentState.PROCESSING for payment in payments),
    )


def matters(edition_id: int) -> Sequence[MatterRow]:
    """Return the orders whose money needs a person, oldest first, in one statement."""
    money, back, external = _money(), _sent_back(), _undecided()
    received = func.coalesce(money.c.received, 0)
    refunded = func.coalesce(back.c.refunded, 0)
    left = received - refunded
    rows = db.session.execute(
        select(
            Order.state,
            Order.code,
            Order.buyer_name,
            Order.total,
            received.label("received"),
            refunded.label("refunded"),
            func.coalesce(money.c.wrong, 0).label("wrong"),
            external.c.refund_id,
        )
        .join(money, money.c.order_id == Order.id)
        .outerjoin(back, back.c.order_id == Order.id)
        .outerjoin(external, external.c.order_id == Order.id)
        .where(
            Order.edition_id == edition_id,
            or_(
                and_(Order.state == OrderState.CANCELLED, left > 0),
                and_(Order.state != OrderState.CANCELLED, money.c.wrong > 0),
                and_(Order.state == OrderState.PAID, left > Order.total),
                and_(Order.state != OrderState.CANCELLED, external.c.refund_id.is_not(None)),
                Order.state == OrderState.PAID_NO_PLACE,
            ),
        )
        .order_by(Order.id)
    )
    return [_matter(row) for row in rows]


def refund_rows(edition_id: int, *, limit: int, offset: int = 0) -> Sequence[RefundRow]:
    """Return the edition's refunds, newest first."""
    rows = db.session.execute(
        select(Refund, Order.code)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.edition_id == edition_id)
        .order_by(Refund.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        RefundRow(
            code=code,
            amount=refund.amount,
            state=refund.state,
            reason=refund.reason,
            is_external=refund.requested_by == EXTERNAL,
            requested_at=refund.requested_at,
        )
        for refund, code in rows
    ]


def refund_letter(refund_id: int) -> RefundLetter:
    """Return what the buyer's mail about a refund says. Raises: NotFound."""
    row = db.session.execute(
        select(Order, Refund.amount, Payment.card_last4)
        .join(Payment, Payment.order_id == Order.id)
        .join(Refund, Refund.payment_id == Payment.id)
        .where(Refund.id == refund_id)
    ).first()
    if row is None:
        raise NotFound
    order, amount, last4 = row
    return RefundLetter(
        order_id=order.id,
        code=order.code,
        email=order.email or "",
        link_selector=order.link_selector,
        amount=amount,
        card_last4=last4,
    )


def _money() -> Any:
    is_wrong = Payment.state == PaymentState.MISMATCHED
    return (
        select(
            Payment.order_id,
            func.sum(Payment.received).label("received"),
            func.count(Payment.id).filter(is_wrong).label("wrong"),
        )
        .where(Payment.state.in_(rules.WITH_MONEY))
        .group_by(Payment.order_id)
        .subquery()
    )


def _sent_back() -> Any:
    return (
        select(Payment.order_id, func.sum(Refund.amount).label("refunded"))
        .join(Refund, Refund.payment_id == Payment.id)
        .where(Refund.state != RefundState.FAILED)
        .group_by(Payment.order_id)
        .subquery()
    )


def _undecided() -> Any:
    return (
        select(Payment.order_id, func.min(Refund.id).label("refund_id"))
        .join(Refund, Refund.payment_id == Payment.id)
        .where(
            Refund.requested_by == EXTERNAL,
            Refund.state != RefundState.FAILED,
            Refund.decided_at.is_(None),
        )
        .group_by(Payment.order_id)
        .subquery()
    )


def _matter(row: Any) -> MatterRow:
    return MatterRow(
        matter=rules.matter(
            row.state,
            is_wrong=row.wrong > 0,
            is_external=row.refund_id is not None,
        ),
        code=row.code,
        buyer_name=row.buyer_name,
        total=row.total,
        received=row.received,
        refunded=row.refunded,
        refund_id=row.refund_id,
    )
