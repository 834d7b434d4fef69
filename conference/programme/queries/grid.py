"""The programme as a table: rooms across, times down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from conference.programme.queries.entries import EntryFacts
from conference.programme.queries.rows import SessionRow
from conference.programme.rules.timetable import Block, Cell, Row, timetable

ELSEWHERE = "Elsewhere"
"""The column of sessions whose room the public may not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A cell with sessions or, across a whole row, a break."""

    sessions: tuple[SessionRow, ...]
    breaks: tuple[str, ...]
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One time; ``notes`` are breaks beside sessions that run on."""

    starts_at: datetime
    ends_at: datetime
    notes: tuple[str, ...]
    is_wide: bool
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The table of one day."""

    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


def grid(
    sessions: Sequence[SessionRow], breaks: Sequence[EntryFacts], rooms: Iterable[str]
) -> Grid:
    """Return the table of one day; a session without a track that is alone takes its row."""
    by_key = {row.session_id: row for row in sessions}
    titles = {entry.session_id: entry.title for entry in breaks}
    laid = timetable([*map(_session_block, sessions), *map(_break_block, breaks)], _columns(rooms))
    return Grid(
        columns=laid.columns, rows=tuple(_grid_row(row, by_key, titles) for row in laid.rows)
    )


def _columns(rooms: Iterable[str]) -> tuple[str, ...]:
    return (*rooms, ELSEWHERE)


def _session_block(row: SessionRow) -> Block:
    return Block(
        key=row.session_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        column=row.room.name or ELSEWHERE,
        may_widen=row.track is None,
    )


def _break_block(entry: EntryFacts) -> Block:
    return Block(
        key=entry.session_id, starts_at=entry.starts_at, ends_at=entry.ends_at, column=None
    )


def _grid_row(row: Row, sessions: dict[int, SessionRow], titles: dict[int, str]) -> GridRow:
    return GridRow(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        notes=tuple(titles[key] for key in row.notes),
        is_wide=row.is_wide,
        cells=tuple(_grid_cell(cell, sessions, titles) for cell in row.cells),
    )


def _grid_cell(cell: Cell, sessions: dict[int, SessionRow], titles: dict[int, str]) -> GridCell:
    return GridCell(
        sessions=tuple(sessions[key] for key in cell.keys if key in sessions),
        breaks=tuple(titles[key] for key in cell.keys if key in titles),
        rows=cell.rows,
        columns=cell.columns,
    )
