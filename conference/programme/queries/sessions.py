"""A session's own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from conference.editions.queries import EditionFrame
from conference.editions.rules import LEVELS, language_name
from conference.kernel import clock
from conference.kernel.text import rendered
from conference.programme.queries.days import anchor, zone
from conference.programme.queries.entries import EntryFacts, bookable_entries, entry
from conference.programme.queries.files import FileRow, shown_files
from conference.programme.queries.materials import MaterialRow, shown_materials
from conference.programme.queries.rows import SessionRow, Showing, session_row
from conference.programme.queries.stage import speakers_of
from conference.programme.rules.bookings import PlacesById
from conference.programme.rules.states import RecordingChoice, SessionLevel
from conference.programme.rules.writing import RECORDINGS

NEARBY = 3
"""How many other sessions a session's page names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """All that the page of a session shows; ``nearby`` have places left.

    ``lang`` is the tag of its language where that is not the page's; ``more`` says in words for
    whom it is, in which language, and whether it is recorded, as far as that was decided.
    """

    row: SessionRow
    anchor: str
    zone: str
    minutes: int
    abstract_html: Markup | None
    content_note: str
    lang: str | None
    more: tuple[tuple[str, str], ...]
    materials: tuple[MaterialRow, ...]
    files: tuple[FileRow, ...]
    nearby: tuple[SessionRow, ...]


def session_page(
    edition: EditionFrame, code: str, places: PlacesById, *, now: datetime
) -> SessionPage:
    """Return the page of a released session. Raises: NotFound."""
    found = entry(edition.id, code)
    others = bookable_entries(edition.id)
    named = {found.session_id, *(other.session_id for other in others)}
    showing = Showing(
        edition=edition, speakers=speakers_of(edition.id, named), places=places, now=now
    )
    row = session_row(found, showing)
    return SessionPage(
        row=row,
        anchor=anchor(found.starts_at),
        zone=zone(found.starts_at),
        minutes=int((found.ends_at - found.starts_at).total_seconds()) // 60,
        abstract_html=rendered(found.abstract) if found.abstract else None,
        content_note=found.content_note,
        lang=found.language or None,
        more=_more(found),
        materials=shown_materials(found.session_id, today=clock.day(now)),
        files=shown_files(found.session_id, today=clock.day(now)),
        nearby=_nearby(row, (session_row(other, showing) for other in others)),
    )


def _more(found: EntryFacts) -> tuple[tuple[str, str], ...]:
    said = {
        "For whom": LEVELS[found.level] if found.level is not SessionLevel.ANY else "",
        "Language": language_name(found.language) if found.language else "",
        "Recording": (
            RECORDINGS[found.recording] if found.recording is not RecordingChoice.UNDECIDED else ""
        ),
    }
    return tuple((label, text) for label, text in said.items() if text)


def _nearby(row: SessionRow, others: Iterable[SessionRow]) -> tuple[SessionRow, ...]:
    """Return those with places left: of the same track first, then the nearest in time.

    Sensitive sessions are left out: being named here would tell that they are not full.
    """
    free = [
        other
        for other in others
        if other.is_bookable and not other.is_sensitive and other.code != row.code
    ]
    free.sort(
        key=lambda other: (
            other.track is None or other.track != row.track,
            abs(other.starts_at - row.starts_at),
            other.session_id,
        )
    )
    return tuple(free[:NEARBY])
