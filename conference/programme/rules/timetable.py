"""How sessions lie in a table of rooms across and times down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing in the table; without a column it is for everybody, as a break is.

    ``may_widen``: alone at its time it takes the whole row, as a plenary does.
    """

    key: int
    starts_at: datetime
    ends_at: datetime
    column: str | None
    may_widen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell with the keys of what stands in it, in order; empty where a room is free."""

    keys: tuple[int, ...] = ()
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One time of the day. ``notes`` are breaks that find no free row of their own."""

    starts_at: datetime
    ends_at: datetime
    notes: tuple[int, ...]
    is_wide: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The columns that are used, in the order given, and the rows by time."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(slots=True, kw_only=True)
class _Region:
    """What shares a cell: sessions in one room that overlap, from the first row to the last."""

    column: str
    first: int
    last: int
    keys: list[int] = field(default_factory=list)


def timetable(
    blocks: Sequence[Block], columns: Iterable[str], *, keeps_empty: bool = False
) -> Timetable:
    """Lay out ``blocks``; a long one spans the rows that begin before it ends.

    Columns in which nothing stands are left out, unless they are to be kept.
    """
    times = sorted({block.starts_at for block in blocks})
    at = {moment: [block for block in blocks if block.starts_at == moment] for moment in times}
    regions = _regions([block for block in blocks if block.column is not None], times)
    wide = {
        row: [block.key for block in at[moment]]
        for row, moment in enumerate(times)
        if _is_wide(row, at[moment], regions)
    }
    narrow = [region for region in regions if region.first not in wide]
    used = {region.column for region in narrow}
    kept = tuple(column for column in columns if keeps_empty or column in used)
    rows = tuple(
        Row(
            starts_at=moment,
            ends_at=_first_end(moment, at[moment]),
            notes=()
            if row in wide
            else tuple(block.key for block in at[moment] if block.column is None),
            is_wide=row in wide,
            cells=_wide_row(wide[row], kept) if row in wide else _cells(row, narrow, kept),
        )
        for row, moment in enumerate(times)
    )
    return Timetable(columns=kept, rows=rows)


def _first_end(moment: datetime, blocks: Iterable[Block]) -> datetime:
    """Return when the first of these ends; what has no length does not count."""
    return min((block.ends_at for block in blocks if block.ends_at > moment), default=moment)


def _regions(blocks: Iterable[Block], times: Sequence[datetime]) -> list[_Region]:
    rows: Mapping[datetime, int] = {moment: row for row, moment in enumerate(times)}
    newest: dict[str, _Region] = {}
    regions = []
    for block in sorted(blocks, key=lambda block: block.starts_at):
        column, first = block.column or "", rows[block.starts_at]
        last = max(first, sum(moment < block.ends_at for moment in times) - 1)
        region = newest.get(column)
        if region is None or region.last < first:
            region = newest[column] = _Region(column=column, first=first, last=last)
            regions.append(region)
        region.keys.append(block.key)
        region.last = max(region.last, last)
    return regions


def _is_wide(row: int, blocks: Sequence[Block], regions: Iterable[_Region]) -> bool:
    covering = [region for region in regions if region.first <= row <= region.last]
    if not covering:
        return True
    is_alone = len(blocks) == 1 and len(covering) == 1 and covering[0].first == covering[0].last
    return is_alone and blocks[0].may_widen


def _wide_row(keys: Iterable[int], columns: Sequence[str]) -> tuple[Cell, ...]:
    return (Cell(keys=tuple(keys), columns=max(1, len(columns))),)


def _cells(row: int, regions: Iterable[_Region], columns: Iterable[str]) -> tuple[Cell, ...]:
    here = {region.column: region for region in regions if region.first <= row <= region.last}
    cells = []
    for column in columns:
        region = here.get(column)
        if region is None:
            cells.append(Cell())
        elif region.first == row:
            cells.append(Cell(keys=tuple(region.keys), rows=region.last - region.first + 1))
    return tuple(cells)
