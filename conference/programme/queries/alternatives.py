"""Where those could go whose session is called off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.programme.queries.entries import bookable_entries
from conference.programme.rules.bookings import PlacesById
from conference.programme.rules.releases import PublicEntry

MOST = 8
"""As many as somebody in a hurry can weigh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A session with free places that has not begun."""

    session_id: int
    code: str
    title: str
    starts_at: datetime
    free: int


def alternatives(
    edition_id: int, off: PublicEntry, places: PlacesById, *, now: datetime
) -> tuple[Alternative, ...]:
    """Return what has free places, the nearest in time first.

    Sensitive sessions are left out: the mail that names these is passed on.
    """
    found = [
        Alternative(
            session_id=entry.session_id,
            code=entry.code,
            title=entry.title,
            starts_at=entry.starts_at,
            free=count.capacity - count.taken,
        )
        for entry in bookable_entries(edition_id)
        if entry.session_id != off.session_id
        and entry.starts_at > now
        and not entry.is_sensitive
        and (count := places.get(entry.session_id)) is not None
        and count.taken < count.capacity
    ]
    found.sort(key=lambda one: (_distance(one, off), one.session_id))
    return tuple(found[:MOST])


def _distance(one: Alternative, off: PublicEntry) -> timedelta:
    return abs(one.starts_at - off.placement.starts_at)
