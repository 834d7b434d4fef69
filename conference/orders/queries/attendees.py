"""Reading attendees for actions, the guard, and the packages that serve ticket holders."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import contains_eager

from conference.editions.models import Edition
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.models import Attendee, Order
from conference.orders.queries.purchases import has_address
from conference.orders.queries.standing import had_ticket
from conference.people.models import Person
from conference.people.queries import TicketRow
from conference.tickets.models import TicketType


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeFacts:
    """A holder of a paid ticket, as bookings and agendas know them."""

    id: int
    code: str
    name: str
    person_id: int | None
    ticket_type: str
    is_cancelled: bool


def attendee_for_update(code: str, edition_id: int) -> Attendee:
    """Lock and return the edition's attendee. Raises: NotFound."""
    wanted = (Attendee.code == code) & (Attendee.edition_id == edition_id)
    attendee = db.session.scalar(select(Attendee).where(wanted).with_for_update())
    if attendee is None:
        raise NotFound
    return attendee


def attendees_for_update(order_id: int) -> Sequence[Attendee]:
    """Lock and return the attendees of an order, in the order of its lines."""
    return db.session.scalars(_attendees_for_update(), {"order_id": order_id}).all()


def tickets_of_person(person_id: int) -> tuple[TicketRow, ...]:
    """Return the paid tickets of a person, newest edition first, for the account page."""
    rows = db.session.execute(
        select(
            Attendee.code,
            Attendee.name,
            TicketType.name,
            Edition.slug,
            Edition.name,
            Attendee.cancelled_at,
        )
        .join(Order, Order.id == Attendee.order_id)
        .join(TicketType, TicketType.id == Attendee.ticket_type_id)
        .join(Edition, Edition.id == Attendee.edition_id)
        .where(is_held(), had_ticket())
        .order_by(Edition.starts_on.desc(), Attendee.id),
        holder((), person_id),
    )
    return tuple(
        TicketRow(
            code=code,
            name=name,
            ticket_type=ticket_type,
            edition_slug=slug,
            edition_name=edition_name,
            is_cancelled=cancelled_at is not None,
        )
        for code, name, ticket_type, slug, edition_name, cancelled_at in rows
    )


def is_ticket_held(code: str, *, selectors: Collection[str], person_id: int | None) -> bool:
    """Say whether a browser opened the ticket's link, or a person signed in as its attendee."""
    if not selectors and person_id is None:
        return False
    who = {"code": code, **holder(selectors, person_id)}
    return bool(db.session.scalar(_ticket_held(), who))


def attendees_of(
    edition_id: int, selectors: Collection[str], person_id: int | None
) -> tuple[AttendeeFacts, ...]:
    """Return the paid tickets of the edition that this viewer holds, cancelled ones last."""
    if not selectors and person_id is None:
        return ()
    who = {"edition_id": edition_id, **holder(selectors, person_id)}
    rows = db.session.scalars(_tickets_held(), who)
    return tuple(
        AttendeeFacts(
            id=row.id,
            code=row.code,
            name=row.name,
            person_id=row.person_id,
            ticket_type=row.ticket_type.name,
            is_cancelled=row.cancelled_at is not None,
        )
        for row in rows
    )


def persons_by_address(addresses: Collection[str]) -> Mapping[str, int]:
    """Return who has proved which of these addresses."""
    rows = db.session.execute(_persons_by_address(), {"addresses": list(addresses)})
    return {row.email: row.id for row in rows}


def is_ticket_link(code: str, selector: str, edition_id: int) -> bool:
    """Say whether a genuine link's selector is the one of this ticket now."""
    wanted = exists().where(
        Attendee.code == code,
        Attendee.link_selector == selector,
        Attendee.edition_id == edition_id,
    )
    return bool(db.session.scalar(select(wanted)))


def is_held() -> ColumnElement[bool]:
    """Return the condition that the viewer of ``holder`` holds a ticket.

    A ticket without a person belongs to whoever proves the address that it was booked for.
    """
    return or_(
        Attendee.link_selector.in_(bindparam("selectors", expanding=True)),
        Attendee.person_id == bindparam("person_id"),
        and_(Attendee.person_id.is_(None), has_address(Attendee.email)),
    )


def holder(selectors: Collection[str], person_id: int | None) -> dict[str, Any]:
    """Return who looks, as the values of ``is_held``."""
    return {"selectors": list(selectors), "person_id": person_id}


@cache
def _attendees_for_update() -> Select[Attendee]:
    return (
        select(Attendee)
        .where(Attendee.order_id == bindparam("order_id"))
        .order_by(Attendee.id)
        .with_for_update()
    )


@cache
def _ticket_held() -> Select[bool]:
    return select(exists().where(Attendee.code == bindparam("code"), is_held()))


@cache
def _tickets_held() -> Select[Attendee]:
    return (
        select(Attendee)
        .join(Order, Order.id == Attendee.order_id)
        .join(Attendee.ticket_type)
        .options(contains_eager(Attendee.ticket_type))
        .where(Attendee.edition_id == bindparam("edition_id"), is_held(), had_ticket())
        .order_by(Attendee.cancelled_at.is_not(None), Attendee.id)
    )


@cache
def _persons_by_address() -> Select[str, int]:
    return select(Person.email, Person.id).where(
        Person.email.in_(bindparam("addresses", expanding=True))
    )
