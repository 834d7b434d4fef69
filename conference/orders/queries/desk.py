"""What organisers see: the lists of orders and attendees, and one order whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from conference.history import queries as history
from conference.history.models import Entry
from conference.kernel import codes
from conference.kernel.database import db
from conference.orders.models import Attendee, Order, OrderLine
from conference.orders.queries.pages import OrderPage, order_page
from conference.orders.rules import OrderState
from conference.tickets.models import TicketType

QUERY_LENGTH = 120
SHORTEST_REFERENCE = 4


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
class Search:
    """What a list is asked for; ``state`` is the value of an order's state, or empty."""

    query: str = ""
    state: str = ""
    start: int = 0
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeRow:
    """One attendee on the list: never a need, a session or a photo choice."""

    code: str
    order_code: str
    name: str
    badge_name: str
    email: str
    organisation: str
    ticket_type: str
    is_claimed: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDetail:
    """One order as organisers see it, with its newest history first."""

    order: OrderPage
    history: Sequence[Entry]


def order_rows(edition_id: int, search: Search) -> list[OrderRow]:
    """Return some orders, newest first, in two statements.

    The search is a reference, or part of a name or address of a buyer or attendee.
    """
    found = select(Order).where(Order.edition_id == edition_id)
    if search.state in set(OrderState):
        found = found.where(Order.state == search.state)
    if search.query:
        found = found.where(_order_matches(search.query[:QUERY_LENGTH]))
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
    """Return one order with its history. Raises: NotFound."""
    order = order_page(edition_id, code, now)
    return OrderDetail(order=order, history=history.entries_of("order", order.id))


def attendee_rows(edition_id: int, search: Search | None = None) -> list[AttendeeRow]:
    """Return ticket holders by name, in one statement; without a search all of them."""
    found = _attendees(edition_id)
    if search and search.query:
        found = found.where(_attendee_matches(search.query[:QUERY_LENGTH]))
    if search:
        found = found.limit(search.limit).offset(search.start)
    return [_attendee_row(*row) for row in db.session.execute(found)]


def _attendees(edition_id: int) -> Select[Attendee, str, str]:
    return (
        select(Attendee, Order.code, TicketType.name)
        .join(Order, Order.id == Attendee.order_id)
        .join(TicketType, TicketType.id == Attendee.ticket_type_id)
        .where(
            Attendee.edition_id == edition_id,
            Order.paid_at.is_not(None),
            Order.state.in_((OrderState.PAID, OrderState.CANCELLED)),
        )
        .order_by(Attendee.name, Attendee.id)
    )


def _order_matches(query: str) -> ColumnElement[bool]:
    like = _like(query)
    return or_(
        _code_matches(query),
        Order.buyer_name.ilike(like, escape="\\"),
        Order.email.ilike(like, escape="\\"),
        exists().where(Attendee.order_id == Order.id, _named(like)),
    )


def _attendee_matches(query: str) -> ColumnElement[bool]:
    return or_(_code_matches(query), _named(_like(query)))


def _code_matches(query: str) -> ColumnElement[bool]:
    """Match a reference however it was typed: without its dash or prefix, in lower case."""
    tail = codes.normalised(query.rpartition("-")[2])
    if len(tail) < SHORTEST_REFERENCE:
        return false()
    return func.replace(Order.code, "-", "").endswith(tail, autoescape=True)


def _named(like: str) -> ColumnElement[bool]:
    return or_(
        Attendee.name.ilike(like, escape="\\"),
        Attendee.badge_name.ilike(like, escape="\\"),
        Attendee.email.ilike(like, escape="\\"),
    )


def _like(query: str) -> str:
    plain = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


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
        state=OrderState(row.state),
        buyer_name=row.buyer_name,
        email=row.email or "",
        organisation=row.organisation,
        tickets=tickets,
        total=row.total,
        placed_at=row.placed_at,
    )


def _attendee_row(row: Attendee, order_code: str, ticket_type: str) -> AttendeeRow:
    return AttendeeRow(
        code=row.code,
        order_code=order_code,
        name=row.name,
        badge_name=row.badge_name,
        email=row.email or "",
        organisation=row.organisation,
        ticket_type=ticket_type,
        is_claimed=row.claimed_at is not None,
        is_cancelled=row.cancelled_at is not None,
    )
