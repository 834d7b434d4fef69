"""Reading orders for actions, payments and the guard: locks, holders, what is to be paid."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from conference.kernel.database import db, named_values
from conference.kernel.errors import NotFound
from conference.orders.models import Acceptance, Attendee, Order, OrderLine
from conference.orders.queries.standing import has_ticket
from conference.orders.rules import OrderState, bill_mark, name_in_mail
from conference.people.models import Person
from conference.tickets.models import TicketType

WORTH_A_LINK = frozenset(OrderState) - {OrderState.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class PayableLine:
    """One line as the pay page names it; the unit price in pence with VAT inside."""

    name: str
    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayableOrder:
    """What a payment needs to know of an order; the total in pence."""

    id: int
    edition_id: int
    code: str
    state: OrderState
    total: int
    currency: str
    email: str | None
    lines: tuple[PayableLine, ...]
    hold_until: datetime

    @property
    def bill(self) -> str:
        """The mark of what is bought."""
        return bill_mark((line.name, line.quantity, line.unit_price) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """What the links of an order name: its own, and the one of the buyer's own ticket.

    The other marks say which screen of the order comes next. Once there was money
    (``is_paid``) the own ticket opens by its own link, and no longer by the order's.
    """

    order: str
    own_ticket: str | None
    is_held: bool
    is_paid: bool
    has_details: bool
    has_others: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What a link in a mail names, and how the mail speaks of it."""

    code: str
    selector: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What was booked with one address."""

    orders: tuple[LinkFacts, ...]
    tickets: tuple[LinkFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """The order behind a form's token."""

    code: str
    state: OrderState
    edition_id: int
    has_address: bool


def order_for_update(code: str, edition_id: int) -> Order:
    """Lock and return the edition's order. Raises: NotFound."""
    return _locked(code=code, edition_id=edition_id)


def order_by_id_for_update(order_id: int) -> Order:
    """Lock and return an order of whatever edition, for the system. Raises: NotFound."""
    return _locked(id=order_id)


def order_by_token_for_update(form_token: str) -> Order | None:
    """Lock and return the order that a form made already, if it did."""
    return db.session.scalar(_for_update("form_token"), {"form_token": form_token})


def forgettable_for_update(
    expired_by: datetime, cancelled_by: datetime, *, spared: Collection[int]
) -> Sequence[Order]:
    """Lock and return orders that ended unpaid by these moments and still name somebody.

    ``spared`` are orders that money came for all the same.
    """
    named_place = exists().where(
        Attendee.order_id == Order.id, or_(Attendee.name != "", Attendee.email.is_not(None))
    )
    named = or_(
        Order.email.is_not(None), Order.buyer_name != "", Order.organisation != "", named_place
    )
    has_expired = and_(Order.state == OrderState.EXPIRED, Order.expired_at <= expired_by)
    was_cancelled = and_(Order.state == OrderState.CANCELLED, Order.cancelled_at <= cancelled_by)
    return db.session.scalars(
        select(Order)
        .where(
            or_(has_expired, was_cancelled),
            Order.paid_at.is_(None),
            Order.id.not_in(spared),
            named,
        )
        .order_by(Order.id)
        .with_for_update()
    ).all()


def lines_of(order_id: int) -> Sequence[OrderLine]:
    """Return the lines of an order with their types."""
    return db.session.scalars(_lines_and_types(), {"order_id": order_id}).all()


def payable(order: Order) -> PayableOrder:
    """Return what a payment needs to know of an order, in one statement."""
    return PayableOrder(
        id=order.id,
        edition_id=order.edition_id,
        code=order.code,
        state=order.state,
        total=order.total,
        currency=order.currency,
        email=order.email,
        lines=tuple(
            PayableLine(
                name=line.ticket_type.name, quantity=line.quantity, unit_price=line.unit_price
            )
            for line in lines_of(order.id)
        ),
        hold_until=order.hold_until,
    )


def is_accepted(
    policy_id: int, *, order_id: int | None = None, attendee_id: int | None = None
) -> bool:
    """Say whether an order's buyer or an attendee has accepted this version."""
    who = {"policy_id": policy_id, "order_id": order_id, "attendee_id": attendee_id}
    return bool(db.session.scalar(_is_accepted(), who))


def open_form(form_token: str) -> OpenForm | None:
    """Return the order that a form's token made, in whatever edition, if it did."""
    row = db.session.execute(_order_of_form(), {"form_token": form_token}).first()
    if row is None:
        return None
    return OpenForm(
        code=row.code,
        state=row.state,
        edition_id=row.edition_id,
        has_address=row.email is not None,
    )


