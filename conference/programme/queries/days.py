"""The days of the programme: what begins at each moment, and what is over."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from conference.editions.queries import EditionFrame
from conference.editions.rules import EditionPhase, phase
from conference.kernel import clock
from conference.programme.queries.entries import EntryFacts
from conference.programme.queries.grid import Grid, grid
from conference.programme.queries.rows import SessionRow
from conference.programme.rules.outline import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What begins at one moment; ``later`` names what runs longer than ``ends_at``.

    What has no length (posters, drop-in) ends nothing: with nothing else there is no ``ends_at``.
    """

    anchor: str
    starts_at: datetime
    ends_at: datetime | None
    later: tuple[tuple[str, datetime], ...]
    breaks: tuple[str, ...]
    rows: tuple[SessionRow, ...]
    is_past: bool
    is_last: bool

    def shows_times(self, row: SessionRow) -> bool:
        """Say whether a row repeats its times: it has places, or does not end as the others do."""
        return row.has_places or row.ends_at != (self.ends_at or self.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day; ``past`` is folded away while the conference is on."""

    on: date
    past: tuple[Slot, ...]
    slots: tuple[Slot, ...]
    grid: Grid | None

    @property
    def past_sessions(self) -> int:
        """How many sessions are folded away."""
        return sum(len(slot.rows) for slot in self.past)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is left of a release after the filters; ``rooms`` are the columns of a grid."""

    rows: tuple[SessionRow, ...]
    breaks: tuple[EntryFacts, ...]
    rooms: tuple[str, ...] | None


def days(shown: Shown, edition: EditionFrame, *, now: datetime) -> tuple[Day, ...]:
    """Return the days in order, each with its slots by time."""
    rows, breaks = defaultdict(list), defaultdict(list)
    for row in shown.rows:
        rows[clock.day(row.starts_at)].append(row)
    for entry in shown.breaks:
        breaks[clock.day(entry.starts_at)].append(entry)
    folds = phase(edition.starts_on, edition.ends_on, today=clock.day(now)) is EditionPhase.ON
    return tuple(
        _one_day(day, rows[day], breaks[day], shown.rooms, now if folds else None)
        for day in sorted({*rows, *breaks})
    )


def anchor(moment: datetime) -> str:
    """Return the id of what begins at ``moment``: the day of the month, hour and minute."""
    return f"t{clock.local(moment):%d-%H%M}"


def zone(moment: datetime) -> str:
    """Return what clocks at the venue call their time then: BST or GMT (domain.md UX-23)."""
    return clock.local(moment).tzname() or ""


def _one_day(
    day: date,
    rows: Sequence[SessionRow],
    breaks: Sequence[EntryFacts],
    rooms: Sequence[str] | None,
    now: datetime | None,
) -> Day:
    last = max((row.starts_at for row in rows), default=None)
    slots = tuple(
        _slot(
            moment,
            tuple(row for row in rows if row.starts_at == moment),
            tuple(entry for entry in breaks if entry.starts_at == moment),
            last=last,
            now=now,
        )
        for moment in sorted({row.starts_at for row in rows} | {item.starts_at for item in breaks})
    )
    return Day(
        on=day,
        past=tuple(slot for slot in slots if slot.is_past),
        slots=tuple(slot for slot in slots if not slot.is_past),
        grid=None if rooms is None else grid(rows, breaks, rooms),
    )


def _slot(
    moment: datetime,
    rows: tuple[SessionRow, ...],
    breaks: tuple[EntryFacts, ...],
    *,
    last: datetime | None,
    now: datetime | None,
) -> Slot:
    over_at = max([row.ends_at for row in rows] + [entry.ends_at for entry in breaks])
    return Slot(
        anchor=anchor(moment),
        starts_at=moment,
        ends_at=min(_ends(rows), default=None),
        later=_later(rows),
        breaks=tuple(entry.title for entry in breaks),
        rows=rows,
        is_past=now is not None and over_at <= now,
        is_last=moment == last,
    )


def _later(rows: Sequence[SessionRow]) -> tuple[tuple[str, datetime], ...]:
    ends = sorted(_ends(rows))[1:]
    return tuple((_name([row for row in rows if row.ends_at == end]), end) for end in ends)


def _ends(rows: Sequence[SessionRow]) -> set[datetime]:
    return {row.ends_at for row in rows if row.ends_at > row.starts_at}


def _name(rows: Sequence[SessionRow]) -> str:
    kinds = {row.kind for row in rows}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if not kind:
        return "others" if len(rows) > 1 else "one"
    return plural(kind) if len(rows) > 1 else kind.lower()
