"""The lines and places of an order: made, changed and dropped as it asks for more or fewer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from conference.kernel import codes
from conference.kernel.database import db
from conference.orders.actions.own_place import mark_own_place
from conference.orders.actions.stock import Demand
from conference.orders.models import Attendee, Order, OrderLine
from conference.orders.rules import PricedLine
from conference.tickets.models import TicketType

ATTENDEE_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The lines of an order by ticket type, and its locked attendees; a new one has none."""

    lines: dict[int, OrderLine] = field(default_factory=dict)
    attendees: list[Attendee] = field(default_factory=list)

    @property
    def quantities(self) -> Mapping[int, int]:
        """How many of each type it holds."""
        return {type_id: line.quantity for type_id, line in self.lines.items()}


def fill(order: Order, holding: Holding, demand: Demand, *, now: datetime) -> None:
    """Give an order the lines and attendees that it asks for; keep what it has already."""
    lines, attendees = dict(holding.lines), list(holding.attendees)
    _drop(lines, attendees, demand.wanted)
    for type_id in sorted(demand.wanted, key=lambda key: _shown(demand.types[key])):
        line = lines.get(type_id) or OrderLine(order_id=order.id, ticket_type_id=type_id)
        _price(line, demand, demand.types[type_id])
        lines[type_id] = line
        db.session.add(line)
    db.session.flush()
    attendees += _added(order, lines.values(), attendees, now)
    order.total = sum(line.gross for line in lines.values())
    mark_own_place(order, attendees)


def _price(line: OrderLine, demand: Demand, kind: TicketType) -> None:
    if not demand.held.get(kind.id):
        line.unit_price, line.vat_rate = kind.price, kind.vat_rate
    priced = PricedLine(
        ticket_type_id=kind.id,
        quantity=demand.wanted[kind.id],
        unit_price=line.unit_price,
        vat_rate=line.vat_rate,
    )
    line.quantity, line.gross, line.vat = priced.quantity, priced.gross, priced.vat


def _shown(kind: TicketType) -> tuple[int, int]:
    return kind.position, kind.id


def _drop(
    lines: dict[int, OrderLine], attendees: list[Attendee], wanted: Mapping[int, int]
) -> None:
    """Take away what is no longer asked for, places without a name first."""
    for type_id in list(lines):
        own = [attendee for attendee in attendees if attendee.ticket_type_id == type_id]
        own.sort(key=_worth_keeping, reverse=True)
        for attendee in own[wanted.get(type_id, 0) :]:
            attendees.remove(attendee)
            db.session.delete(attendee)
    db.session.flush()
    for type_id in set(lines) - set(wanted):
        db.session.delete(lines.pop(type_id))


def _worth_keeping(attendee: Attendee) -> tuple[bool, bool]:
    return attendee.is_buyer, bool(attendee.name or attendee.email)


def _added(
    order: Order, lines: Iterable[OrderLine], present: Sequence[Attendee], now: datetime
) -> list[Attendee]:
    counts = Counter(attendee.ticket_type_id for attendee in present)
    added = [
        _attendee(order, line, now)
        for line in lines
        for _ in range(line.quantity - counts[line.ticket_type_id])
    ]
    db.session.add_all(added)
    return added


def _attendee(order: Order, line: OrderLine, now: datetime) -> Attendee:
    return Attendee(
        edition_id=order.edition_id,
        order_id=order.id,
        order_line_id=line.id,
        ticket_type_id=line.ticket_type_id,
        code=codes.random_code(ATTENDEE_CODE_LENGTH),
        ticket_code=codes.random_code(codes.TICKET_CODE_LENGTH),
        link_selector=codes.random_code(codes.SELECTOR_LENGTH),
        is_buyer=False,
        name="",
        organisation="",
        changed_at=now,
    )
