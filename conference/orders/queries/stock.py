"""Counting stock: what is taken is computed from orders each time, never kept as a number."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.orders.models import Attendee, Order, OrderLine
from conference.orders.rules import OrderState
from conference.tickets import queries as tickets
from conference.tickets.models import QuotaMember
from conference.tickets.rules import TypeOffer

KEEPING = (OrderState.AWAITING_PAYMENT, OrderState.PAID)


def keeping(now: datetime) -> ColumnElement[bool]:
    """Return ``rules.keeps_places`` as a condition on orders."""
    return or_(
        Order.state.in_(KEEPING), and_(Order.state == OrderState.HELD, Order.hold_until > now)
    )


def taken(quota_ids: Collection[int], now: datetime, but: int | None = None) -> Mapping[int, int]:
    """Return how many places of each quota are taken (quota id → places), in one statement.

    ``but`` leaves out one order: the one that asks. A cancelled attendee gives the place back.
    """
    counted = (
        select(QuotaMember.quota_id, func.count())
        .select_from(Attendee)
        .join(Order, Order.id == Attendee.order_id)
        .join(QuotaMember, QuotaMember.ticket_type_id == Attendee.ticket_type_id)
        .where(
            QuotaMember.quota_id.in_(list(quota_ids)),
            Attendee.cancelled_at.is_(None),
            keeping(now),
        )
        .group_by(QuotaMember.quota_id)
    )
    if but is not None:
        counted = counted.where(Order.id != but)
    return dict(db.session.execute(counted).all())


def offers(edition: EditionFrame, now: datetime) -> tuple[TypeOffer, ...]:
    """Return what the shop of the edition shows at ``now``, in two statements."""
    return tickets.open_types(edition.id, now, count=taken)


def is_ordered(type_id: int) -> bool:
    """Say whether anybody ever ordered this type."""
    found = db.session.scalar(
        select(OrderLine.id).where(OrderLine.ticket_type_id == type_id).limit(1)
    )
    return found is not None
