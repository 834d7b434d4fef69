"""The private feed of one attendee: what it holds, and the key of its address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from conference.agendas import rules
from conference.agendas.models import CalendarKey
from conference.documents.calendar import CalendarEntry, CalendarFacts
from conference.editions.models import Edition
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState
from conference.programme import queries as programme
from conference.programme.queries import EntryFacts
from conference.programme.rules.states import StageRole
from conference.programme.rules.visibility import public_room
from conference.workshops.queries import BookingFacts, bookings_of

Owner = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """The address of a feed as its owner's page shows it; the selector is half of it."""

    selector: str
    shows_rooms: bool
    last_fetched_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """A feed, ready to be written; ``is_fetch_noted`` if this fetch need not be noted again."""

    key_id: int
    calendar: CalendarFacts
    is_fetch_noted: bool


def key_of(attendee_id: int) -> KeyFacts | None:
    """Return the live address of an attendee's feed, if they made one."""
    key = key_row(attendee_id)
    if key is None:
        return None
    return KeyFacts(
        selector=key.selector, shows_rooms=key.shows_rooms, last_fetched_at=key.last_fetched_at
    )


def key_row(attendee_id: int) -> CalendarKey | None:
    """Return the row of an attendee's live key."""
    return db.session.scalar(_live_key(), {"attendee_id": attendee_id})


def feed(selector: str, *, now: datetime) -> FeedFacts:
    """Return the private feed that a genuine address names: the ticket's day, bookings, talks.

    ``now`` is conference time. Titles, times, one's own part: no name, no code, no link, rooms only
    where the attendee switched them on, private ones never (domain.md PR-08). What was cancelled
    stays, marked. At most five statements. Raises: NotFound (no such feed), FeedEnded (replaced,
    or the event is more than seven days over).
    """
    owner = _owner(selector)
    if owner is None:
        raise NotFound
    if owner.replaced_at is not None:
        raise rules.FeedEnded
    if rules.is_over(owner.ends_on, today=clock.day(now)):
        raise rules.FeedEnded
    return FeedFacts(
        key_id=owner.key_id,
        calendar=CalendarFacts(
            name=owner.name,
            uid=f"feed-{owner.attendee_id}@{owner.slug}.conference",
            timezone=owner.timezone,
            entries=(_ticket(owner), *_sessions(owner)),
            first_date=owner.starts_on,
            last_date=owner.ends_on,
        ),
        is_fetch_noted=rules.is_fetch_noted(owner.last_fetched_at, now=now),
    )


def _owner(selector: str) -> Owner | None:
    return db.session.execute(
        select(
            CalendarKey.id.label("key_id"),
            CalendarKey.shows_rooms,
            CalendarKey.replaced_at,
            CalendarKey.last_fetched_at,
            Attendee.id.label("attendee_id"),
            Attendee.person_id,
            Attendee.cancelled_at,
            Attendee.changed_at,
            Attendee.sequence,
            Order.state,
            Edition.id.label("edition_id"),
            Edition.slug,
            Edition.name,
            Edition.timezone,
            Edition.opens_at,
            Edition.closes_at,
            Edition.starts_on,
            Edition.ends_on,
            Edition.venue_name,
            Edition.venue_place,
            Edition.calendar_sequence,
            Edition.calendar_changed_at,
        )
        .join(Attendee, Attendee.id == CalendarKey.attendee_id)
        .join(Order, Order.id == Attendee.order_id)
        .join(Edition, Edition.id == Attendee.edition_id)
        .where(CalendarKey.selector == selector)
    ).first()


def _ticket(owner: Owner) -> CalendarEntry:
    is_off = _is_off(owner)
    return CalendarEntry(
        uid=f"ticket-{owner.attendee_id}@{owner.slug}.conference",
        starts_at=owner.opens_at,
        ends_at=owner.closes_at,
        title=rules.calendar_title(owner.name, is_sensitive=False, is_cancelled=is_off),
        location=f"{owner.venue_name}, {owner.venue_place}" if owner.shows_rooms else "",
        sequence=owner.sequence + owner.calendar_sequence,
        changed_at=max(owner.changed_at, owner.calendar_changed_at),
        is_cancelled=is_off,
        is_private=True,
        is_transparent=True,
    )


def _sessions(owner: Owner) -> Iterator[CalendarEntry]:
    bookings = {booking.session_id: booking for booking in bookings_of(owner.attendee_id)}
    talks = _roles(owner)
    entries = programme.entries_of_sessions(owner.edition_id, {*bookings, *talks})
    rooms = _rooms(owner, entries)
    for entry in entries:
        room, booking = rooms.get(entry.session_id, ""), bookings.get(entry.session_id)
        if booking is not None:
            yield _booked(owner, entry, booking, room)
        if entry.session_id in talks and not (booking and booking.is_confirmed):
            yield _talk(owner, entry, room, talks[entry.session_id])


def _roles(owner: Owner) -> Mapping[int, StageRole]:
    """Return what the owner does on which stage; nobody speaks nowhere."""
    if owner.person_id is None:
        return {}
    return programme.stage_roles(owner.edition_id, owner.person_id)


def _rooms(owner: Owner, entries: Sequence[EntryFacts]) -> Mapping[int, str]:
    """Return the rooms that this feed may tell, by session id: those of the public pages.

    People share calendars, so where a protected speaker will be is not told here either (PR-12).
    """
    if not owner.shows_rooms:
        return {}
    ids = [entry.session_id for entry in entries]
    speakers = programme.speakers_of(owner.edition_id, ids)
    return {
        entry.session_id: public_room(
            entry.room_name,
            secrecy=entry.room_secrecy,
            speakers=speakers.get(entry.session_id, ()),
        ).told
        for entry in entries
    }


def _booked(owner: Owner, entry: EntryFacts, booking: BookingFacts, room: str) -> CalendarEntry:
    """Return a booked session: the programme changes it, or the attendee's own choice.

    Both sequences only rise, so their sum does.
    """
    return replace(
        _session(owner, entry, room, is_off=not booking.is_confirmed),
        uid=rules.booking_uid(booking.id, owner.slug),
        sequence=entry.sequence + booking.sequence,
        changed_at=max(entry.changed_at, booking.changed_at),
    )


def _talk(owner: Owner, entry: EntryFacts, room: str, role: StageRole) -> CalendarEntry:
    duty = rules.DUTIES[role]
    session = replace(_session(owner, entry, room, is_off=False), description=duty)
    if owner.cancelled_at is None:
        return session
    return replace(
        session,
        sequence=entry.sequence + owner.sequence + 1,
        changed_at=max(entry.changed_at, owner.cancelled_at),
    )


def _session(owner: Owner, entry: EntryFacts, room: str, *, is_off: bool) -> CalendarEntry:
    is_cancelled = is_off or entry.is_cancelled or _is_off(owner)
    return CalendarEntry(
        uid=f"talk-{entry.session_id}-{owner.attendee_id}@{owner.slug}.conference",
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        title=rules.calendar_title(
            entry.title, is_sensitive=entry.is_sensitive, is_cancelled=is_cancelled
        ),
        location=room,
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        is_cancelled=is_cancelled,
        is_private=True,
    )


def _is_off(owner: Owner) -> bool:
    return owner.cancelled_at is not None or owner.state != OrderState.PAID


@cache
def _live_key() -> Select[CalendarKey]:
    return select(CalendarKey).where(
        CalendarKey.attendee_id == bindparam("attendee_id"), CalendarKey.replaced_at.is_(None)
    )
