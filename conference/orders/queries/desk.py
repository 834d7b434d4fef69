"""What organisers see: the lists of orders and attendees, and one order whole."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from conference.editions.models import Policy
from conference.editions.rules import PolicyKind
from conference.history import queries as history
from conference.history.models import Entry
from conference.kernel import codes
from conference.kernel.database import db
from conference.orders.models import Acceptance, Attendee, Order, OrderLine
from conference.orders.queries.pages import OrderPage, order_page
from conference.orders.rules import OrderState
from conference.tickets.models import TicketType

QUERY_LENGTH = 120
SHORTEST_REFERENCE = 4


class Standing(enum.StrEnum):
    """How a ticket stands on the organisers' list."""

    CLAIMED = "claimed"
    OPEN = "open"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """What organisers read."""
        return _STANDING_LABELS[self]


_STANDING_LABELS: Mapping[Standing, str] = {
    Standing.CLAIMED: "Claimed",
    Standing.OPEN: "Not claimed",
    Standing.CANCELLED: "Cancelled",
}


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
    """What a list is asked for; empty is anything, no limit is all.

    ``state`` is the value of an order's state or of a ticket's standing, ``ticket`` a type's code.
    """

    query: str = ""
    state: str = ""
    ticket: str = ""
    start: int = 0
    limit: int | None = None


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

    @property
    def standing(self) -> Standing:
        """How the ticket stands: one that is cancelled is nothing else."""
        if self.is_cancelled:
            return Standing.CANCELLED
        return Standing.CLAIMED if self.is_claimed else Standing.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeFigures:
    """How many people hold a ticket, and how many of them have claimed it."""

    holders: int
    claimed: int
    cancelled: int

    @property
    def open(self) -> int:
        """How many tickets wait for their holder."""
        return self.holders - self.claimed


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
    """Return one order with its history, in four statements. Raises: NotFound."""
    order = order_page(edition_id, code, now, for_desk=True)
    return OrderDetail(
        order=order,
        acceptances=_acceptances(order.id),
        history=history.entries_of("order", order.id),
    )


def attendee_rows(edition_id: int, search: Search | None = None) -> list[AttendeeRow]:
    """Return ticket holders by name, in one statement; without a search all of them."""
    found = _attendees(edition_id)
    if search:
        found = found.where(*_asked(search)).limit(search.limit).offset(search.start)
    return [_attendee_row(*row) for row in db.session.execute(found)]


def attendee_figures(edition_id: int) -> AttendeeFigures:
    """Return how many people hold a ticket, in one statement."""
    is_valid, is_claimed = Attendee.cancelled_at.is_(None), Attendee.claimed_at.is_not(None)
    holders, claimed, cancelled = db.session.execute(
        select(
            func.count().filter(is_valid),
            func.count().filter(is_valid, is_claimed),
            func.count().filter(~is_valid),
        )
        .select_from(Attendee)
        .join(Order, Order.id == Attendee.order_id)
        .where(*_had_ticket(edition_id))
    ).one()
    return AttendeeFigures(holders=holders, claimed=claimed, cancelled=cancelled)


def _attendees(edition_id: int) -> Select[Attendee, str, str]:
    return (
        select(Attendee, Order.code, TicketType.name)
        .join(Order, Order.id == Attendee.order_id)
        .join(TicketType, TicketType.id == Attendee.ticket_type_id)
        .where(*_had_ticket(edition_id))
        .order_by(Attendee.name, Attendee.id)
    )


def _had_ticket(edition_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Attendee.edition_id == edition_id,
        Order.paid_at.is_not(None),
        Order.state.in_((OrderState.PAID, OrderState.CANCELLED)),
    )


def _asked(search: Search) -> tuple[ColumnElement[bool], ...]:
    wanted = []
    if search.query:
        wanted.append(_attendee_matches(search.query[:QUERY_LENGTH]))
    if search.ticket:
        wanted.append(TicketType.code == search.ticket)
    if search.state in set(Standing):
        wanted.append(_stands(Standing(search.state)))
    return tuple(wanted)


def _stands(standing: Standing) -> ColumnElement[bool]:
    if standing is Standing.CANCELLED:
        return Attendee.cancelled_at.is_not(None)
    is_valid = Attendee.cancelled_at.is_(None)
    is_claimed = Attendee.claimed_at.is_not(None)
    return is_valid & (is_claimed if standing is Standing.CLAIMED else ~is_claimed)


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


def _order_matches(query: str) -> ColumnElement[bool]:
    like = _like(query)
    return or_(
        _code_matches(query),
        Order.buyer_name.ilike(like, escape="\\"),
        Order.email.ilike(like, escape="\\"),
        exists().where(Attendee.order_id == Order.id, _named(like)),
    )


def _attendee_matches(query: str) -> ColumnElement[bool]:
    return or_(_code_matches(query), Attendee.code == query.upper(), _named(_like(query)))


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
