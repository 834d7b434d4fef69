"""Taking places, giving them up, swapping them; each runs inside ``transaction()``."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, update

from conference.editions.actions import touch_public
from conference.history import actions as history
from conference.kernel.database import db, delete_where
from conference.kernel.errors import Invalid, NotFound
from conference.orders.events import AttendeeCancelled, TicketPassedOn
from conference.programme.events import (
    PlacesChanged,
    ScheduleReleased,
    SessionCalledOff,
    SessionRunsAgain,
)
from conference.workshops import queries, rules
from conference.workshops.models import Booking, PlaceReserve, Workshop
from conference.workshops.queries import Holder, LockedWorkshop
from conference.workshops.rules import BookingState


def open_workshops(event: ScheduleReleased) -> None:
    """Fix the places of sessions that a release shows for the first time (reaction)."""
    rows = [
        {"edition_id": event.edition_id, "session_id": session_id, "capacity": places}
        for session_id, places in queries.unopened(event.release_id)
    ]
    if rows:
        db.session.execute(insert(Workshop), rows)


def book(
    *,
    edition_id: int,
    code: str,
    attendee_id: int,
    give_up: Collection[str] = frozenset(),
    now: datetime,
) -> frozenset[int]:
    """Give an attendee a place in the session ``code``; return the sessions that went for it.

    ``give_up`` are codes of sessions whose places may go for it; only those in the way do, and
    only once the new place is taken. Raises: NotFound (no such session with places, no such
    attendee), TicketCancelled, AlreadyBooked and whatever else ``rules.decide`` refuses.
    """
    holder = queries.holder_for_update(edition_id, attendee_id)
    if not holder.is_valid:
        raise rules.TicketCancelled
    workshops = queries.workshops_for_update(edition_id, {code, *give_up})
    if code not in workshops:
        raise NotFound("There is no such session with places.")
    own = queries.booking_rows(holder.id)
    wanted = workshops[code]
    given_up = frozenset(workshop.id for workshop in workshops.values()) - {wanted.id}
    swapped = rules.decide(queries.demand(wanted, holder, own, now), given_up=given_up, now=now)
    _take(wanted, holder, own.get(wanted.session_id), now)
    lost = frozenset(workshops[commitment.code].session_id for commitment in swapped)
    for session_id in lost:
        _give_up(own[session_id], holder, now)
    return lost


def cancel(*, edition_id: int, code: str, attendee_id: int, now: datetime) -> None:
    """Give an attendee's place back; a second time changes nothing.

    Raises: NotFound, NotBooked (there never was a place), PlaceKept (too late).
    """
    holder = queries.holder_for_update(edition_id, attendee_id)
    workshop = queries.workshops_for_update(edition_id, {code}).get(code)
    if workshop is None:
        raise NotFound("There is no such session with places.")
    own = queries.booking_rows(holder.id)
    booking = own.get(workshop.session_id)
    if booking is None:
        raise rules.NotBooked
    if booking.state == BookingState.CANCELLED:
        return
    demand = queries.demand(workshop, holder, own, now)
    if not rules.may_give_back(closes_at=demand.closes_at, is_running=demand.is_running, now=now):
        raise rules.PlaceKept
    _give_up(booking, holder, now)


def release_places(event: AttendeeCancelled) -> None:
    """Give all places of an attendee back who no longer comes (reaction)."""
    attendee = queries.cancelled_attendee_for_update(event.attendee_id)
    for booking in queries.booking_rows(attendee.id).values():
        if booking.state == BookingState.CONFIRMED:
            _move(booking, BookingState.CANCELLED, attendee.cancelled_at)
            _record(history.SYSTEM, "place released", booking, attendee.edition_id)


def change_capacity(event: PlacesChanged) -> None:
    """Give a workshop another number of places, for all that are taken (reaction).

    Raises: Invalid (more people have a place).
    """
    row = queries.workshops_for_update(event.edition_id, {event.code}).get(event.code)
    if row is None:
        return
    booked = queries.confirmed_bookings(row.id)
    if event.places < booked:
        raise Invalid({"places": f"{booked} people have a place here: enter {booked} or more"})
    db.session.execute(update(Workshop).where(Workshop.id == row.id).values(capacity=event.places))
    touch_public(event.edition_id)


def keep_places(event: SessionCalledOff) -> None:
    """Keep places of other workshops for those whose session was just called off (reaction)."""
    codes = {event.code, *event.alternatives}
    workshops = queries.workshops_for_update(event.edition_id, codes)
    off = workshops.get(event.code)
    if off is None:
        return
    delete_where(PlaceReserve, PlaceReserve.from_workshop_id == off.id)  # of an earlier time
    booked = queries.confirmed_bookings(off.id)
    for workshop in (found for found in workshops.values() if found is not off):
        free = workshop.capacity - queries.taken_places(workshop, event.at)
        if places := rules.reserved_places(free, booked):
            db.session.add(
                PlaceReserve(
                    workshop_id=workshop.id,
                    from_workshop_id=off.id,
                    places=places,
                    made_at=event.at,
                    until=event.at + rules.KEPT_FOR,
                )
            )


def free_places_of_running(event: ScheduleReleased) -> None:
    """Keep nothing any more for those whose session runs again with a release (reaction)."""
    running = queries.running_workshop_ids(event.release_id)
    delete_where(PlaceReserve, PlaceReserve.from_workshop_id.in_(running))


def free_kept_places(event: SessionRunsAgain) -> None:
    """Keep nothing any more for those whose session runs after all (reaction)."""
    workshop = queries.workshops_for_update(event.edition_id, {event.code}).get(event.code)
    if workshop is not None:
        delete_where(PlaceReserve, PlaceReserve.from_workshop_id == workshop.id)


def forget_bookings(event: TicketPassedOn) -> None:
    """Let nothing of the former holder's day carry over to the next one (reaction; BU-42)."""
    db.session.execute(delete(Booking).where(Booking.attendee_id == event.attendee_id))


def _take(workshop: LockedWorkshop, holder: Holder, booking: Booking | None, now: datetime) -> None:
    if booking is None:
        booking = Booking(
            workshop_id=workshop.id,
            attendee_id=holder.id,
            state=BookingState.CONFIRMED,
            booked_at=now,
            changed_at=now,
            sequence=0,
        )
        db.session.add(booking)
    else:
        _move(booking, BookingState.CONFIRMED, now)
        booking.booked_at = now
    db.session.flush()
    _record(history.ATTENDEE, "place booked", booking, holder.edition_id)


def _give_up(booking: Booking, holder: Holder, now: datetime) -> None:
    _move(booking, BookingState.CANCELLED, now)
    _record(history.ATTENDEE, "place given up", booking, holder.edition_id)


def _move(booking: Booking, state: BookingState, now: datetime) -> None:
    """Change the state; calendars learn of it by the sequence (RFC 5545, 3.8.7.4)."""
    booking.state = state
    booking.changed_at = now
    booking.sequence += 1


def _record(actor: str, what: str, booking: Booking, edition_id: int) -> None:
    # On the booking, not on the attendee: what somebody booked is not for attendee lists (PR-03).
    history.record(
        actor,
        what,
        on=("booking", booking.id),
        at=booking.changed_at,
        edition_id=edition_id,
        attendee=booking.attendee_id,
        workshop=booking.workshop_id,
    )
