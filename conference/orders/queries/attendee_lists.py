"""What organisers see of attendees: the list, and how many there are."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from conference.kernel.database import db
from conference.orders.models import Attendee, Order
from conference.orders.queries.searching import Search, attendee_matches
from conference.orders.queries.standing import had_ticket
from conference.tickets.models import TicketType


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
        .where(Attendee.edition_id == edition_id, had_ticket())
    ).one()
    return AttendeeFigures(holders=holders, claimed=claimed, cancelled=cancelled)


def _attendees(edition_id: int) -> Select[Attendee, str, str]:
    return (
        select(Attendee, Order.code, TicketType.name)
        .join(Order, Order.id == Attendee.order_id)
        .join(TicketType, TicketType.id == Attendee.ticket_type_id)
        .where(Attendee.edition_id == edition_id, had_ticket())
        .order_by(Attendee.name, Attendee.id)
    )


def _asked(search: Search) -> tuple[ColumnElement[bool], ...]:
    wanted = []
    if search.query:
        wanted.append(attendee_matches(search.query))
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
