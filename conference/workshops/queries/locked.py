"""What a booking decides from, read under its locks: attendee first, then workshops by id."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select

from conference.editions.models import Edition
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState
from conference.programme import queries as programme
from conference.programme.models import ReleaseEntry, Session
from conference.programme.rules.states import EntryState, SessionKind
from conference.workshops.models import Booking, Workshop
from conference.workshops.queries.binding import Binding, demand_of
from conference.workshops.queries.reserves import NOBODY, kept
from conference.workshops.rules import BookingState, Demand, Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a ticket admits, as far as booking needs to know."""

    id: int
    edition_id: int
    person_id: int | None
    is_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledAttendee:
    """Somebody who no longer comes, and since when."""

    id: int
    edition_id: int
    cancelled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedWorkshop:
    """A workshop whose row is locked; booking ends ``closing_minutes`` before its start."""

    id: int
    session_id: int
    code: str
    capacity: int
    closing_minutes: int


def holder_for_update(edition_id: int, attendee_id: int) -> Holder:
    """Lock an attendee. Raises: NotFound (there is none, or not in this edition)."""
    row = db.session.execute(_holder(), {"id": attendee_id, "edition_id": edition_id}).first()
    if row is None:
        raise NotFound
    return Holder(
        id=row.id,
        edition_id=row.edition_id,
        person_id=row.person_id,
        is_valid=row.cancelled_at is None and row.state == OrderState.PAID,
    )


def cancelled_attendee_for_update(attendee_id: int) -> CancelledAttendee:
    """Lock an attendee who no longer comes. Raises: NotFound (there is none, or they come)."""
    row = db.session.execute(
        select(Attendee.id, Attendee.edition_id, Attendee.cancelled_at)
        .where(Attendee.id == attendee_id, Attendee.cancelled_at.is_not(None))
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound
    return CancelledAttendee(id=row.id, edition_id=row.edition_id, cancelled_at=row.cancelled_at)


def workshops_for_update(edition_id: int, codes: Collection[str]) -> Mapping[str, LockedWorkshop]:
    """Lock workshops in the order of their ids and return them by session code."""
    rows = db.session.execute(_workshops(), {"edition_id": edition_id, "codes": list(codes)})
    return {
        row.code: LockedWorkshop(
            id=row.id,
            session_id=row.session_id,
            code=row.code,
            capacity=row.capacity,
            closing_minutes=row.bookings_close_minutes,
        )
        for row in rows
    }


def booking_rows(attendee_id: int) -> Mapping[int, Booking]:
    """Return the bookings of a locked attendee by session id, given up ones too."""
    return dict(db.session.execute(_bookings(), {"attendee_id": attendee_id}).all())


def demand(
    workshop: LockedWorkshop, holder: Holder, own: Mapping[int, Booking], now: datetime
) -> Demand:
    """Return what the decision needs, from the newest release and the count under lock.

    Raises: NotFound (the newest release does not have the session).
    """
    values = {"workshop_id": workshop.id, "attendee_id": holder.id, "now": now}
    taken = db.session.scalar(_taken(), values)
    binding = Binding(
        held={
            session_id: booking.workshop_id
            for session_id, booking in own.items()
            if booking.state == BookingState.CONFIRMED
        },
        talks=talks_of(holder.edition_id, holder.person_id),
        closing_minutes=workshop.closing_minutes,
    )
    found = programme.entries_of_sessions(
        holder.edition_id, {workshop.session_id, *binding.held, *binding.talks}
    )
    target = next((entry for entry in found if entry.session_id == workshop.session_id), None)
    if target is None:
        raise NotFound
    return demand_of(target, found, binding, Places(taken=taken or 0, capacity=workshop.capacity))


def talks_of(edition_id: int, person_id: int | None) -> frozenset[int]:
    """Return the sessions in which a person speaks; nobody speaks nowhere."""
    if person_id is None:
        return frozenset()
    return programme.speaker_session_ids(edition_id, person_id)


def unopened(release_id: int) -> tuple[tuple[int, int], ...]:
    """Return (session id, places) of released sessions with places that are no workshop yet.

    The places are those of the draft: what was released while nobody saw it may be changed since.
    """
    rows = db.session.execute(
        select(
            ReleaseEntry.session_id,
            func.coalesce(Session.places, ReleaseEntry.places).label("places"),
        )
        .join(Session, Session.id == ReleaseEntry.session_id)
        .outerjoin(Workshop, Workshop.session_id == ReleaseEntry.session_id)
        .where(
            ReleaseEntry.release_id == release_id,
            ReleaseEntry.kind == SessionKind.SESSION,
            ReleaseEntry.state == EntryState.CONFIRMED,
            ReleaseEntry.places > 0,
            Workshop.id.is_(None),
        )
        .order_by(ReleaseEntry.session_id)
    )
    return tuple((row.session_id, row.places) for row in rows)


def running_workshop_ids(release_id: int) -> frozenset[int]:
    """Return the workshops whose sessions run in a release."""
    rows = db.session.scalars(
        select(Workshop.id)
        .join(ReleaseEntry, ReleaseEntry.session_id == Workshop.session_id)
        .where(ReleaseEntry.release_id == release_id, ReleaseEntry.state == EntryState.CONFIRMED)
    )
    return frozenset(rows)


@cache
def _holder() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Attendee.id, Attendee.edition_id, Attendee.person_id, Attendee.cancelled_at, Order.state
        )
        .join(Order, Order.id == Attendee.order_id)
        .where(Attendee.id == bindparam("id"), Attendee.edition_id == bindparam("edition_id"))
        .with_for_update(of=Attendee)
    )


@cache
def _workshops() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Workshop.id,
            Workshop.session_id,
            Session.code,
            Workshop.capacity,
            Edition.bookings_close_minutes,
        )
        .join(Session, Session.id == Workshop.session_id)
        .join(Edition, Edition.id == Workshop.edition_id)
        .where(
            Workshop.edition_id == bindparam("edition_id"),
            Session.code.in_(bindparam("codes", expanding=True)),
        )
        .order_by(Workshop.id)
        .with_for_update(of=Workshop)
    )


@cache
def _bookings() -> Select[int, Booking]:
    return (
        select(Workshop.session_id, Booking)
        .join(Workshop, Workshop.id == Booking.workshop_id)
        .where(Booking.attendee_id == bindparam("attendee_id"))
    )


@cache
def _taken() -> Select[int]:
    workshop_id: ColumnElement[int] = bindparam("workshop_id", type_=Integer)
    return select(_confirmed(workshop_id).scalar_subquery() + kept(workshop_id))


def _confirmed(workshop_id: int | ColumnElement[int]) -> Select[int]:
    return select(func.count()).where(
        Booking.workshop_id == workshop_id, Booking.state == BookingState.CONFIRMED
    )


def taken_places(workshop: LockedWorkshop, now: datetime) -> int:
    """Return how many places of a locked workshop nobody else can have."""
    values = {"workshop_id": workshop.id, "attendee_id": NOBODY, "now": now}
    return db.session.scalar(_taken(), values) or 0


def confirmed_bookings(workshop_id: int) -> int:
    """Return how many people have a place in a locked workshop."""
    return db.session.scalar(_confirmed(workshop_id)) or 0
