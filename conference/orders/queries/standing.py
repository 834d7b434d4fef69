"""Who holds a ticket: the conditions that all lists of attendees share."""

from sqlalchemy import ColumnElement, and_

from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState


def has_ticket() -> ColumnElement[bool]:
    """Return the condition that an attendee of a joined order holds a ticket."""
    return and_(Order.state == OrderState.PAID, Attendee.cancelled_at.is_(None))


def had_ticket() -> ColumnElement[bool]:
    """Return the condition that an order's attendees hold tickets, or held them before."""
    return Order.had_tickets.is_(True)
