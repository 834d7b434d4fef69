"""The newest release as nobody in particular sees it: an invented attendee, and no counts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from conference.editions.queries import EditionFrame
from conference.programme import queries as programme
from conference.programme.queries import EntryFacts
from conference.programme.queries.rows import Showing, session_rows
from conference.workshops.queries.binding import is_running
from conference.workshops.queries.outlook import Outlook
from conference.workshops.queries.places import BookingFacts
from conference.workshops.rules import BookingState, Places


def sample_outlook(
    edition: EditionFrame, codes: Sequence[str], *, booked_at: datetime, now: datetime
) -> Outlook:
    """Return the newest release to an invented attendee who has places in these sessions.

    All places are free, and no page is told how many there are. Of sessions that overlap the
    first one counts, as nobody can have a place in both; unknown codes and sessions without
    places are left out. In two statements.
    """
    entries = programme.entries(edition.id)
    with_places = {entry.code: entry for entry in entries if entry.places is not None}
    held = _held(with_places[code] for code in codes if code in with_places)
    showing = Showing(
        edition=edition, speakers=programme.speakers_of(edition.id), places={}, now=now
    )
    return Outlook(
        edition=edition,
        has_ticket=True,
        entries=entries,
        rows={row.session_id: row for row in session_rows(entries, showing)},
        places={
            entry.session_id: Places(taken=0, capacity=entry.places or 0)
            for entry in with_places.values()
        },
        bookings={entry.session_id: _booking(entry, booked_at) for entry in held},
        talks=frozenset(),
        now=now,
    )


def _held(wanted: Iterable[EntryFacts]) -> tuple[EntryFacts, ...]:
    held: list[EntryFacts] = []
    for entry in wanted:
        busy = [other for other in held if is_running(other)]
        if not any(_overlap(entry, other) for other in busy):
            held.append(entry)
    return tuple(held)


def _overlap(one: EntryFacts, other: EntryFacts) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _booking(entry: EntryFacts, booked_at: datetime) -> BookingFacts:
    return BookingFacts(
        id=entry.session_id,
        workshop_id=entry.session_id,
        session_id=entry.session_id,
        state=BookingState.CONFIRMED,
        changed_at=booked_at,
        sequence=0,
    )
