"""What is wrong with a draft schedule: what it is, where, and a way out."""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from conference.programme.rules.outline import listed
from conference.programme.rules.timing import Span

TURN_ROUND = timedelta(minutes=5)
"""What one audience needs to leave a room and the next to sit down."""

CHAIRED_FROM = 2
"""So many speakers need somebody who chairs."""

_NEVER = datetime.max.replace(tzinfo=UTC)


class Severity(enum.StrEnum):
    """A hard finding blocks a release; a soft one can be accepted with a reason."""

    HARD = "hard"
    SOFT = "soft"


class FindingKind(enum.StrEnum):
    """All that can be wrong with a draft."""

    ROOM_TWICE = "room_twice"
    PERSON_TWICE = "person_twice"
    ROOM_BLOCKED = "room_blocked"
    PERSON_ABSENT = "person_absent"
    ROOM_BELOW_BOOKED = "room_below_booked"
    NO_TURNROUND = "no_turnround"
    ROOM_BELOW_PLACES = "room_below_places"
    NOT_STEP_FREE = "not_step_free"
    CHAIR_MISSING = "chair_missing"
    TRACK_PARALLEL = "track_parallel"
    BOOKINGS_CLASH = "bookings_clash"
    NO_ROOM = "no_room"
    OUTSIDE_HOURS = "outside_hours"


