"""What screens in the foyer and at doors show: now and next in each room, and what changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.text import slug
from conference.programme.models import Release, ReleaseEntry
from conference.programme.queries.entries import EntryFacts, entries
from conference.programme.queries.published import unseen_times
from conference.programme.queries.rows import SessionRow, Showing, session_rows
from conference.programme.queries.stage import speakers_of
from conference.programme.rules.running import now_and_next
from conference.programme.rules.versions import news_from, seen_at

NEWS = timedelta(hours=24)
"""How long a move is news: who looked at the programme a day ago may come to the old place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNow:
    """One room: what is on, and what begins there next on the same day, or all that does."""

    name: str
    running: tuple[SessionRow, ...]
    following: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A session that will not run, or does not stand where or when it stood a day ago.

    ``was_starts_at`` and ``was_room`` are empty where they are the same, and a room also where
    it may not be named.
    """

    row: SessionRow
    was_starts_at: datetime | None = None
    was_room: str = ""

    @property
    def is_other_day(self) -> bool:
        """Whether it went to another date."""
        was = self.was_starts_at
        return was is not None and clock.day(was) != clock.day(self.row.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPage:
    """A screen; ``on`` is the day shown: today while something is to come, else the next one.

    ``room`` is the room asked for, ``unknown_room`` what was asked for in vain; ``pauses`` are
    the breaks of this moment.
    """

    is_released: bool
    on: date | None
    is_today: bool
    room: str
    unknown_room: str
    pauses: tuple[str, ...]
    rooms: tuple[RoomNow, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class _Stood:
    """When and where a session stood a day ago."""

    starts_at: datetime
    room_id: int | None


def screen(edition: EditionFrame, room: str, *, now: datetime) -> ScreenPage:
    """Return the screen of all rooms, or of the one with the key ``room`` (as filters have it)."""
    released = entries(edition.id)
    showing = Showing(edition=edition, speakers=speakers_of(edition.id), places={}, now=now)
    rows = session_rows(released, showing)
    name = _asked(rows, room)
    to_come = [row for row in rows if row.ends_at > now]
    on = min((clock.day(max(row.starts_at, now)) for row in to_come), default=None)
    shown = [row for row in to_come if clock.day(max(row.starts_at, now)) == on]
    rooms = _rooms(shown, released, now, is_whole=bool(name))
    notices = (*_cancelled(shown), *_moved(edition, released, rows, now))
    return ScreenPage(
        is_released=bool(released),
        on=on,
        is_today=on == clock.day(now),
        room=name,
        unknown_room="" if name else room,
        pauses=tuple(
            entry.title
            for entry in released
            if entry.is_break and entry.starts_at <= now < entry.ends_at
        ),
        rooms=tuple(one for one in rooms if name in {"", one.name}),
        notices=tuple(
            sorted(
                (one for one in notices if name in {"", one.row.room.name, one.was_room}),
                key=lambda one: one.row.starts_at,
            )
        ),
    )


def _asked(rows: Iterable[SessionRow], key: str) -> str:
    """Return the name of the room with this key, among those that may be named."""
    names = {row.room.name for row in rows if row.room.name is not None}
    return next((name for name in sorted(names) if key and key in {slug(name), name}), "")


def _rooms(
    rows: Sequence[SessionRow], released: Iterable[EntryFacts], now: datetime, *, is_whole: bool
) -> tuple[RoomNow, ...]:
    """Return the rooms in which something is to come, as the organisers order them.

    ``is_whole`` asks for the rest of the day, not only for what is next.

    Sessions whose room is not told stand last, under the words that say so.
    """
    order = {entry.room_name: entry.room_position for entry in released}
    running = [row for row in rows if not row.is_cancelled]
    places = {(row.room.name is None, row.room.text) for row in running}
    found = []
    for place in sorted(places, key=lambda place: (place[0], order.get(place[1], 0), place[1])):
        here = [row for row in running if (row.room.name is None, row.room.text) == place]
        on_now, following = now_and_next(here, now)
        if is_whole:
            following = tuple(row for row in here if row.starts_at > now)
        found.append(RoomNow(name=place[1], running=on_now, following=following))
    return tuple(found)


def _cancelled(rows: Iterable[SessionRow]) -> tuple[Notice, ...]:
    return tuple(Notice(row=row) for row in rows if row.is_cancelled)


def _moved(
    edition: EditionFrame, released: Iterable[EntryFacts], rows: Iterable[SessionRow], now: datetime
) -> tuple[Notice, ...]:
    """Return what moved; asks the database only where something changed within a day.

    What was made while the programme was switched off is new when it is switched on. A room that
    a session left is named only if another session of the release names it.
    """
    begin = now - NEWS
    if edition.was_switched_off:
        begin = news_from(begin, unseen_times(edition.id))
    room_ids = {entry.session_id: entry.room_id for entry in released}
    names = {room_ids[row.session_id]: row.room.name for row in rows if row.room.name}
    changed = {
        entry.session_id
        for entry in released
        if entry.sequence and entry.changed_at > begin and not entry.is_cancelled
    }
    before = _stood(edition.id, changed, now - NEWS)
    found = []
    for row in rows:
        was = before.get(row.session_id)
        if was is None or row.ends_at <= now:
            continue
        left = names.get(was.room_id) if was.room_id != room_ids[row.session_id] else None
        notice = Notice(
            row=row,
            was_starts_at=was.starts_at if was.starts_at != row.starts_at else None,
            was_room=(left or "") if row.room.name else "",
        )
        if notice.was_starts_at or notice.was_room:
            found.append(notice)
    return tuple(found)


def _stood(edition_id: int, session_ids: Collection[int], since: datetime) -> Mapping[int, _Stood]:
    """Return how the public saw these sessions at ``since``; a newer one, as it saw it first.

    A release that was made and replaced while the programme was switched off tells nothing.
    """
    if not session_ids:
        return {}
    times = unseen_times(edition_id)
    rows = db.session.execute(
        select(
            ReleaseEntry.session_id,
            ReleaseEntry.starts_at,
            ReleaseEntry.room_id,
            Release.released_at,
            Release.number,
        )
        .join(Release, Release.id == ReleaseEntry.release_id)
        .where(Release.edition_id == edition_id, ReleaseEntry.session_id.in_(session_ids))
        .order_by(Release.number)
    )
    found: dict[int, _Stood] = {}
    for session_id, starts_at, room_id, released_at, number in rows:
        known_since = seen_at(number, released_at, times)
        if known_since is None:
            continue
        if session_id not in found or known_since <= since:
            found[session_id] = _Stood(starts_at, room_id)
    return found
