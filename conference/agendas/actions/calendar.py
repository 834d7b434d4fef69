"""Making, replacing and tuning the private calendar; each runs inside ``transaction()``."""

from datetime import datetime

from conference.agendas import queries
from conference.agendas.models import CalendarKey
from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.events import TicketLinkRenewed
from conference.workshops import queries as workshops
from conference.workshops import rules as booking_rules


def calendar_key(*, edition_id: int, attendee_id: int, now: datetime) -> str:
    """Return the selector of an attendee's feed, making one where there is none.

    Raises: NotFound, TicketCancelled.
    """
    _lock(edition_id, attendee_id)
    key = queries.key_row(attendee_id)
    return key.selector if key else _new_key(edition_id, attendee_id, now)


def replace_calendar_key(*, edition_id: int, attendee_id: int, now: datetime) -> str:
    """Return the selector of a new feed; the old address ends at once (domain.md PR-07).

    Raises: NotFound, TicketCancelled.
    """
    _lock(edition_id, attendee_id)
    old = queries.key_row(attendee_id)
    if old is not None:
        old.replaced_at = now
        db.session.flush()
    return _new_key(edition_id, attendee_id, now, like=old)


def set_shows_rooms(*, edition_id: int, attendee_id: int, shows_rooms: bool) -> None:
    """Let an attendee's feed tell rooms, or leave them out. Raises: NotFound, TicketCancelled."""
    _lock(edition_id, attendee_id)
    key = queries.key_row(attendee_id)
    if key is None:
        raise NotFound
    key.shows_rooms = shows_rooms


def end_calendar(event: TicketLinkRenewed) -> None:
    """End the feed of whoever could open the ticket before (reaction)."""
    key = queries.key_row(event.attendee_id)
    if key is not None:
        key.replaced_at = event.at


def note_fetch(key_id: int, now: datetime) -> None:
    """Note that a calendar program has read the feed: its owner sees when.

    Once an hour is enough: ask ``FeedFacts.is_fetch_noted`` first.
    """
    key = db.session.get(CalendarKey, key_id)
    if key is not None:
        key.last_fetched_at = now


def _lock(edition_id: int, attendee_id: int) -> None:
    if not workshops.holder_for_update(edition_id, attendee_id).is_valid:
        raise booking_rules.TicketCancelled


def _new_key(
    edition_id: int, attendee_id: int, now: datetime, *, like: CalendarKey | None = None
) -> str:
    key = CalendarKey(
        attendee_id=attendee_id,
        selector=codes.random_code(codes.SELECTOR_LENGTH),
        shows_rooms=like is not None and like.shows_rooms,
        created_at=now,
    )
    db.session.add(key)
    db.session.flush()
    history.record(
        history.ATTENDEE,
        "calendar address made",
        on=("calendar_key", key.id),
        at=now,
        edition_id=edition_id,
        attendee=attendee_id,
    )
    return key.selector
