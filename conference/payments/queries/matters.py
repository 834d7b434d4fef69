"""Which money needs a person: listed for the page, counted for the desk's front page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Exists, Select, and_, exists, false, func, null, or_, select

from conference.kernel.database import db
from conference.orders.models import Order
from conference.orders.rules import OrderState
from conference.payments import rules
from conference.payments.models import Dispute, Payment, Refund
from conference.payments.queries.standing import is_disputed
from conference.payments.rules import (
    EXTERNAL,
    DisputeState,
    Matter,
    PaymentState,
    RefundState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """One order whose money needs a person; sums in pence.

    ``disputed`` and ``due_by``, by when Stripe wants an answer, belong to a dispute.
    """

    matter: Matter
    code: str
    buyer_name: str
    total: int
    received: int
    refunded: int
    refund_id: int | None = None
    disputed: int = 0
    due_by: datetime | None = None


def matters(edition_id: int) -> Sequence[MatterRow]:
    """Return the orders whose money needs a person, in two statements.

    Disputes come first, the nearest deadline before the others; then the oldest orders. An order
    with a dispute may also have another matter.
    """
    disputes = db.session.execute(_disputes(edition_id))
    orders = db.session.execute(_orders(edition_id))
    return [*map(_dispute_row, disputes), *map(_order_row, orders)]


def matter_counts(edition_id: int) -> Mapping[Matter, int]:
    """Return how many rows ``matters`` has of each kind that it has, in one statement."""
    kinds = _orders(edition_id).order_by(None).subquery()
    is_wrong, is_external = kinds.c.wrong > 0, kinds.c.refund_id.is_not(None)
    disputes = _disputes(edition_id).order_by(None).subquery()
    found = db.session.execute(
        select(kinds.c.state, is_wrong, is_external, func.count())
        .group_by(kinds.c.state, is_wrong, is_external)
        .union_all(
            select(null(), false(), false(), func.count())
            .select_from(disputes)
            .having(func.count() > 0)
        )
    )
    counts: Counter[Matter] = Counter()
    for state, wrong, external, count in found:
        counts[_kind(state, is_wrong=wrong, is_external=external)] += count
    return dict(counts)


def _kind(state: OrderState | None, *, is_wrong: bool, is_external: bool) -> Matter:
    if state is None:
        return Matter.DISPUTED
    return rules.matter(state, is_wrong=is_wrong, is_external=is_external)


def _orders(edition_id: int) -> Select[Any]:
    money, back, external = _money(), _sent_back(), _undecided()
    received = func.coalesce(money.c.received, 0)
    refunded = func.coalesce(back.c.refunded, 0)
    left = received - refunded
    return (
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
                and_(Order.state == OrderState.CANCELLED, left > 0, ~_is_with_bank()),
                and_(Order.state != OrderState.CANCELLED, money.c.wrong > 0),
                and_(Order.state == OrderState.PAID, left > Order.total),
                and_(Order.state != OrderState.CANCELLED, external.c.refund_id.is_not(None)),
                Order.state == OrderState.PAID_NO_PLACE,
            ),
        )
        .order_by(Order.id)
    )


def _disputes(edition_id: int) -> Select[Any]:
    money, back = _money(), _sent_back()
    return (
        select(
            Order.code,
            Order.buyer_name,
            Order.total,
            func.coalesce(money.c.received, 0).label("received"),
            func.coalesce(back.c.refunded, 0).label("refunded"),
            Dispute.amount.label("disputed"),
            Dispute.due_by,
        )
        .join(Payment, Payment.id == Dispute.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .outerjoin(money, money.c.order_id == Order.id)
        .outerjoin(back, back.c.order_id == Order.id)
        .where(Order.edition_id == edition_id, Dispute.state == DisputeState.OPEN)
        .order_by(Dispute.due_by.nulls_last(), Dispute.id)
    )


def _is_with_bank() -> Exists:
    """The bank decides first: until then nothing can go back."""
    return exists().where(Payment.order_id == Order.id, is_disputed()).correlate(Order)


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


def _order_row(row: Any) -> MatterRow:
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


def _dispute_row(row: Any) -> MatterRow:
    return MatterRow(
        matter=Matter.DISPUTED,
        code=row.code,
        buyer_name=row.buyer_name,
        total=row.total,
        received=row.received,
        refunded=row.refunded,
        disputed=row.disputed,
        due_by=row.due_by,
    )
