"""What organisers see of orders: the list, how the edition sells, one order whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from conference.editions.models import Policy
from conference.editions.rules import PolicyKind
from conference.history import queries as history
from conference.history.models import Entry
from conference.kernel.database import db
from conference.orders.models import Acceptance, Attendee, Order, OrderLine
from conference.orders.queries.order_pages import OrderPage, order_page
from conference.orders.queries.searching import Search, order_matches
from conference.orders.rules import OrderState
from conference.tickets.models import TicketType


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order on the list; the total in pence."""

    code: str
    state: OrderState
    buyer_name: str
    email: str
    organisation: str
    tickets: tuple[str, ...]
    total: int
    placed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFigures:
    """How the edition sells: paid orders and the people in them, money in pence."""

    paid_orders: int
    attendees: int
    paid: int
    vat: int
    open_orders: int
    without_place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceRow:
    """Who accepted which version of which text, when; ``name`` is an attendee's, or empty."""

    kind: PolicyKind
    version: int
    accepted_at: datetime
    accepted_by: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDetail:
    """One order as organisers see it, with its newest history first."""

    order: OrderPage
    acceptances: tuple[AcceptanceRow, ...]
    history: Sequence[Entry]


def order_rows(edition_id: int, search: Search) -> list[OrderRow]:
    """Return some orders, newest first, in two statements.

    The search is a reference, or part of a name or address of a buyer or attendee.
    """
    found = select(Order).where(Order.edition_id == edition_id)
    if search.state in set(OrderState):
        found = found.where(Order.state == search.state)
    if search.query:
        found = found.where(order_matches(search.query))
    rows = db.session.scalars(
        found.order_by(Order.id.desc()).limit(search.limit).offset(search.start)
    ).all()
    tickets = _tickets_of([row.id for row in rows])
    return [_order_row(row, tickets.get(row.id, ())) for row in rows]


def figures(edition_id: int) -> OrderFigures:
    """Return how the edition sells, in two statements."""
    by_state = {
        state: (orders, total)
        for state, orders, total in db.session.execute(
            select(Order.state, func.count(), func.sum(Order.total))
            .where(Order.edition_id == edition_id)
            .group_by(Order.state)
        )
    }
    people, vat = db.session.execute(
        select(
            func.coalesce(func.sum(OrderLine.quantity), 0),
            func.coalesce(func.sum(OrderLine.vat), 0),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.edition_id == edition_id, Order.state == OrderState.PAID)
    ).one()
    paid_orders, paid = by_state.get(OrderState.PAID, (0, 0))
    return OrderFigures(
        paid_orders=paid_orders,
        attendees=people,
        paid=paid or 0,
        vat=vat,
        open_orders=sum(
            by_state.get(state, (0, 0))[0]
            for state in (OrderState.HELD, OrderState.AWAITING_PAYMENT)
        ),
        without_place=by_state.get(OrderState.PAID_NO_PLACE, (0, 0))[0],
    )


def order_detail(edition_id: int, code: str, now: datetime) -> OrderDetail:
    """Return one order with its history, in four statements. Raises: NotFound."""
    order = order_page(edition_id, code, now, for_desk=True)
    return OrderDetail(
        order=order,
        acceptances=_acceptances(order.id),
        history=history.entries_of("order", order.id),
    )


def _acceptances(order_id: int) -> tuple[AcceptanceRow, ...]:
    rows = db.session.execute(
        select(Acceptance, Policy.kind, Policy.version, Attendee.name)
        .join(Policy, Policy.id == Acceptance.policy_id)
        .outerjoin(Attendee, Attendee.id == Acceptance.attendee_id)
        .where(or_(Acceptance.order_id == order_id, Attendee.order_id == order_id))
        .order_by(Acceptance.accepted_at, Acceptance.id)
    )
    return tuple(
        AcceptanceRow(
            kind=PolicyKind(kind),
            version=version,
            accepted_at=row.accepted_at,
            accepted_by=row.accepted_by,
            name=name or "",
        )
        for row, kind, version, name in rows
    )


def _tickets_of(order_ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = db.session.execute(
        select(OrderLine.order_id, OrderLine.quantity, TicketType.name)
        .join(TicketType, TicketType.id == OrderLine.ticket_type_id)
        .where(OrderLine.order_id.in_(order_ids))
        .order_by(OrderLine.id)
    )
    for order_id, quantity, name in rows:
        found[order_id] = (*found.get(order_id, ()), f"{quantity} × {name}")
    return found


def _order_row(row: Order, tickets: tuple[str, ...]) -> OrderRow:
    return OrderRow(
        code=row.code,
        state=row.state,
        buyer_name=row.buyer_name,
        email=row.email or "",
        organisation=row.organisation,
        tickets=tickets,
        total=row.total,
        placed_at=row.placed_at,
    )
