"""Who holds a ticket: the conditions that all lists of attendees share."""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from conference.kernel.database import db
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState


def has_ticket() -> ColumnElement[bool]:
    """Return the condition that an attendee of a joined order holds a ticket."""
    return and_(Order.state == OrderState.PAID, Attendee.cancelled_at.is_(None))


def had_ticket() -> ColumnElement[bool]:
    """Return the condition that an order's attendees hold tickets, or held them before."""
    return Order.had_tickets.is_(True)


def has_ticket_in(edition_id: int, person_id: int, email: str) -> bool:
    """Say whether a person, or whoever proves this address, holds a ticket of the edition."""
    wanted = (
        exists()
        .where(Attendee.edition_id == edition_id, Order.id == Attendee.order_id, has_ticket())
        .where(
            or_(
                Attendee.person_id == person_id,
                and_(Attendee.person_id.is_(None), Attendee.email == email),
            )
        )
    )
    return bool(db.session.scalar(select(wanted)))
