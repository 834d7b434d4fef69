"""The draft made ready for its checks: what is placed, who overlaps whom, and how that is said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from conference.programme.rules.conflicts.facts import Board, BoardRoom, BoardSession, Closed
from conference.programme.rules.outline import listed
from conference.programme.rules.timing import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A session that has a time, as a party to clashes."""

    session: BoardSession
    span: Span

    @property
    def has_length(self) -> bool:
        """Whether it takes time at all."""
        return self.span.starts_at < self.span.ends_at

    @property
    def fills_room(self) -> bool:
        """Whether nothing else can be in its room then."""
        return self.has_length and not self.session.shares_room


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The board made ready: what is placed in time order, rooms by id, how to write a place.

    ``breaks`` are all that have a time, in a room or in none.
    """

    board: Board
    placed: tuple[Placed, ...]
    breaks: tuple[Placed, ...]
    rooms: Mapping[int, BoardRoom]
    has_several_days: bool

    def roomed(self) -> Iterator[tuple[Placed, BoardRoom]]:
        """Give what is in a room, with the room."""
        for item in self.placed:
            if item.session.room_id is not None:
                yield item, self.rooms[item.session.room_id]

    def where(self, spans: Sequence[Span], *items: Placed) -> str:
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


def prepared(board: Board) -> Prepared:
    """Make a board ready: what is cancelled or a break in no room is no party to anything."""
    timed = [
        Placed(
            session=session,
            span=Span(title=session.title, starts_at=session.starts_at, ends_at=session.ends_at),
        )
        for session in board.sessions
        if session.starts_at is not None
        and session.ends_at is not None
        and not session.is_cancelled
    ]
    timed.sort(key=lambda item: (item.span.starts_at, item.session.id))
    breaks = [item for item in timed if item.session.is_break]
    placed = [
        item for item in timed if not (item.session.is_break and item.session.room_id is None)
    ]
    moments = chain((item.span.starts_at for item in placed), (opens for opens, _ in board.opens))
    return Prepared(
        board=board,
        placed=tuple(placed),
        breaks=tuple(breaks),
        rooms={room.id: room for room in board.rooms},
        has_several_days=len({moment.astimezone(board.zone).date() for moment in moments}) > 1,
    )


def near(
    items: Iterable[Placed], *, within: timedelta = timedelta()
) -> Iterator[tuple[Placed, Placed]]:
    """Give every two that are on at once or follow in less than ``within``, the earlier first.

    One sweep: ``items`` are in time order, and each has length.
    """
    running: list[Placed] = []
    for item in items:
        begins_at = item.span.starts_at
        running = [other for other in running if begins_at < other.span.ends_at + within]
        for other in running:
            yield other, item
        running.append(item)


def grouped(items: Iterable[tuple[int, Placed]]) -> dict[int, list[Placed]]:
    """Return the items of each owner, in the order in which they came."""
    groups: dict[int, list[Placed]] = {}
    for owner_id, item in items:
        groups.setdefault(owner_id, []).append(item)
    return groups


def closures(closed: Iterable[Closed]) -> dict[int, list[Span]]:
    """Return by owner, in time order, when a room or person is not to be had, and why."""
    spans: dict[int, list[Span]] = {}
    for one in sorted(closed, key=lambda one: (one.starts_at, one.ends_at, one.reason)):
        span = Span(title=one.reason, starts_at=one.starts_at, ends_at=one.ends_at)
        spans.setdefault(one.owner_id, []).append(span)
    return spans


def hit(item: Placed, closed: Iterable[Span]) -> list[Span]:
    """Return the parts of a session that fall into closures, each under its reason."""
    return [shared(span, item.span) for span in closed if span.overlaps(item.span)]


def shared(one: Span, other: Span) -> Span:
    """Return the time that two have in common, under the first one's title."""
    return Span(
        title=one.title,
        starts_at=max(one.starts_at, other.starts_at),
        ends_at=min(one.ends_at, other.ends_at),
    )


def titles(*items: Placed) -> str:
    """Write what the sessions are called."""
    return listed([f"“{item.session.title}”" for item in items])


def reasons(spans: Iterable[Span]) -> str:
    """Write why something is closed, as the end of a phrase; nothing where nobody said."""
    said = listed(list(dict.fromkeys(span.title for span in spans if span.title)))
    return f": {said}" if said else ""


def how_many(count: int) -> str:
    """Write how many people."""
    return "1 person" if count == 1 else f"{count} people"
