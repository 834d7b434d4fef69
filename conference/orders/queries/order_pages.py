"""What a buyer sees of an order."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from conference.kernel.database import db, named_values
from conference.kernel.errors import NotFound
from conference.orders import rules
from conference.orders.models import Attendee, Order, OrderLine
from conference.orders.queries.purchases import Selectors, selectors_of
from conference.orders.rules import Audience, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """Some tickets of one type, as they were sold; amounts in pence, VAT inside."""

    type_id: int
    type_code: str
    type_name: str
    quantity: int
    unit_price: int
    vat_rate: int
    gross: int
    vat: int

    @property
    def net(self) -> int:
        """The line without VAT."""
        return self.gross - self.vat


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """What the buyer may know of one place (domain.md PR-14), and nothing else."""

    code: str
    type_name: str
    name: str
    email: str
    is_buyer: bool
    is_claimed: bool
    is_cancelled: bool

    @property
    def is_named(self) -> bool:
        """Whether anybody was named for it."""
        return bool(self.name or self.email)

    @property
    def may_be_named(self) -> bool:
        """Whether the buyer still decides who uses it."""
        return rules.may_be_named_by_buyer(
            is_buyer=self.is_buyer, is_claimed=self.is_claimed, is_cancelled=self.is_cancelled
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """An order as its buyer sees it at ``now``; amounts in pence.

    ``selectors`` are for sealed links only and stand on no page.
    """

    id: int
    code: str
    state: OrderState
    audience: Audience
    email: str
    buyer_name: str
    organisation: str
    total: int
    placed_at: datetime
    hold_until: datetime
    paid_at: datetime | None
    expired_at: datetime | None
    cancelled_at: datetime | None
    address_changes: int
    lines: tuple[LineFacts, ...]
    places: tuple[PlaceFacts, ...]
    selectors: Selectors
    now: datetime

    @property
    def is_live(self) -> bool:
        """Whether it is held and answers may change."""
        return rules.is_live(self.state, self.hold_until, now=self.now)

    @property
    def has_lapsed(self) -> bool:
        """Whether its places went back on sale."""
        return rules.has_lapsed(self.state, self.hold_until, now=self.now)

    @property
    def answers_until(self) -> datetime | None:
        """Until when an order that expired keeps its answers; nothing: no end is set."""
        return self.expired_at + rules.ANSWERS_KEPT if self.expired_at else None

    @property
    def may_extend(self) -> bool:
        """Whether the hold can be made longer."""
        return rules.may_extend(self.hold_until, self.placed_at, now=self.now)

    @property
    def seconds_left(self) -> int:
        """How long the places are still kept."""
        return max(0, int((self.hold_until - self.now).total_seconds()))

    @property
    def has_details(self) -> bool:
        """Whether we know who buys."""
        return bool(self.email and self.buyer_name)

    @property
    def bill(self) -> str:
        """The mark of what is bought."""
        return rules.bill_mark(
            (line.type_name, line.quantity, line.unit_price) for line in self.lines
        )

    @property
    def vat(self) -> int:
        """The VAT inside the total."""
        return sum(line.vat for line in self.lines)

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to pay."""
        return self.total == 0

    @property
    def own_place(self) -> PlaceFacts | None:
        """The buyer's own place, if the buyer comes."""
        return next((place for place in self.places if place.is_buyer), None)

    @property
    def other_places(self) -> tuple[PlaceFacts, ...]:
        """The places of other people."""
        return tuple(place for place in self.places if not place.is_buyer)

    @property
    def named_count(self) -> int:
        """For how many of the other places somebody is named."""
        return sum(place.is_named for place in self.other_places)

    @property
    def may_name(self) -> bool:
        """Whether the buyer can say who uses the other places."""
        may_change = self.is_live or self.state is OrderState.PAID
        return may_change and any(place.may_be_named for place in self.other_places)

    @property
    def may_change_address(self) -> bool:
        """Whether the address is corrected on a page of its own, and no longer an answer."""
        return self.state in rules.ADDRESS_OPEN

    @property
    def first_name(self) -> str:
        """What to call the buyer: the first word of the name, whatever it is."""
        return self.buyer_name.split()[0] if self.buyer_name.split() else ""


def order_page(edition_id: int, code: str, now: datetime, *, for_desk: bool = False) -> OrderPage:
    """Return an order in two statements. Raises: NotFound.

    Only the desk sees what a person who has claimed a ticket wants to be called: the buyer sees
    the address that the buyer typed (domain.md PR-14).
    """
    return _order_page(now, for_desk=for_desk, code=code, edition_id=edition_id)


def order_page_by_id(order_id: int, now: datetime) -> OrderPage:
    """Return an order as its buyer sees it, in two statements. Raises: NotFound."""
    return _order_page(now, id=order_id)


def _order_page(now: datetime, *, for_desk: bool = False, **wanted: int | str) -> OrderPage:
    rows = db.session.execute(_order_and_lines(*wanted), wanted).all()
    if not rows:
        raise NotFound
    order: Order = rows[0][0]
    places = db.session.scalars(_places(), {"order_id": order.id}).all()
    return OrderPage(
        id=order.id,
        code=order.code,
        state=order.state,
        audience=order.audience,
        email=order.email or "",
        buyer_name=order.buyer_name,
        organisation=order.organisation,
        total=order.total,
        placed_at=order.placed_at,
        hold_until=order.hold_until,
        paid_at=order.paid_at,
        expired_at=order.expired_at,
        cancelled_at=order.cancelled_at,
        address_changes=order.address_changes,
        lines=tuple(_line(line) for _, line in rows if line is not None),
        places=tuple(_place(row, for_desk=for_desk) for row in places),
        selectors=selectors_of(order, next((row for row in places if row.is_buyer), None)),
        now=now,
    )


def _line(line: OrderLine) -> LineFacts:
    return LineFacts(
        type_id=line.ticket_type_id,
        type_code=line.ticket_type.code,
        type_name=line.ticket_type.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        vat_rate=line.vat_rate,
        gross=line.gross,
        vat=line.vat,
    )


def _place(row: Attendee, *, for_desk: bool) -> PlaceFacts:
    return PlaceFacts(
        code=row.code,
        type_name=row.ticket_type.name,
        name=row.name if for_desk or _is_buyers_to_see(row) else "",
        email=row.email or "",
        is_buyer=row.is_buyer,
        is_claimed=row.claimed_at is not None,
        is_cancelled=row.cancelled_at is not None,
    )


def _is_buyers_to_see(row: Attendee) -> bool:
    return row.is_buyer or row.claimed_at is None


@cache
def _order_and_lines(*columns: str) -> Select[Order, OrderLine | None]:
    return (
        select(Order, OrderLine)
        .outerjoin(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(OrderLine.ticket_type)
        .options(contains_eager(OrderLine.ticket_type))
        .where(named_values(Order, columns))
        .order_by(OrderLine.id)
    )


@cache
def _places() -> Select[Attendee]:
    return (
        select(Attendee)
        .join(Attendee.ticket_type)
        .options(contains_eager(Attendee.ticket_type))
        .where(Attendee.order_id == bindparam("order_id"))
        .order_by(Attendee.is_buyer.desc(), Attendee.id)
    )
