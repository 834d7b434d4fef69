"""What an attendee sees of a ticket."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import contains_eager

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.models import Attendee, Needs, Order
from conference.orders.queries.attendees import holder, is_held
from conference.orders.rules import OrderState, PhotoChoice
from conference.tickets.models import TicketType


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """A ticket as its attendee sees it."""

    id: int
    code: str
    ticket_code: str
    order_id: int
    order_code: str
    order_state: OrderState
    type_name: str
    type_note: str
    name: str
    email: str
    badge_name: str
    organisation: str
    photo_choice: PhotoChoice
    is_buyer: bool
    is_claimed: bool
    is_cancelled: bool
    has_needs: bool
    sequence: int
    changed_at: datetime

    @property
    def is_paid(self) -> bool:
        """Whether the order behind it is settled."""
        return self.order_state is OrderState.PAID

    @property
    def is_valid(self) -> bool:
        """Whether it opens the door."""
        return self.is_paid and not self.is_cancelled

    @property
    def shown_code(self) -> str:
        """The ticket's code in groups of four, as people read it aloud."""
        return grouped(self.ticket_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLetter:
    """What a mail about a ticket says, and the selector that its link names."""

    code: str
    selector: str
    type_name: str
    buyer_name: str
    email: str


def ticket_page(edition_id: int, code: str) -> TicketPage:
    """Return a ticket in one statement. Raises: NotFound."""
    found = _first(_ticket_by_code(), code=code, edition_id=edition_id)
    if found is None:
        raise NotFound
    return found


def own_ticket(order_id: int) -> TicketPage | None:
    """Return the ticket of the buyer's own place, if the buyer comes."""
    return _first(_own_ticket(), order_id=order_id)


def own_ticket_held(
    order_id: int, *, selectors: Collection[str], person_id: int | None
) -> TicketPage | None:
    """Return the ticket of the buyer's own place, if this viewer holds it."""
    if not selectors and person_id is None:
        return None
    return _first(_own_ticket_held(), order_id=order_id, **holder(selectors, person_id))


def ticket_letter(attendee_id: int) -> TicketLetter:
    """Return what a mail about a ticket says, in one statement. Raises: NotFound."""
    row = db.session.execute(
        select(
            Attendee.code,
            Attendee.link_selector,
            TicketType.name,
            Order.buyer_name,
            Attendee.email,
        )
        .join(Attendee.order)
        .join(Attendee.ticket_type)
        .where(Attendee.id == attendee_id)
    ).first()
    if row is None:
        raise NotFound
    code, selector, type_name, buyer_name, email = row
    return TicketLetter(
        code=code,
        selector=selector,
        type_name=type_name,
        buyer_name=buyer_name,
        email=email or "",
    )


def grouped(code: str) -> str:
    """Write a long code in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _first(statement: Select[Attendee, bool], **values: Any) -> TicketPage | None:
    row = db.session.execute(statement, values).first()
    return _ticket(row[0], has_needs=row[1]) if row else None


@cache
def _ticket_by_code() -> Select[Attendee, bool]:
    return _tickets().where(
        Attendee.code == bindparam("code"), Attendee.edition_id == bindparam("edition_id")
    )


@cache
def _own_ticket() -> Select[Attendee, bool]:
    return _tickets().where(Attendee.order_id == bindparam("order_id"), Attendee.is_buyer)


@cache
def _own_ticket_held() -> Select[Attendee, bool]:
    return _own_ticket().where(is_held())


def _tickets() -> Select[Attendee, bool]:
    return (
        select(Attendee, exists().where(Needs.attendee_id == Attendee.id))
        .join(Attendee.order)
        .join(Attendee.ticket_type)
        .options(contains_eager(Attendee.order), contains_eager(Attendee.ticket_type))
    )


def _ticket(row: Attendee, *, has_needs: bool) -> TicketPage:
    return TicketPage(
        id=row.id,
        code=row.code,
        ticket_code=row.ticket_code,
        order_id=row.order_id,
        order_code=row.order.code,
        order_state=row.order.state,
        type_name=row.ticket_type.name,
        type_note=row.ticket_type.note,
        name=row.name,
        email=row.email or "",
        badge_name=row.badge_name,
        organisation=row.organisation,
        photo_choice=row.photo_choice,
        is_buyer=row.is_buyer,
        is_claimed=row.claimed_at is not None,
        is_cancelled=row.cancelled_at is not None,
        has_needs=bool(has_needs),
        sequence=row.sequence,
        changed_at=row.changed_at,
    )