SEVERITY: dict[FindingKind, Severity] = {
    FindingKind.ROOM_TWICE: Severity.HARD,
    FindingKind.PERSON_TWICE: Severity.HARD,
    FindingKind.ROOM_BLOCKED: Severity.HARD,
    FindingKind.PERSON_ABSENT: Severity.HARD,
    FindingKind.ROOM_BELOW_BOOKED: Severity.HARD,
    FindingKind.NO_TURNROUND: Severity.SOFT,
    FindingKind.ROOM_BELOW_PLACES: Severity.SOFT,
    FindingKind.NOT_STEP_FREE: Severity.SOFT,
    FindingKind.CHAIR_MISSING: Severity.SOFT,
    FindingKind.TRACK_PARALLEL: Severity.SOFT,
    FindingKind.BOOKINGS_CLASH: Severity.SOFT,
    FindingKind.NO_ROOM: Severity.SOFT,
    FindingKind.OUTSIDE_HOURS: Severity.SOFT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on stage in a session."""

    id: int
    name: str
    is_chair: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRoom:
    """A room; a capacity that nobody knows is no limit."""

    id: int
    name: str
    theatre_capacity: int | None
    cabaret_capacity: int | None
    is_step_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSession:
    """A session or a break of the draft; without times it is not placed yet.

    ``booked`` counts people with a place, ``step_free_needs`` those who cannot climb.
    """

    id: int
    code: str
    title: str
    is_break: bool
    track_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    room_id: int | None
    people: tuple[Person, ...]
    places: int | None
    booked: int
    step_free_needs: int
    shares_room: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """When a room cannot be used, or a person cannot be there; ``owner_id`` is which or who."""

    owner_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The draft of an edition and all that it is checked against.

    ``booked_together``: how many have a place in both of two sessions, each pair given once, in
    either order. ``opens``: from when until when the venue is open, day by day; with no days known
    nothing is outside them. Every room and track that a session names is here.
    """

    sessions: tuple[BoardSession, ...]
    rooms: tuple[BoardRoom, ...]
    room_blocks: tuple[Closed, ...]
    absences: tuple[Closed, ...]
    booked_together: Mapping[tuple[int, int], int]
    opens: tuple[tuple[datetime, datetime], ...]
    track_names: Mapping[int, str]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong: its sessions (the earlier first), and three phrases without a full stop.

    ``tail`` tells findings of one kind about the same sessions apart: the person's id.
    """

    kind: FindingKind
    session_ids: tuple[int, ...]
    what: str
    where: str
    way_out: str
    tail: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return SEVERITY[self.kind]

    @property
    def is_hard(self) -> bool:
        """Whether it blocks a release."""
        return self.severity is Severity.HARD

    @property
    def key(self) -> str:
        """What it is accepted under, whatever the sessions are called; 120 characters at most."""
        ids = "-".join(str(number) for number in sorted(self.session_ids))
        return ":".join(filter(None, (self.kind, ids, self.tail)))


def find(board: Board) -> tuple[Finding, ...]:
    """Return all that is wrong: hard ones first, then by start of the first session, then by key.

    What is cancelled, and a break that is in no room, is no party to anything.
    """
    draft = _draft(board)
    found = chain(
        _in_rooms(draft),
        _on_stage(draft),
        _in_closed_rooms(draft),
        _without_the_absent(draft),
        _in_small_rooms(draft),
        _up_steps(draft),
        _without_chair(draft),
        _in_tracks(draft),
        _for_the_booked(draft),
        _without_room(draft),
        _outside_hours(draft),
    )
    starts = {item.session.id: item.span.starts_at for item in draft.placed}
    return tuple(
        sorted(
            found,
            key=lambda one: (not one.is_hard, starts.get(one.session_ids[0], _NEVER), one.key),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A session that has a time, as a party to clashes."""

    session: BoardSession
    span: Span

    @property
    def has_length(self) -> bool:
        return self.span.starts_at < self.span.ends_at

    @property
    def fills_room(self) -> bool:
        return self.has_length and not self.session.shares_room


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """The board made ready: what is placed in time order, rooms by id, how to write a place."""

    board: Board
    placed: tuple[_Placed, ...]
    rooms: Mapping[int, BoardRoom]
    has_several_days: bool

    def roomed(self) -> Iterator[tuple[_Placed, BoardRoom]]:
        """Give what is in a room, with the room."""
        for item in self.placed:
            if item.session.room_id is not None:
                yield item, self.rooms[item.session.room_id]

    def where(self, spans: Sequence[Span], *items: _Placed) -> str:
        """Write times and rooms; with several days also which."""
        room_ids = dict.fromkeys(item.session.room_id for item in items)
        names = [self.rooms[room_id].name for room_id in room_ids if room_id is not None]
        words = [
            listed([self._clocks(span) for span in spans]),
            *([listed(names)] if names else []),
        ]
        if self.has_several_days:
            day = spans[0].starts_at.astimezone(self.board.zone)
            words.insert(0, f"{day:%A} {day.day} {day:%B}")
        return ", ".join(words)

    def _clocks(self, span: Span) -> str:
        starts = self._clock(span.starts_at)
        has_length = span.starts_at < span.ends_at
        return f"{starts} to {self._clock(span.ends_at)}" if has_length else starts

    def _clock(self, moment: datetime) -> str:
        local = moment.astimezone(self.board.zone)
        return f"{local.hour:02}:{local.minute:02}"


def _draft(board: Board) -> _Draft:
    placed = [
        _Placed(
            session=session,
            span=Span(title=session.title, starts_at=session.starts_at, ends_at=session.ends_at),
        )
        for session in board.sessions
        if session.starts_at is not None
        and session.ends_at is not None
        and not session.is_cancelled
        and not (session.is_break and session.room_id is None)
    ]
    placed.sort(key=lambda item: (item.span.starts_at, item.session.id))
    moments = chain((item.span.starts_at for item in placed), (opens for opens, _ in board.opens))
    return _Draft(
        board=board,
        placed=tuple(placed),
        rooms={room.id: room for room in board.rooms},
        has_several_days=len({moment.astimezone(board.zone).date() for moment in moments}) > 1,
    )


def _in_rooms(draft: _Draft) -> Iterator[Finding]:
    roomed = ((room.id, item) for item, room in draft.roomed() if item.fills_room)
    pairs = (_near(items, within=TURN_ROUND) for items in _grouped(roomed).values())
    for one, other in chain.from_iterable(pairs):
        ids = (one.session.id, other.session.id)
        if one.span.overlaps(other.span):
            yield Finding(
                kind=FindingKind.ROOM_TWICE,
                session_ids=ids,
                what=f"{_titles(one, other)} are in one room at once",
                where=draft.where([_shared(one.span, other.span)], one),
                way_out="Move one of them to another room or time",
            )
        elif not (one.session.is_break or other.session.is_break):
            gap = Span(title="", starts_at=one.span.ends_at, ends_at=other.span.starts_at)
            yield Finding(
                kind=FindingKind.NO_TURNROUND,
                session_ids=ids,
                what=f"There is too little time between {_titles(one, other)}",
                where=draft.where([gap], one),
                way_out=f"Leave {TURN_ROUND // timedelta(minutes=1)} minutes between them, "
                "or move one to another room",
            )


def _on_stage(draft: _Draft) -> Iterator[Finding]:
    staged = [
        (person, item) for item in draft.placed if item.has_length for person in item.session.people
    ]
    names = {person.id: person.name for person, _ in staged}
    for person_id, items in _grouped((person.id, item) for person, item in staged).items():
        for one, other in _near(items):
            yield Finding(
                kind=FindingKind.PERSON_TWICE,
                session_ids=(one.session.id, other.session.id),
                what=f"{names[person_id]} is in two sessions at once: {_titles(one, other)}",
                where=draft.where([_shared(one.span, other.span)], one, other),
                way_out="Move one of them, or take the name off one",
                tail=str(person_id),
            )


def _in_closed_rooms(draft: _Draft) -> Iterator[Finding]:
    closed = _closures(draft.board.room_blocks)
    for item, room in draft.roomed():
        if spans := _hit(item, closed.get(room.id, ())):
            yield Finding(
                kind=FindingKind.ROOM_BLOCKED,
                session_ids=(item.session.id,),
                what=f"{_titles(item)} is in a room that cannot be used then{_reasons(spans)}",
                where=draft.where(spans, item),
                way_out="Move it to another room or time, or open the room",
            )


def _without_the_absent(draft: _Draft) -> Iterator[Finding]:
    closed = _closures(draft.board.absences)
    for item in draft.placed:
        for person in item.session.people:
            if spans := _hit(item, closed.get(person.id, ())):
                yield Finding(
                    kind=FindingKind.PERSON_ABSENT,
                    session_ids=(item.session.id,),
                    what=f"{person.name} cannot be there for {_titles(item)}{_reasons(spans)}",
                    where=draft.where(spans, item),
                    way_out="Move it to another time, or ask somebody else",
                    tail=str(person.id),
                )


def _in_small_rooms(draft: _Draft) -> Iterator[Finding]:
    for item, room in draft.roomed():
        session, capacity = item.session, _capacity(item.session, room)
        if capacity is None:
            continue
        if session.booked > capacity:
            kind, needed = FindingKind.ROOM_BELOW_BOOKED, session.booked
            words = f"{_people(needed)} booked for {_titles(item)}, and the room holds {capacity}"
            way_out = f"Move it to a room that holds {needed}"
        elif session.places is not None and session.places > capacity:
            kind, needed = FindingKind.ROOM_BELOW_PLACES, session.places
            words = f"{_titles(item)} offers {needed} places, and the room holds {capacity}"
            way_out = f"Move it to a room that holds {needed}, or offer fewer places"
        else:
            continue
        yield Finding(
            kind=kind,
            session_ids=(session.id,),
            what=words,
            where=draft.where([item.span], item),
            way_out=way_out,
            tail=str(room.id),
        )


def _up_steps(draft: _Draft) -> Iterator[Finding]:
    for item, room in draft.roomed():
        needs = item.session.step_free_needs
        if needs > 0 and not room.is_step_free:
            verb = "needs" if needs == 1 else "need"
            yield Finding(
                kind=FindingKind.NOT_STEP_FREE,
                session_ids=(item.session.id,),
                what=f"{_people(needs)} coming to {_titles(item)} {verb} a step-free room, "
                "and this one is not",
                where=draft.where([item.span], item),
                way_out="Move it to a step-free room",
                tail=str(room.id),
            )


def _without_chair(draft: _Draft) -> Iterator[Finding]:
    placed = {item.session.id: item for item in draft.placed}
    for session in draft.board.sessions:
        if session.is_break or session.is_cancelled or len(session.people) < CHAIRED_FROM:
            continue
        if not any(person.is_chair for person in session.people):
            item = placed.get(session.id)
            yield Finding(
                kind=FindingKind.CHAIR_MISSING,
                session_ids=(session.id,),
                what=f"“{session.title}” has {len(session.people)} speakers and no chair",
                where="Not in the schedule yet" if item is None else draft.where([item.span], item),
                way_out="Say who chairs it",
            )


def _in_tracks(draft: _Draft) -> Iterator[Finding]:
    tracked = (
        (item.session.track_id, item)
        for item in draft.placed
        if item.session.track_id is not None and item.fills_room
    )
    for track_id, items in _grouped(tracked).items():
        for one, other in _near(items):
            yield Finding(
                kind=FindingKind.TRACK_PARALLEL,
                session_ids=(one.session.id, other.session.id),
                what=f"{_titles(one, other)} of the track {draft.board.track_names[track_id]} "
                "run at the same time",
                where=draft.where([_shared(one.span, other.span)], one, other),
                way_out="Move one of them, so that nobody has to choose",
            )


def _for_the_booked(draft: _Draft) -> Iterator[Finding]:
    together = draft.board.booked_together
    for one, other in _near(item for item in draft.placed if item.has_length):
        ids = (one.session.id, other.session.id)
        count = together.get(ids, 0) or together.get(ids[::-1], 0)
        if count > 0:
            verb = "has" if count == 1 else "have"
            yield Finding(
                kind=FindingKind.BOOKINGS_CLASH,
                session_ids=ids,
                what=f"{_people(count)} {verb} booked both {_titles(one, other)}, which overlap",
                where=draft.where([_shared(one.span, other.span)], one, other),
                way_out="Move one of them, or ask those who booked which one they keep",
            )


def _without_room(draft: _Draft) -> Iterator[Finding]:
    for item in draft.placed:
        if item.session.room_id is None and not item.session.shares_room:
            yield Finding(
                kind=FindingKind.NO_ROOM,
                session_ids=(item.session.id,),
                what=f"{_titles(item)} has a time and no room",
                where=draft.where([item.span]),
                way_out="Choose a room for it",
            )


def _outside_hours(draft: _Draft) -> Iterator[Finding]:
    opens = draft.board.opens
    for item in draft.placed if opens else ():
        starts_at, ends_at = item.span.starts_at, item.span.ends_at
        if not any(first <= starts_at and ends_at <= last for first, last in opens):
            yield Finding(
                kind=FindingKind.OUTSIDE_HOURS,
                session_ids=(item.session.id,),
                what=f"{_titles(item)} runs when the venue is not open",
                where=draft.where([item.span], item),
                way_out="Move it into the day, or change the hours of the day",
                tail=f"{starts_at:%Y%m%dT%H%M}-{ends_at:%Y%m%dT%H%M}",
            )


def _near(
    items: Iterable[_Placed], *, within: timedelta = timedelta()
) -> Iterator[tuple[_Placed, _Placed]]:
    """Give every two that are on at once or follow in less than ``within``, the earlier first.

    One sweep: ``items`` are in time order, and each has length.
    """
    running: list[_Placed] = []
    for item in items:
        begins_at = item.span.starts_at
        running = [other for other in running if begins_at < other.span.ends_at + within]
        for other in running:
            yield other, item
        running.append(item)


def _grouped(items: Iterable[tuple[int, _Placed]]) -> dict[int, list[_Placed]]:
    groups: dict[int, list[_Placed]] = {}
    for owner_id, item in items:
        groups.setdefault(owner_id, []).append(item)
    return groups


def _closures(closed: Iterable[Closed]) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = {}
    for one in sorted(closed, key=lambda one: (one.starts_at, one.ends_at, one.reason)):
        span = Span(title=one.reason, starts_at=one.starts_at, ends_at=one.ends_at)
        spans.setdefault(one.owner_id, []).append(span)
    return spans


def _hit(item: _Placed, closures: Iterable[Span]) -> list[Span]:
    """Return the parts of a session that fall into closures, each under its reason."""
    return [_shared(span, item.span) for span in closures if span.overlaps(item.span)]


def _shared(one: Span, other: Span) -> Span:
    return Span(
        title=one.title,
        starts_at=max(one.starts_at, other.starts_at),
        ends_at=min(one.ends_at, other.ends_at),
    )


def _capacity(session: BoardSession, room: BoardRoom) -> int | None:
    """Say how many fit: who books a place sits at a table."""
    if session.places is not None and room.cabaret_capacity is not None:
        return room.cabaret_capacity
    return room.theatre_capacity


def _titles(*items: _Placed) -> str:
    return listed([f"“{item.session.title}”" for item in items])


def _reasons(spans: Iterable[Span]) -> str:
    reasons = listed(list(dict.fromkeys(span.title for span in spans if span.title)))
    return f": {reasons}" if reasons else ""


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
