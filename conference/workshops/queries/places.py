"""Counts of places, and who has one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from conference.kernel.database import db
from conference.workshops.models import Booking, Workshop
from conference.workshops.queries.reserves import NOBODY, kept
from conference.workshops.rules import BookingState, Places


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFacts:
    """One attendee's place, held or given up; ``sequence`` rises with each change of state."""

    id: int
    workshop_id: int
    session_id: int
    state: BookingState
    changed_at: datetime
    sequence: int

    @property
    def is_confirmed(self) -> bool:
        """Whether it holds a place."""
        return self.state is BookingState.CONFIRMED


def places_of(edition_id: int) -> Mapping[int, Places]:
    """Return how full each session with places is, by session id, in one statement."""
    rows = db.session.execute(_places(), {"edition_id": edition_id})
    return {row.session_id: Places(taken=row.taken, capacity=row.capacity) for row in rows}


def open_places(edition_id: int, now: datetime, attendee_id: int = NOBODY) -> Mapping[int, Places]:
    """Return how full each session is for one attendee, or for anybody, in one statement.

    Places that are kept for others count as taken.
    """
    values = {"edition_id": edition_id, "now": now, "attendee_id": attendee_id}
    rows = db.session.execute(_open_places(), values)
    return {
        row.session_id: Places(taken=row.taken + row.kept, capacity=row.capacity) for row in rows
    }


def bookings_of(attendee_id: int) -> tuple[BookingFacts, ...]:
    """Return all bookings of an attendee, given up ones too, oldest first."""
    rows = db.session.execute(_bookings(), {"attendee_id": attendee_id})
    return tuple(
        BookingFacts(
            id=row.id,
            workshop_id=row.workshop_id,
            session_id=row.session_id,
            state=row.state,
            changed_at=row.changed_at,
            sequence=row.sequence,
        )
        for row in rows
    )


def attendees_with_place(session_id: int, attendee_ids: Collection[int]) -> frozenset[int]:
    """Return which of these attendees have a place in a session."""
    return frozenset(
        db.session.scalars(
            select(Booking.attendee_id)
            .join(Workshop, Workshop.id == Booking.workshop_id)
            .where(
                Workshop.session_id == session_id,
                Booking.attendee_id.in_(attendee_ids),
                Booking.state == BookingState.CONFIRMED,
            )
        )
    )


@cache
def _places() -> Select[int, int, int]:
    taken = (
        select(func.count())
        .where(Booking.workshop_id == Workshop.id, Booking.state == BookingState.CONFIRMED)
        .scalar_subquery()
    )
    return select(Workshop.session_id, Workshop.capacity, taken.label("taken")).where(
        Workshop.edition_id == bindparam("edition_id")
    )


@cache
def _open_places() -> Select[int, int, int, int]:
    return _places().add_columns(kept(Workshop.id).label("kept"))


@cache
def _bookings() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Booking.id,
            Booking.workshop_id,
            Workshop.session_id,
            Booking.state,
            Booking.changed_at,
            Booking.sequence,
        )
        .join(Workshop, Workshop.id == Booking.workshop_id)
        .where(Booking.attendee_id == bindparam("attendee_id"))
        .order_by(Booking.id)
    )
