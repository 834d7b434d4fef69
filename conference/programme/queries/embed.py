"""The programme as other sites show it in a frame: the list, of some tracks or one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.programme.queries.days import Day, Shown, days, zone
from conference.programme.queries.entries import entries
from conference.programme.queries.rows import Showing, session_rows
from conference.programme.queries.stage import speakers_of
from conference.programme.rules.finding import Asked, Unknown, known


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage:
    """The programme in a frame; ``unknown`` is what the address asks for in vain."""

    is_released: bool
    zone: str
    unknown: tuple[Unknown, ...]
    days: tuple[Day, ...]
    is_everything: bool


def embedded(edition: EditionFrame, tracks: Iterable[str], day: str, *, now: datetime) -> EmbedPage:
    """Return the sessions of these tracks (codes) on this day (like 2024-09-25); empty is all.

    What is not known is left out of the question, and said. Breaks stand where no track is asked.
    """
    released = entries(edition.id)
    showing = Showing(edition=edition, speakers=speakers_of(edition.id), places={}, now=now)
    wanted = known(
        Asked(tracks=tuple(tracks)),
        tracks=(track.code for track in edition.tracks),
        formats=(),
        rooms=(),
    )
    rows = session_rows(released, showing)
    if wanted.tracks:
        rows = tuple(row for row in rows if row.track and row.track.code in wanted.tracks)
    breaks = tuple(entry for entry in released if entry.is_break and not wanted.tracks)
    found = days(Shown(rows=rows, breaks=breaks, rooms=None), edition, now=now)
    asked = _date(day)
    is_known = asked in {clock.day(entry.starts_at) for entry in released}
    return EmbedPage(
        is_released=bool(released),
        zone=zone(edition.opens_at),
        unknown=(
            (*wanted.unknown, Unknown("day", day)) if day and not is_known else wanted.unknown
        ),
        days=tuple(one for one in found if not is_known or one.on == asked),
        is_everything=wanted.is_everything and not is_known,
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
