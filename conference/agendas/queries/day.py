"""The page of one attendee's day: what is on, the day by time, stars, what can be chosen."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select

from conference.agendas import rules
from conference.agendas.queries.changes import Change, changes
from conference.agendas.queries.stars import starred_ids
from conference.agendas.rules import DayItem, Option, Part
from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db
from conference.orders.queries import AttendeeFacts
from conference.programme.models import Room
from conference.programme.queries import EntryFacts, SessionRow
from conference.programme.queries.days import anchor
from conference.programme.rules.bookings import PlaceState
from conference.programme.rules.states import PLENARY
from conference.programme.rules.visibility import ROOM_TO_BE_ANNOUNCED, RoomSecrecy
from conference.workshops import queries as workshops
from conference.workshops.queries import Choice, Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One row of the day. ``code`` is empty where there is no page; a gap counts ``options``.

    ``room`` names a private room too: the attendee is bound to be there.
    """

    part: Part
    starts_at: datetime
    ends_at: datetime
    title: str
    code: str
    room: str
    options: int
    anchor: str
    is_cancelled: bool
    is_over: bool
    is_on: bool
    may_give_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """One date of the event."""

    on: date
    rows: tuple[DayRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """How far what is on now has come, in minutes."""

    minutes: int
    total: int

    @property
    def left(self) -> int:
        """Minutes until its end."""
        return self.total - self.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Sessions with places that begin at one moment."""

    starts_at: datetime
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StarredRow:
    """A session that was starred and is no row of the day yet.

    ``overlaps`` names what it would clash with; ``room`` is what everybody may know of it.
    """

    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    is_cancelled: bool
    is_over: bool
    overlaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyDayPage:
    """All that My day shows of one ticket; ``bookable`` counts what could be booked now.

    ``double`` are pairs of rows that are on at one moment, of which one is to be given back.
    """

    is_released: bool
    days: tuple[DayPlan, ...]
    current: DayRow | None
    gone: Gone | None
    following: DayRow | None
    is_after_break: bool
    is_over: bool
    has_begun: bool
    changes: tuple[Change, ...]
    double: tuple[tuple[DayRow, DayRow], ...]
    starred: tuple[StarredRow, ...]
    offers: tuple[Offers, ...]
    bookable: int
    booked: int


def my_day(
    edition: EditionFrame, attendee: AttendeeFacts, *, now: datetime, person_id: int | None = None
) -> MyDayPage:
    """Return the day of one ticket at ``now``, with the stars of whoever is signed in."""
    return day_of(workshops.outlook(edition, attendee, now=now), person_id)


def day_of(seen: Outlook, person_id: int | None = None) -> MyDayPage:
    """Return the day of whoever sees the programme so, with the stars of a person."""
    now = seen.now
    options = workshops.choices(seen)
    items = rules.with_gaps(_items(seen), _options(seen, options))
    rows = _rows(seen, items, options)
    is_on_day = any(clock.day(item.starts_at) == clock.day(now) for item in items)
    moment = rules.moment(items, now=now) if is_on_day else None
    current = moment.current if moment else None
    following = moment.following if moment else None
    return MyDayPage(
        is_released=bool(seen.entries),
        days=tuple(
            DayPlan(on=day, rows=tuple(group))
            for day, group in groupby(rows.values(), key=lambda row: clock.day(row.starts_at))
        ),
        current=rows[current] if current else None,
        gone=_gone(current, now) if current else None,
        following=rows[following] if following else None,
        is_after_break=moment.after_break if moment else False,
        is_over=bool(items) and all(item.ends_at <= now for item in items),
        has_begun=any(
            entry.ends_at <= now and not entry.is_break and not entry.is_cancelled
            for entry in seen.entries
        ),
        changes=changes(seen),
        double=tuple((rows[one], rows[two]) for one, two in rules.double(items, now=now)),
        starred=_starred(seen, person_id),
        offers=tuple(
            Offers(starts_at=starts_at, choices=tuple(group))
            for starts_at, group in groupby(options, key=lambda choice: choice.row.starts_at)
        ),
        bookable=sum(choice.obstacle is None for choice in options),
        booked=len(seen.binding.held),
    )


def starred_rows(edition: EditionFrame, person_id: int, *, now: datetime) -> tuple[StarredRow, ...]:
    """Return what somebody without a ticket starred, by time."""
    return _starred(workshops.outlook(edition, now=now), person_id)


def _starred(seen: Outlook, person_id: int | None) -> tuple[StarredRow, ...]:
    if person_id is None:
        return ()
    own = seen.talks | seen.binding.held.keys()
    bound = [entry for entry in seen.entries if entry.session_id in own and not entry.is_cancelled]
    wanted = starred_ids(seen.edition.id, person_id) - own
    return tuple(
        _starred_row(row, bound, seen.now)
        for row in sorted(seen.rows.values(), key=lambda row: row.starts_at)
        if row.session_id in wanted
    )


def _starred_row(row: SessionRow, bound: Iterable[EntryFacts], now: datetime) -> StarredRow:
    return StarredRow(
        code=row.code,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        room=row.room.text,
        is_cancelled=row.is_cancelled,
        is_over=row.ends_at <= now,
        overlaps=tuple(
            entry.title
            for entry in bound
            if entry.starts_at < row.ends_at and row.starts_at < entry.ends_at
        ),
    )


def _items(seen: Outlook) -> tuple[DayItem, ...]:
    held = seen.binding.held.keys()
    return tuple(
        DayItem(
            part=part,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            key=entry.session_id,
            is_cancelled=entry.is_cancelled,
        )
        for entry in seen.entries
        if (part := _part(seen, entry, held)) is not None
    )


def _part(seen: Outlook, entry: EntryFacts, held: Collection[int]) -> Part | None:
    if entry.is_break:
        return Part.BREAK
    if entry.session_id in seen.talks:
        return Part.TALK
    if entry.session_id in held:
        return Part.BOOKED
    return Part.PLENARY if seen.rows[entry.session_id].format_code == PLENARY else None


def _options(seen: Outlook, choices: Iterable[Choice]) -> tuple[Option, ...]:
    """Return what one could still go to: sessions without places, and those that can be booked."""
    bookable = {choice.row.session_id for choice in choices if choice.obstacle is None}
    return tuple(
        Option(starts_at=row.starts_at, ends_at=row.ends_at)
        for row in seen.rows.values()
        if row.format_code != PLENARY
        and (row.place_state is PlaceState.WALK_IN or row.session_id in bookable)
    )


def _rows(
    seen: Outlook, items: Iterable[DayItem], choices: Iterable[Choice]
) -> Mapping[DayItem, DayRow]:
    entries = {entry.session_id: entry for entry in seen.entries}
    private = _private_rooms(
        entries[item.key]
        for item in items
        if item.key is not None and item.part in (Part.BOOKED, Part.TALK)
    )
    may_give_back = {choice.row.session_id for choice in choices if choice.may_give_back}
    return {
        item: _row(
            item,
            entries.get(item.key or 0),
            private,
            may_give_back=item.key in may_give_back,
            now=seen.now,
        )
        for item in items
    }


def _row(
    item: DayItem,
    entry: EntryFacts | None,
    private: Mapping[int, str],
    *,
    may_give_back: bool,
    now: datetime,
) -> DayRow:
    has_page = entry is not None and not entry.is_break
    return DayRow(
        part=item.part,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        title=entry.title if entry else "",
        code=entry.code if entry and has_page else "",
        room=_room(entry, private) if entry else "",
        options=item.options,
        anchor=anchor(item.starts_at),
        is_cancelled=item.is_cancelled,
        is_over=item.ends_at <= now,
        is_on=item.starts_at <= now < item.ends_at and not item.is_cancelled,
        may_give_back=may_give_back,
    )


def _room(entry: EntryFacts, private: Mapping[int, str]) -> str:
    if entry.room_secrecy is RoomSecrecy.HIDDEN:
        return ROOM_TO_BE_ANNOUNCED
    return entry.room_name or private.get(entry.session_id, "")


def _private_rooms(entries: Iterable[EntryFacts]) -> Mapping[int, str]:
    """Return the names of private rooms by session id: they are told to those who booked."""
    private = {
        entry.session_id: entry.room_id
        for entry in entries
        if entry.room_secrecy is RoomSecrecy.PRIVATE
    }
    if not private:
        return {}
    names: Mapping[int, str] = dict(
        db.session.execute(select(Room.id, Room.name).where(Room.id.in_([*private.values()]))).all()
    )
    return {session_id: names.get(room_id or 0, "") for session_id, room_id in private.items()}


def _gone(item: DayItem, now: datetime) -> Gone:
    return Gone(
        minutes=int((now - item.starts_at).total_seconds()) // 60,
        total=int((item.ends_at - item.starts_at).total_seconds()) // 60,
    )