def form_token_of(code: str, edition_id: int) -> str:
    """Return the token of the form that made the order. Raises: NotFound."""
    token = db.session.scalar(
        select(Order.form_token).where(Order.code == code, Order.edition_id == edition_id)
    )
    if token is None:
        raise NotFound
    return token


def selectors(code: str) -> Selectors:
    """Return what the buyer's browser may hold of an order. Raises: NotFound."""
    row = db.session.execute(_order_and_own_place(), {"code": code}).first()
    if row is None:
        raise NotFound
    order, own = row
    return selectors_of(order, own)


def selectors_of(order: Order, own: Attendee | None) -> Selectors:
    """Return what the buyer's browser may hold of an order that was read; ``own``: their place."""
    return Selectors(
        order=order.link_selector,
        own_ticket=own.link_selector if own else None,
        is_held=order.state is OrderState.HELD,
        is_paid=order.paid_at is not None,
        has_details=bool(order.email and order.buyer_name),
        has_others=order.audience.has_others,
    )


def booked_with(edition_id: int, address: str) -> Booked:
    """Return what an address bought and which paid tickets are for it, in two statements."""
    orders = db.session.scalars(
        select(Order)
        .where(
            Order.edition_id == edition_id, Order.email == address, Order.state.in_(WORTH_A_LINK)
        )
        .order_by(Order.id)
    )
    tickets = db.session.execute(
        select(Attendee, TicketType.name)
        .join(Order, Order.id == Attendee.order_id)
        .join(TicketType, TicketType.id == Attendee.ticket_type_id)
        .where(
            Attendee.edition_id == edition_id,
            Attendee.email == address,
            has_ticket(),
        )
        .order_by(Attendee.id)
    )
    return Booked(
        orders=tuple(
            LinkFacts(code=row.code, selector=row.link_selector, words=row.code) for row in orders
        ),
        tickets=tuple(
            LinkFacts(
                code=row.code,
                selector=row.link_selector,
                words=f"{kind} for {name_in_mail(row.name)}" if row.name else kind,
            )
            for row, kind in tickets
        ),
    )


def is_order_held(code: str, *, selectors: Collection[str], person_id: int | None) -> bool:
    """Say whether a browser opened the order's link, or a person signed in as its buyer."""
    if not selectors and person_id is None:
        return False
    who = {"code": code, "selectors": list(selectors), "person_id": person_id}
    return bool(db.session.scalar(_order_held(), who))


def is_order_link(code: str, selector: str, edition_id: int) -> bool:
    """Say whether a genuine link's selector is the one of this order now."""
    wanted = exists().where(
        Order.code == code, Order.link_selector == selector, Order.edition_id == edition_id
    )
    return bool(db.session.scalar(select(wanted)))


def has_address(column: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Return the condition that an address is the proved one of ``:person_id``, if it is any."""
    proved = select(Person.email).where(Person.id == bindparam("person_id"))
    return column == proved.scalar_subquery()


def _locked(**wanted: int | str) -> Order:
    order = db.session.scalar(_for_update(*wanted), wanted)
    if order is None:
        raise NotFound
    return order


@cache
def _for_update(*columns: str) -> Select[Order]:
    return select(Order).where(named_values(Order, columns)).with_for_update()


@cache
def _lines_and_types() -> Select[OrderLine]:
    return (
        select(OrderLine)
        .join(OrderLine.ticket_type)
        .options(contains_eager(OrderLine.ticket_type))
        .where(OrderLine.order_id == bindparam("order_id"))
        .order_by(OrderLine.id)
    )


@cache
def _is_accepted() -> Select[bool]:
    return select(
        exists().where(
            Acceptance.policy_id == bindparam("policy_id"),
            Acceptance.order_id.is_not_distinct_from(bindparam("order_id")),
            Acceptance.attendee_id.is_not_distinct_from(bindparam("attendee_id")),
        )
    )


@cache
def _order_of_form() -> Select[str, OrderState, int, str | None]:
    return select(Order.code, Order.state, Order.edition_id, Order.email).where(
        Order.form_token == bindparam("form_token")
    )


@cache
def _order_and_own_place() -> Select[Order, Attendee | None]:
    return (
        select(Order, Attendee)
        .outerjoin(Attendee, (Attendee.order_id == Order.id) & Attendee.is_buyer)
        .where(Order.code == bindparam("code"))
    )


@cache
def _order_held() -> Select[bool]:
    link = Order.link_selector.in_(bindparam("selectors", expanding=True))
    holder = or_(link, has_address(Order.email))
    return select(exists().where(Order.code == bindparam("code"), holder))
