"""What else somebody has a place in while a session of theirs is on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from conference.agendas.queries.concerned import Concern, is_address
from conference.agendas.rules import Tie
from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.orders.models import Attendee
from conference.programme import queries as programme
from conference.programme.queries import EntryFacts
from conference.programme.rules.timing import Span
from conference.workshops.models import Booking, Workshop
from conference.workshops.rules import BookingState


def beside(
    edition: EditionFrame, address: str, found: Iterable[Concern]
) -> Mapping[int, tuple[EntryFacts, ...]]:
    """Return, by session, in what else a ticket of this address has a place at that time.

    Asks the database only where an address has a place in something that runs.
    """
    places = [one.entry for one in found if one.tie is Tie.PLACE and not one.entry.is_cancelled]
    if not places:
        return {}
    tickets = _places_of(edition.id, address)
    ids = frozenset().union(*tickets)
    held = [
        entry for entry in programme.entries_of_sessions(edition.id, ids) if not entry.is_cancelled
    ]
    return {
        place.session_id: tuple(
            entry
            for entry in held
            if entry.session_id != place.session_id
            and _span(entry).overlaps(_span(place))
            and any({entry.session_id, place.session_id} <= ticket for ticket in tickets)
        )
        for place in places
    }


def _places_of(edition_id: int, address: str) -> list[set[int]]:
    """Return the sessions of each ticket that has this address."""
    rows = db.session.execute(
        select(Booking.attendee_id, Workshop.session_id)
        .join(Workshop, Workshop.id == Booking.workshop_id)
        .join(Attendee, Attendee.id == Booking.attendee_id)
        .where(
            Workshop.edition_id == edition_id,
            Booking.state == BookingState.CONFIRMED,
            is_address(Attendee.email, address),
            Attendee.cancelled_at.is_(None),
        )
    )
    tickets: defaultdict[int, set[int]] = defaultdict(set)
    for attendee_id, session_id in rows:
        tickets[attendee_id].add(session_id)
    return [*tickets.values()]


def _span(entry: EntryFacts) -> Span:
    return Span(title=entry.title, starts_at=entry.starts_at, ends_at=entry.ends_at)
