"""Tickets that are paid, and places booked with them, for tests of workshops and agendas."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from conference.kernel.database import db, transaction
from conference.orders.models import Attendee, Order, OrderLine
from conference.orders.rules import Audience, OrderState
from conference.tickets.models import TicketType
from conference.workshops import actions, queries
from conference.workshops.models import Booking, Workshop
from tests.factories.tickets import make_type

PAID_AT = datetime(2024, 7, 2, 9, 0, tzinfo=UTC)
"""After the first release of the factories, before their summer."""

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A paid ticket: who has it, its address code, and what its link names."""

    id: int
    edition_id: int
    order_id: int
    code: str
    selector: str


def make_ticket(
    edition_id: int,
    name: str = "Rowan Hale",
    *,
    person_id: int | None = None,
    state: OrderState = OrderState.PAID,
) -> Ticket:
    """Store a ticket in an order of its own, paid unless another state is given."""
    type_id = _type_of(edition_id)
    number = next(_numbers)
    with transaction():
        order = _order(edition_id, number, state)
        db.session.add(order)
        db.session.flush()
        line = OrderLine(
            order_id=order.id,
            ticket_type_id=type_id,
            quantity=1,
            unit_price=19900,
            vat_rate=2000,
            gross=19900,
            vat=3317,
        )
        db.session.add(line)
        db.session.flush()
        attendee = Attendee(
            edition_id=edition_id,
            order_id=order.id,
            order_line_id=line.id,
            ticket_type_id=type_id,
            person_id=person_id,
            code=f"T{number:05d}",
            ticket_code=f"TICKET-{number}",
            link_selector=f"ticket-link-{number}",
            name=name,
            changed_at=PAID_AT,
        )
        db.session.add(attendee)
        db.session.flush()
        return Ticket(
            id=attendee.id,
            edition_id=edition_id,
            order_id=order.id,
            code=attendee.code,
            selector=attendee.link_selector,
        )


def book(ticket: Ticket, code: str, *give_up: str, now: datetime = PAID_AT) -> None:
    """Book a place as the booking page does."""
    with transaction():
        actions.book(
            edition_id=ticket.edition_id,
            code=code,
            attendee_id=ticket.id,
            give_up=frozenset(give_up),
            now=now,
        )


def cancel(ticket: Ticket, code: str, *, now: datetime = PAID_AT) -> None:
    """Give a place back as the page does."""
    with transaction():
        actions.cancel(edition_id=ticket.edition_id, code=code, attendee_id=ticket.id, now=now)


def booked(ticket: Ticket) -> set[int]:
    """Return the ids of the sessions in which a ticket has a place."""
    db.session.rollback()
    found = queries.bookings_of(ticket.id)
    return {booking.session_id for booking in found if booking.is_confirmed}


def booking_row(ticket: Ticket, session_id: int) -> Booking:
    """Return a ticket's booking of a session as it is now."""
    db.session.rollback()
    return db.session.scalars(
        select(Booking)
        .join(Workshop, Workshop.id == Booking.workshop_id)
        .where(Booking.attendee_id == ticket.id, Workshop.session_id == session_id)
    ).one()


def fill(edition_id: int, code: str, count: int) -> list[Ticket]:
    """Let so many others book places in a session."""
    tickets = [make_ticket(edition_id, f"Guest {number}") for number in range(count)]
    for ticket in tickets:
        book(ticket, code)
    return tickets


def _type_of(edition_id: int) -> int:
    found = db.session.scalar(select(TicketType.id).where(TicketType.edition_id == edition_id))
    return found or make_type(edition_id, "STANDARD")


def _order(edition_id: int, number: int, state: OrderState) -> Order:
    return Order(
        edition_id=edition_id,
        code=f"MTH{number:05d}",
        form_token=f"factory-token-{number}",
        link_selector=f"order-link-{number}",
        state=state,
        audience=Audience.ME,
        email=f"guest{number}@example.org",
        currency="GBP",
        total=19900,
        placed_at=PAID_AT,
        hold_until=PAID_AT,
        paid_at=PAID_AT if state is OrderState.PAID else None,
        had_tickets=state is OrderState.PAID,
    )
