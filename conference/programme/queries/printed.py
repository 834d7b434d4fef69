"""The newest release as it goes on paper: the whole of it, and a card for each door."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.text import slug
from conference.programme.models import Room
from conference.programme.queries.entries import EntryFacts, entries, newest_release
from conference.programme.queries.rows import SessionRow, Showing, session_row, session_rows
from conference.programme.queries.stage import SpeakersById, speakers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMark:
    """Which release a sheet of paper is of."""

    number: int
    name: str
    released_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSession:
    """A session on paper; ``places`` only where there are some and their number may be told."""

    row: SessionRow
    content_note: str
    places: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBreak:
    """A break on paper."""

    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDay:
    """One day; sessions by time and track, breaks by time."""

    on: date
    sessions: tuple[PrintedSession, ...]
    breaks: tuple[PrintedBreak, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedProgramme:
    """The newest release."""

    release: ReleaseMark
    days: tuple[PrintedDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What hangs at a room's door on one day; sessions by time."""

    room: str
    is_step_free: bool
    has_loop: bool
    on: date
    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The cards of all doors, by day and then as the organisers order the rooms."""

    release: ReleaseMark
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeawayPage:
    """What can be taken away; ``rooms`` are (key, name) of those that have a screen of their own.

    Without a release there is nothing to take.
    """

    release: ReleaseMark | None
    rooms: tuple[tuple[str, str], ...]
    days: tuple[date, ...]


def takeaway(edition: EditionFrame) -> TakeawayPage:
    """Return what the page of printed forms, screens and frames tells."""
    mark = _newest(edition.id)
    if mark is None:
        return TakeawayPage(release=None, rooms=(), days=())
    released = entries(edition.id)
    rows = session_rows(released, _showing(edition, speakers_of(edition.id), mark))
    order = {entry.room_name: entry.room_position for entry in released}
    names = {row.room.name for row in rows if row.room.name is not None}
    return TakeawayPage(
        release=mark,
        rooms=tuple(
            (slug(name) or name, name)
            for name in sorted(names, key=lambda name: (order.get(name, 0), name))
        ),
        days=tuple(sorted({clock.day(entry.starts_at) for entry in released})),
    )


def printed(edition: EditionFrame) -> PrintedProgramme:
    """Return the newest release with what public pages tell. Raises: NotFound (there is none)."""
    mark = _mark(edition)
    released = entries(edition.id)
    showing = _showing(edition, speakers_of(edition.id), mark)
    by_id = {entry.session_id: entry for entry in released}
    sessions: defaultdict[date, list[PrintedSession]] = defaultdict(list)
    for row in session_rows(released, showing):
        sessions[clock.day(row.starts_at)].append(_session(row, by_id[row.session_id]))
    breaks: defaultdict[date, list[PrintedBreak]] = defaultdict(list)
    for entry in released:
        if entry.is_break:
            breaks[clock.day(entry.starts_at)].append(_break(entry))
    return PrintedProgramme(
        release=mark,
        days=tuple(
            PrintedDay(on=day, sessions=tuple(sessions[day]), breaks=tuple(breaks[day]))
            for day in sorted({*sessions, *breaks})
        ),
    )


def doors(edition: EditionFrame) -> Doors:
    """Return what hangs at the doors: rooms and sessions that public pages name together.

    A private room has no card, and a session whose room is not told stands on none. Raises:
    NotFound (nothing is released).
    """
    mark = _mark(edition)
    released = [entry for entry in entries(edition.id) if not entry.is_break]
    showing = _showing(edition, speakers_of(edition.id), mark)
    found: defaultdict[tuple[date, int], list[SessionRow]] = defaultdict(list)
    for entry in released:
        row = session_row(entry, showing)
        if row.room.name is not None and entry.room_id is not None:
            found[clock.day(entry.starts_at), entry.room_id].append(row)
    rooms = _rooms(room_id for _, room_id in found)
    cards = [
        (day, rooms[room_id].position, _door(rooms[room_id], day, rows))
        for (day, room_id), rows in found.items()
    ]
    cards.sort(key=lambda card: (*card[:2], card[2].room))
    return Doors(release=mark, doors=tuple(door for *_, door in cards))


def _newest(edition_id: int) -> ReleaseMark | None:
    found = newest_release(edition_id)
    if found is None:
        return None
    return ReleaseMark(number=found.number, name=found.name, released_at=found.released_at)


def _mark(edition: EditionFrame) -> ReleaseMark:
    found = _newest(edition.id)
    if found is None:
        is_later = edition.is_programme_back_later
        raise NotFound(
            f"The programme is {'being changed and will be back' if is_later else 'not out yet'}."
        )
    return found


def _showing(edition: EditionFrame, speakers: SpeakersById, mark: ReleaseMark) -> Showing:
    """Paper tells of no counts, and of nothing that depends on when it is read."""
    return Showing(edition=edition, speakers=speakers, places={}, now=mark.released_at)


def _session(row: SessionRow, entry: EntryFacts) -> PrintedSession:
    places = None if entry.is_sensitive else entry.places
    return PrintedSession(row=row, content_note=entry.content_note, places=places)


def _break(entry: EntryFacts) -> PrintedBreak:
    return PrintedBreak(title=entry.title, starts_at=entry.starts_at, ends_at=entry.ends_at)


def _rooms(room_ids: Iterable[int]) -> Mapping[int, Room]:
    rows = db.session.scalars(select(Room).where(Room.id.in_(set(room_ids))))
    return {row.id: row for row in rows}


def _door(room: Room, day: date, rows: Iterable[SessionRow]) -> Door:
    return Door(
        room=room.name,
        is_step_free=room.is_step_free is True,
        has_loop=room.has_loop,
        on=day,
        sessions=tuple(sorted(rows, key=lambda row: (row.starts_at, row.session_id))),
    )
