"""Private calendars and stars, for tests."""

from datetime import datetime

from conference.agendas import actions
from conference.agendas.models import CalendarKey, Star
from conference.kernel import codes
from conference.kernel.database import db, transaction
from tests.factories.people import KEY
from tests.factories.workshops import PAID_AT, Ticket


def make_key(ticket: Ticket, *, shows_rooms: bool = False, now: datetime = PAID_AT) -> str:
    """Make a ticket's calendar address and return its selector."""
    with transaction():
        selector = actions.calendar_key(
            edition_id=ticket.edition_id, attendee_id=ticket.id, now=now
        )
        actions.set_shows_rooms(
            edition_id=ticket.edition_id, attendee_id=ticket.id, shows_rooms=shows_rooms
        )
    return selector


def feed_address(selector: str) -> str:
    """Return the address of the feed that a selector names."""
    return f"/calendar/{codes.sealed('calendar', selector, key=KEY)}.ics"


def keys(ticket: Ticket) -> list[tuple[str, bool, datetime | None]]:
    """Return selector, rooms and end of all keys that a ticket ever had, oldest first."""
    db.session.rollback()
    rows = db.session.query(CalendarKey).filter_by(attendee_id=ticket.id).order_by(CalendarKey.id)
    return [(row.selector, row.shows_rooms, row.replaced_at) for row in rows]


def star(person_id: int, *session_ids: int, now: datetime = PAID_AT) -> None:
    """Store a person's stars on sessions."""
    with transaction():
        db.session.add_all(
            Star(person_id=person_id, session_id=session_id, starred_at=now)
            for session_id in session_ids
        )


def stars(person_id: int) -> set[int]:
    """Return the sessions of all years that a person starred."""
    db.session.rollback()
    return {row.session_id for row in db.session.query(Star).filter_by(person_id=person_id)}
