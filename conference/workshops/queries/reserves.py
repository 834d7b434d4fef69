"""Places kept for those whose workshop was called off: taken for everybody else, for a while."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, case, func, select
from sqlalchemy.orm import aliased

from conference.kernel.database import db
from conference.workshops.models import Booking, PlaceReserve, Workshop
from conference.workshops.rules import BookingState, Reserve

NOBODY = 0
"""No attendee has this id: for them every reserve is somebody else's."""


def kept(workshop_id: ColumnElement[int] | Any) -> ScalarSelect[int]:
    """Return, in SQL, how many places are kept from ``:attendee_id`` at ``:now``.

    Of each reserve, what those it is for have not booked since it was made; whoever it is for
    (they still hold the booking that came to nothing) may use it. Who gives that booking up
    leaves their share to the others: half an hour is short, and nobody is refused for nothing.
    """
    one, lost, own = aliased(Booking), aliased(Booking), aliased(Booking)
    used = (
        select(func.count(one.id))
        .join(lost, lost.attendee_id == one.attendee_id)
        .where(
            one.workshop_id == PlaceReserve.workshop_id,
            one.state == BookingState.CONFIRMED,
            one.booked_at >= PlaceReserve.made_at,
            lost.workshop_id == PlaceReserve.from_workshop_id,
            lost.state == BookingState.CONFIRMED,
        )
        .correlate(PlaceReserve)
        .scalar_subquery()
    )
    is_for_them = (
        select(own.id)
        .where(
            own.workshop_id == PlaceReserve.from_workshop_id,
            own.attendee_id == bindparam("attendee_id"),
            own.state == BookingState.CONFIRMED,
        )
        .correlate(PlaceReserve)
        .exists()
    )
    left = case((PlaceReserve.places > used, PlaceReserve.places - used), else_=0)
    return (
        select(func.coalesce(func.sum(left), 0))
        .where(
            PlaceReserve.workshop_id == workshop_id,
            PlaceReserve.until > bindparam("now"),
            ~is_for_them,
        )
        .scalar_subquery()
    )


def reserves_for(session_id: int, now: datetime) -> tuple[Reserve, ...]:
    """Return what is kept for those whose session was called off, by the session that has it."""
    off, there = aliased(Workshop), aliased(Workshop)
    rows = db.session.execute(
        select(there.session_id, PlaceReserve.places, PlaceReserve.until)
        .join(there, there.id == PlaceReserve.workshop_id)
        .join(off, off.id == PlaceReserve.from_workshop_id)
        .where(off.session_id == session_id, PlaceReserve.until > now)
        .order_by(there.session_id)
    )
    return tuple(
        Reserve(session_id=row.session_id, places=row.places, until=row.until) for row in rows
    )
