"""The organisers' schedule of one day: rooms across, times down, and what is wrong with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db
from conference.programme.models import DraftStep
from conference.programme.queries.drafts import Draft, DraftSession
from conference.programme.queries.findings import (
    Bookings,
    DayFindings,
    Judged,
    by_day,
    findings,
)
from conference.programme.rules.timetable import Block, Cell, Timetable, timetable

NO_ROOM = "No room yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of one's own that can be taken back or done again."""

    id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSteps:
    """What one's own next undo and redo would be; nothing: there is none."""

    undo: StepRow | None
    redo: StepRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCell:
    """What stands in one room from one time on; empty where it is free."""

    sessions: tuple[DraftSession, ...]
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One time; breaks stand beside it."""

    starts_at: datetime
    breaks: tuple[DraftSession, ...]
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """A day of the draft; ``wrong`` is what is wrong with it, or with what stands on no day.

    ``elsewhere`` is what is open on the other days, ``blocking`` counts what blocks a release on
    any day. ``troubled`` are open findings by session.
    """

    day: date
    columns: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    unplaced: tuple[DraftSession, ...]
    wrong: DayFindings
    elsewhere: tuple[DayFindings, ...]
    blocking: int
    troubled: Mapping[int, tuple[Judged, ...]]
    steps: OwnSteps


def board_page(
    edition: EditionFrame, seen: Draft, bookings: Bookings, *, day: date, actor: str
) -> BoardPage:
    """Return one day of the draft, in four statements beside the draft's own."""
    judged = findings(edition, seen, bookings)
    troubled: defaultdict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        for session_id in one.finding.session_ids:
            if one.is_open:
                troubled[session_id].append(one)
    columns, rows = _laid(_of_day(seen, day), seen)
    return BoardPage(
        day=day,
        columns=columns,
        rows=rows,
        unplaced=seen.unplaced,
        wrong=DayFindings(day=day, findings=tuple(one for one in judged if one.day in {day, None})),
        elsewhere=by_day(one for one in judged if one.is_open and one.day not in {day, None}),
        blocking=sum(one.finding.is_hard for one in judged),
        troubled={key: tuple(found) for key, found in troubled.items()},
        steps=own_steps(edition.id, actor),
    )


def own_steps(edition_id: int, actor: str) -> OwnSteps:
    """Return what somebody can take back or do again next, in one statement.

    Back goes the newest that is done; again the oldest that is undone, which was undone last.
    """
    own = (DraftStep.edition_id == edition_id, DraftStep.actor == actor)
    ends = (
        select(func.max(DraftStep.id)).where(*own, DraftStep.is_undone.is_(False)),
        select(func.min(DraftStep.id)).where(*own, DraftStep.is_undone.is_(True)),
    )
    rows = db.session.execute(
        select(DraftStep.is_undone, DraftStep.id, DraftStep.what).where(
            or_(*(DraftStep.id == end.scalar_subquery() for end in ends))
        )
    )
    found = {row.is_undone: StepRow(id=row.id, what=row.what) for row in rows}
    return OwnSteps(undo=found.get(False), redo=found.get(True))


def _of_day(seen: Draft, day: date) -> list[DraftSession]:
    return [
        row
        for row in seen.sessions
        if row.starts_at is not None and clock.day(row.starts_at) == day
    ]


def _laid(
    sessions: Sequence[DraftSession], seen: Draft
) -> tuple[tuple[str, ...], tuple[BoardRow, ...]]:
    by_key = {row.id: row for row in sessions}
    laid = timetable(
        [block for row in sessions if (block := _block(row, seen)) is not None],
        (*(room.name for room in seen.rooms), *_elsewhere(sessions)),
        keeps_empty=True,
    )
    return laid.columns, tuple(
        BoardRow(
            starts_at=row.starts_at,
            breaks=tuple(by_key[key] for key in row.notes),
            cells=tuple(
                BoardCell(
                    sessions=tuple(by_key[key] for key in cell.keys),
                    column=column,
                    rows=cell.rows,
                    columns=cell.columns,
                )
                for column, cell in placed
            ),
        )
        for row, placed in zip(laid.rows, _columns_of(laid), strict=True)
    )


def _columns_of(laid: Timetable) -> Iterator[list[tuple[int, Cell]]]:
    """Say row by row under which column each cell stands: those above may reach down."""
    reaching = [0] * max(1, len(laid.columns))
    for row in laid.rows:
        free = iter([column for column, rows in enumerate(reaching) if rows == 0])
        placed = []
        for cell in row.cells:
            own = [next(free) for _ in range(cell.columns)]
            placed.append((own[0], cell))
            for column in own:
                reaching[column] = cell.rows
        yield placed
        reaching = [max(0, rows - 1) for rows in reaching]


def _elsewhere(sessions: Sequence[DraftSession]) -> tuple[str, ...]:
    """Return the column of sessions without a room, where there are any."""
    is_needed = any(row.room_id is None and not row.is_break for row in sessions)
    return (NO_ROOM,) if is_needed else ()


def _block(row: DraftSession, seen: Draft) -> Block | None:
    if row.starts_at is None or row.ends_at is None:
        return None
    room = seen.room_name(row.room_id)
    column = None if row.is_break and not room else room or NO_ROOM
    return Block(key=row.id, starts_at=row.starts_at, ends_at=row.ends_at, column=column)
