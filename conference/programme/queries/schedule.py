"""The public programme: the newest release as its address asks for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from conference.editions.queries import EditionFrame, FormatFrame
from conference.editions.rules import EditionPhase, phase
from conference.kernel import clock
from conference.kernel.text import slug
from conference.programme.queries.days import Day, Shown, Slot, days, zone
from conference.programme.queries.entries import EntryFacts, entries
from conference.programme.queries.rows import SessionRow, Showing, session_rows
from conference.programme.queries.stage import speakers_of
from conference.programme.rules.bookings import PlacesById
from conference.programme.rules.finding import (
    Asked,
    Findable,
    Wanted,
    folded,
    is_wanted,
    known,
    query,
)
from conference.programme.rules.outline import listed, plural
from conference.programme.rules.running import now_and_next


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a visitor asks for: filters, and the list or the grid."""

    asked: Asked
    is_grid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePage:
    """The programme page; ``parameters`` ask for the same filters again.

    ``total`` and ``shown`` count the sessions that run, ``cancelled`` those shown that do not.
    ``running`` and ``following`` are filled on the days of the conference, for no filter.
    """

    is_released: bool
    is_grid: bool
    zone: str
    bookable_kinds: str
    wanted: Wanted
    parameters: Mapping[str, object]
    formats: tuple[FormatFrame, ...]
    rooms: tuple[tuple[str, str], ...]
    total: int
    shown: int
    cancelled: int
    running: tuple[SessionRow, ...]
    following: tuple[SessionRow, ...]
    days: tuple[Day, ...]

    @property
    def jumps(self) -> tuple[tuple[str, str, bool], ...]:
        """The times as links, (label, address, whether it is over), those that are over first."""
        slots = [slot for day in self.days for slot in (*day.past, *day.slots)]
        return tuple((_label(slot, self.days), f"#{slot.anchor}", slot.is_past) for slot in slots)

    @property
    def format_options(self) -> tuple[tuple[str, str], ...]:
        """The kinds of session to choose from."""
        return (("", "Every kind"), *((kind.code, kind.name) for kind in self.formats))

    @property
    def room_options(self) -> tuple[tuple[str, str], ...]:
        """The rooms to choose from."""
        return (("", "Any room"), *self.rooms)


def schedule(
    edition: EditionFrame, question: Question, places: PlacesById, *, now: datetime
) -> SchedulePage:
    """Return the programme as a visitor asked for it; a filter leaves the breaks out too."""
    released = entries(edition.id, in_full=bool(question.asked.text))
    speakers = speakers_of(edition.id)
    rows = session_rows(
        released, Showing(edition=edition, speakers=speakers, places=places, now=now)
    )
    formats, rooms = _formats(rows, edition), _rooms(rows, released)
    wanted = known(
        question.asked,
        tracks=(track.code for track in edition.tracks),
        formats=(kind.code for kind in formats),
        rooms=(key for key, _ in rooms),
    )
    kept = _kept(rows, released, wanted)
    shown = Shown(
        rows=kept,
        breaks=tuple(entry for entry in released if entry.is_break and wanted.is_everything),
        rooms=tuple(name for _, name in rooms) if question.is_grid else None,
    )
    running, following = _now_and_next(kept, wanted, edition, now)
    return SchedulePage(
        is_released=bool(released),
        is_grid=question.is_grid,
        zone=zone(edition.opens_at),
        bookable_kinds=_bookable_kinds(rows),
        wanted=wanted,
        parameters=query(wanted),
        formats=formats,
        rooms=rooms,
        total=sum(not row.is_cancelled for row in rows),
        shown=sum(not row.is_cancelled for row in kept),
        cancelled=sum(row.is_cancelled for row in kept),
        running=running,
        following=following,
        days=days(shown, edition, now=now),
    )


def _now_and_next(
    rows: Iterable[SessionRow], wanted: Wanted, edition: EditionFrame, now: datetime
) -> tuple[tuple[SessionRow, ...], tuple[SessionRow, ...]]:
    today = clock.day(now)
    is_on = phase(edition.starts_on, edition.ends_on, today=today) is EditionPhase.ON
    if not is_on or not wanted.is_everything:
        return (), ()
    return now_and_next((row for row in rows if not row.is_cancelled), now)


def _label(slot: Slot, days: Sequence[Day]) -> str:
    local = clock.local(slot.starts_at)
    return f"{local:%a %H:%M}" if len(days) > 1 else f"{local:%H:%M}"


def _bookable_kinds(rows: Iterable[SessionRow]) -> str:
    kinds = sorted({plural(row.kind) for row in rows if row.has_places and row.kind})
    text = listed(kinds)
    return text[:1].upper() + text[1:]


def _formats(rows: Iterable[SessionRow], edition: EditionFrame) -> tuple[FormatFrame, ...]:
    used = {row.format_code for row in rows}
    return tuple(kind for kind in edition.formats if kind.code in used)


def _rooms(
    rows: Iterable[SessionRow], released: Iterable[EntryFacts]
) -> tuple[tuple[str, str], ...]:
    """Return (key, name) of the rooms that the public may know, as the organisers order them."""
    names = {row.room.name for row in rows if row.room.name is not None}
    order = {entry.room_name: entry.room_position for entry in released}
    return tuple(
        (_room_key(name), name) for name in sorted(names, key=lambda name: (order[name], name))
    )


def _room_key(name: str) -> str:
    return slug(name) or name


def _kept(
    rows: Iterable[SessionRow], released: Iterable[EntryFacts], wanted: Wanted
) -> tuple[SessionRow, ...]:
    abstracts = {entry.session_id: entry.abstract for entry in released} if wanted.text else {}
    return tuple(
        row for row in rows if is_wanted(_findable(row, abstracts.get(row.session_id)), wanted)
    )


def _findable(row: SessionRow, abstract: str | None) -> Findable:
    words = "" if abstract is None else f"{row.title}\n{row.summary}\n{abstract}\n{row.who}"
    return Findable(
        track=row.track.code if row.track else "",
        format=row.format_code,
        room=_room_key(row.room.name) if row.room.name else "",
        is_bookable=row.is_bookable,
        words=folded(words),
    )
