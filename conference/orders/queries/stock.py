"""Counting stock: what is taken is computed from orders each time, never kept as a number."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, or_, select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.orders.models import Attendee, Order, OrderLine
from conference.orders.rules import OrderState
from conference.tickets import queries as tickets
from conference.tickets.models import QuotaMember
from conference.tickets.rules import TypeOffer

KEEPING = (OrderState.AWAITING_PAYMENT, OrderState.PAID)
NO_ORDER = 0


def taken(quota_ids: Collection[int], now: datetime, but: int | None = None) -> Mapping[int, int]:
    """Return how many places of each quota are taken (quota id → places), in one statement.

    ``but`` leaves out one order: the one that asks. A cancelled attendee gives the place back.
    """
    which = {"quota_ids": list(quota_ids), "now": now, "but": but or NO_ORDER}
    return dict(db.session.execute(_taken_by_quota(), which).all())


def offers(edition: EditionFrame, now: datetime) -> tuple[TypeOffer, ...]:
    """Return what the shop of the edition shows at ``now``, in two statements."""
    return tickets.open_types(edition.id, now, count=taken)


def is_ordered(type_id: int) -> bool:
    """Say whether anybody ever ordered this type."""
    found = db.session.scalar(
        select(OrderLine.id).where(OrderLine.ticket_type_id == type_id).limit(1)
    )
    return found is not None


@cache
def _taken_by_quota() -> Select[int, int]:
    is_held = and_(Order.state == OrderState.HELD, Order.hold_until > bindparam("now"))
    return (
        select(QuotaMember.quota_id, func.count())
        .select_from(Attendee)
        .join(Order, Order.id == Attendee.order_id)
        .join(QuotaMember, QuotaMember.ticket_type_id == Attendee.ticket_type_id)
        .where(
            QuotaMember.quota_id.in_(bindparam("quota_ids", expanding=True)),
            Attendee.cancelled_at.is_(None),
            or_(Order.state.in_(KEEPING), is_held),  # rules.keeps_places
            Order.id != bindparam("but"),
        )
        .group_by(QuotaMember.quota_id)
    )
