"""What pages and mails show of payments and refunds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState
from conference.payments import rules
from conference.payments.models import Payment, Refund
from conference.payments.queries.standing import is_disputed
from conference.payments.rules import EXTERNAL, PaymentState, RefundState


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoney:
    """Where an order's money is, for its pages and receipt; sums in pence.

    ``disputed`` is what a bank holds until it has decided; it is not ``refundable``.
    """

    card_last4: str
    received: int
    refunded: int
    refundable: int
    disputed: int
    is_being_paid: bool


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
    disputed: int
    card_last4: str
    is_being_paid: bool

    @property
    def is_done(self) -> bool:
        """Whether the order is cancelled and no money is left to send back."""
        return self.state is OrderState.CANCELLED and self.refundable == 0


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


def order_money(order_id: int) -> OrderMoney:
    """Return where an order's money is, in one statement."""
    rows = db.session.execute(_money_of_payments(), {"order_id": order_id}).all()
    paid = [row for row in rows if row.state in rules.WITH_MONEY]
    left = [(rules.refundable(row.received or 0, row.refunded), row.is_disputed) for row in paid]
    cards = [row.card_last4 for row in rows if row.state is PaymentState.CONFIRMED]
    return OrderMoney(
        card_last4=cards[0] if cards else "",
        received=sum(row.received or 0 for row in paid),
        refunded=sum(row.refunded for row in paid),
        refundable=sum(amount for amount, is_held in left if not is_held),
        disputed=sum(amount for amount, is_held in left if is_held),
        is_being_paid=any(row.state is PaymentState.PROCESSING for row in rows),
    )


def is_bank_refused(order_id: int) -> bool:
    """Say whether the last thing that became of an order's payments is a bank's refusal.

    A payment for which Stripe opened no page has failed too, but no bank was asked.
    """
    newest = db.session.execute(_newest_payment(), {"order_id": order_id}).first()
    return newest is not None and newest.state == PaymentState.FAILED and bool(newest.intent)


def refund_page(edition_id: int, code: str) -> RefundPage:
    """Return what cancelling an order would mean, in three statements. Raises: NotFound."""
    order = db.session.scalar(
        select(Order).where(Order.code == code, Order.edition_id == edition_id)
    )
    if order is None:
        raise NotFound
    tickets = db.session.scalar(
        select(func.count()).where(Attendee.order_id == order.id, Attendee.cancelled_at.is_(None))
    )
    money = order_money(order.id)
    return RefundPage(
        code=order.code,
        email=order.email or "",
        buyer_name=order.buyer_name,
        state=order.state,
        total=order.total,
        tickets=tickets or 0,
        received=money.received,
        refunded=money.refunded,
        refundable=money.refundable,
        disputed=money.disputed,
        card_last4=money.card_last4,
        is_being_paid=money.is_being_paid,
    )


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


@cache
def _money_of_payments() -> Select[*tuple[Any, ...]]:
    back = (
        select(func.coalesce(func.sum(Refund.amount), 0))
        .where(Refund.payment_id == Payment.id, Refund.state != RefundState.FAILED)
        .scalar_subquery()
    )
    return (
        select(
            Payment.state,
            Payment.received,
            Payment.card_last4,
            back.label("refunded"),
            is_disputed().label("is_disputed"),
        )
        .where(Payment.order_id == bindparam("order_id"))
        .order_by(Payment.settled_at, Payment.id)
    )


@cache
def _newest_payment() -> Select[PaymentState, str | None]:
    return (
        select(Payment.state, Payment.intent)
        .where(Payment.order_id == bindparam("order_id"))
        .order_by(Payment.id.desc())
        .limit(1)
    )
