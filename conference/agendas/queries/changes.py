"""What became different in booked sessions since their places were booked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from conference.kernel import clock
from conference.kernel.database import db
from conference.programme.models import Release, ReleaseEntry, Room
from conference.programme.queries import EntryFacts, unseen_times
from conference.programme.rules.versions import seen_at
from conference.programme.rules.visibility import RoomSecrecy
from conference.workshops.queries import BookingFacts, Outlook, reserves_for

Before = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """Where a place is kept for who lost theirs, and until when."""

    code: str
    title: str
    starts_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One booked session that is not where or when it was; a private room is not named here.

    ``instead`` is what keeps places for who had one in it, if it will not run.
    """

    code: str
    title: str
    is_cancelled: bool
    starts_at: datetime
    ends_at: datetime
    room: str
    is_room_to_come: bool
    was_starts_at: datetime
    was_room: str
    instead: tuple[Instead, ...]

    @property
    def is_moved_to_other_day(self) -> bool:
        """Whether it is on another date at the venue."""
        return clock.day(self.starts_at) != clock.day(self.was_starts_at)

    @property
    def is_moved_in_time(self) -> bool:
        """Whether it begins at another time."""
        return self.starts_at != self.was_starts_at

    @property
    def is_moved_in_space(self) -> bool:
        """Whether it is in another room that may be named."""
        return bool(self.room) and self.room != self.was_room


def changes(seen: Outlook) -> tuple[Change, ...]:
    """Return what moved or was called off since it was booked, by time.

    Asks the database only where a booked session changed at all.
    """
    changed = [
        (entry, booking)
        for entry in seen.entries
        if (booking := seen.bookings.get(entry.session_id)) is not None
        and booking.is_confirmed
        and entry.changed_at > booking.changed_at
    ]
    if not changed:
        return ()
    before = _before(seen.edition.id, [booking for _, booking in changed])
    return tuple(
        _change(entry, before[entry.session_id], _instead(entry, seen))
        for entry, _ in changed
        if entry.session_id in before and _is_other(entry, before[entry.session_id])
    )


def _before(edition_id: int, bookings: Iterable[BookingFacts]) -> Mapping[int, Before]:
    """Return the entry that each of these attendees saw when they booked, by session id.

    A release that was made and replaced while the programme was switched off, nobody saw.
    """
    booked_at = {booking.session_id: booking.changed_at for booking in bookings}
    times = unseen_times(edition_id)
    rows = db.session.execute(
        select(
            ReleaseEntry.session_id,
            ReleaseEntry.starts_at,
            ReleaseEntry.ends_at,
            ReleaseEntry.room_id,
            ReleaseEntry.state,
            Room.name.label("room"),
            Room.secrecy().label("secrecy"),
            Release.released_at,
            Release.number,
        )
        .join(Release, Release.id == ReleaseEntry.release_id)
        .outerjoin(Room, Room.id == ReleaseEntry.room_id)
        .where(
            Release.edition_id == edition_id,
            ReleaseEntry.session_id.in_(list(booked_at)),
            Release.released_at <= max(booked_at.values()),
        )
        .order_by(Release.number)
    )
    return {
        row.session_id: row
        for row in rows
        if (known_since := seen_at(row.number, row.released_at, times)) is not None
        and known_since <= booked_at[row.session_id]
    }


def _is_other(entry: EntryFacts, before: Before) -> bool:
    now = (entry.starts_at, entry.ends_at, entry.room_id, entry.state)
    return now != (before.starts_at, before.ends_at, before.room_id, before.state)


def _instead(entry: EntryFacts, seen: Outlook) -> tuple[Instead, ...]:
    """Return where places are kept for them, unless they booked there already."""
    if not entry.is_cancelled:
        return ()
    return tuple(
        Instead(code=row.code, title=row.title, starts_at=row.starts_at, until=kept.until)
        for kept in reserves_for(entry.session_id, seen.now)
        if kept.session_id not in seen.binding.held
        and (row := seen.rows.get(kept.session_id)) is not None
    )


def _change(entry: EntryFacts, before: Before, instead: tuple[Instead, ...]) -> Change:
    return Change(
        code=entry.code,
        title=entry.title,
        is_cancelled=entry.is_cancelled,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        room=entry.room_name or "",
        is_room_to_come=entry.room_secrecy is RoomSecrecy.HIDDEN,
        was_starts_at=before.starts_at,
        instead=instead,
        was_room=(before.room or "") if before.secrecy is RoomSecrecy.OPEN else "",
    )
