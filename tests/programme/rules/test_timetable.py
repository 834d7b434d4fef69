"""How sessions lie in a table of rooms across and times down."""

from datetime import UTC, datetime

from conference.programme.rules.timetable import Block, Cell, Row, Timetable, timetable

ROOMS = ("Hall", "One", "Two")


def moment(clock: str) -> datetime:
    """Return ``HH:MM`` of a day."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2024, 9, 25, hour, minute, tzinfo=UTC)


def block(key: int, starts: str, ends: str, room: str | None, *, widens: bool = False) -> Block:
    """Return a block by clock times."""
    return Block(
        key=key,
        starts_at=moment(starts),
        ends_at=moment(ends),
        column=room,
        may_widen=widens,
    )


def row(
    starts: str, ends: str, *cells: Cell, wide: bool = False, notes: tuple[int, ...] = ()
) -> Row:
    """Return the row that is expected."""
    return Row(
        starts_at=moment(starts), ends_at=moment(ends), notes=notes, is_wide=wide, cells=cells
    )


def test_an_empty_day_has_no_rows() -> None:
    assert timetable([], ROOMS) == Timetable(columns=(), rows=())


def test_rooms_across_in_the_order_given_and_times_down() -> None:
    laid = timetable([block(1, "10:00", "10:40", "Two"), block(2, "09:00", "09:40", "One")], ROOMS)
    assert laid == Timetable(
        columns=("One", "Two"),
        rows=(
            row("09:00", "09:40", Cell(keys=(2,)), Cell()),
            row("10:00", "10:40", Cell(), Cell(keys=(1,))),
        ),
    )


def test_a_long_session_spans_the_rows_that_begin_before_it_ends() -> None:
    laid = timetable(
        [
            block(1, "11:00", "12:30", "One"),
            block(2, "11:00", "11:40", "Two"),
            block(3, "11:50", "12:30", "Two"),
            block(4, "12:30", "13:00", "Two"),
        ],
        ROOMS,
    )
    assert laid.rows == (
        row("11:00", "11:40", Cell(keys=(1,), rows=2), Cell(keys=(2,))),
        row("11:50", "12:30", Cell(keys=(3,))),
        row("12:30", "13:00", Cell(), Cell(keys=(4,))),
    )


def test_a_plenary_alone_at_its_time_takes_the_row_and_needs_no_column() -> None:
    laid = timetable(
        [block(1, "09:00", "09:45", "Hall", widens=True), block(2, "10:00", "10:40", "One")], ROOMS
    )
    assert laid == Timetable(
        columns=("One",),
        rows=(
            row("09:00", "09:45", Cell(keys=(1,)), wide=True),
            row("10:00", "10:40", Cell(keys=(2,))),
        ),
    )


def test_a_plenary_beside_another_session_stays_in_its_room() -> None:
    laid = timetable(
        [block(1, "09:00", "09:45", "Hall", widens=True), block(2, "09:00", "09:40", "One")], ROOMS
    )
    assert laid.rows == (row("09:00", "09:40", Cell(keys=(1,)), Cell(keys=(2,))),)


def test_a_session_of_a_track_stays_in_its_room_even_alone() -> None:
    laid = timetable([block(1, "09:00", "09:45", "Hall")], ROOMS)
    assert laid.rows == (row("09:00", "09:45", Cell(keys=(1,))),)


def test_a_break_takes_its_row() -> None:
    laid = timetable(
        [
            block(1, "09:00", "10:00", "One"),
            block(2, "09:00", "10:00", "Two"),
            block(3, "10:00", "10:30", None),
        ],
        ROOMS,
    )
    assert laid.rows[1] == row("10:00", "10:30", Cell(keys=(3,), columns=2), wide=True)


def test_a_break_beside_sessions_that_run_becomes_a_note() -> None:
    laid = timetable(
        [
            block(1, "09:00", "11:00", "One"),
            block(2, "10:00", "10:30", None),
            block(3, "11:00", "11:30", None),
            block(4, "11:00", "12:00", "One"),
        ],
        ROOMS,
    )
    assert laid.rows == (
        row("09:00", "11:00", Cell(keys=(1,), rows=2)),
        row("10:00", "10:30", notes=(2,)),
        row("11:00", "11:30", Cell(keys=(4,)), notes=(3,)),
    )


def test_sessions_that_overlap_in_one_room_share_a_cell() -> None:
    laid = timetable(
        [
            block(1, "09:00", "10:00", "One"),
            block(2, "09:30", "11:00", "One"),
            block(3, "10:30", "11:00", "Two"),
        ],
        ROOMS,
    )
    assert laid.rows == (
        row("09:00", "10:00", Cell(keys=(1, 2), rows=3), Cell()),
        row("09:30", "11:00", Cell()),
        row("10:30", "11:00", Cell(keys=(3,))),
    )


def test_only_breaks_make_a_table_of_one_column() -> None:
    laid = timetable([block(1, "12:30", "13:30", None)], ROOMS)
    assert laid.rows == (row("12:30", "13:30", Cell(keys=(1,)), wide=True),)


def test_what_has_no_length_does_not_end_its_row() -> None:
    laid = timetable(
        [
            block(1, "14:00", "14:00", "One"),
            block(2, "14:00", "15:00", "Two"),
            block(3, "16:00", "16:00", "One"),
        ],
        ROOMS,
    )
    assert [(row.starts_at, row.ends_at) for row in laid.rows] == [
        (row("14:00", "15:00").starts_at, row("14:00", "15:00").ends_at),
        (row("16:00", "16:00").starts_at, row("16:00", "16:00").ends_at),
    ]
