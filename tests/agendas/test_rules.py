"""What stands in somebody's day, and what their calendar may tell."""

from datetime import UTC, date, datetime, timedelta

import pytest

from conference.agendas import rules
from conference.agendas.rules import DayItem, Moment, Option, Part

NINE = datetime(2024, 9, 25, 8, 0, tzinfo=UTC)
LAST_DAY = date(2024, 9, 25)


def moment_at(minutes: int) -> datetime:
    """Return a moment by minutes after nine."""
    return NINE + timedelta(minutes=minutes)


def item(part: Part, starts: int, ends: int, *, is_cancelled: bool = False) -> DayItem:
    """Return an item by minutes after nine."""
    return DayItem(
        part=part,
        starts_at=moment_at(starts),
        ends_at=moment_at(ends),
        key=starts,
        is_cancelled=is_cancelled,
    )


def option(starts: int, ends: int) -> Option:
    """Return a session that one could go to."""
    return Option(starts_at=moment_at(starts), ends_at=moment_at(ends))


def gap(starts: int, ends: int, options: int) -> DayItem:
    """Return a gap."""
    return DayItem(
        part=Part.GAP, starts_at=moment_at(starts), ends_at=moment_at(ends), options=options
    )


PLENARY = item(Part.PLENARY, 0, 45)
BREAK = item(Part.BREAK, 95, 120)
BOOKED = item(Part.BOOKED, 120, 210)
TALK = item(Part.TALK, 120, 160)


@pytest.mark.parametrize(
    ("options", "gaps"),
    [
        ([], []),
        ([option(55, 95), option(55, 95)], [gap(55, 95, 2)]),
        ([option(45, 55)], [gap(45, 55, 1)]),
        ([option(40, 55)], []),
        ([option(130, 150)], []),
        ([option(210, 250), option(210, 230)], [gap(210, 230, 2)]),
        ([option(95, 115)], []),
        ([option(119, 120)], []),
        ([option(90, 100)], [gap(90, 100, 1)]),
        ([option(55, 95), option(300, 330)], [gap(55, 95, 1), gap(300, 330, 1)]),
    ],
)
def test_gaps_stand_where_sessions_begin_and_nothing_is_chosen(
    options: list[Option], gaps: list[DayItem]
) -> None:
    day = rules.with_gaps([BOOKED, PLENARY, BREAK], options)
    assert [row for row in day if row.part is Part.GAP] == gaps
    assert list(day) == sorted(day, key=lambda row: (row.starts_at, row.ends_at))
    assert {PLENARY, BREAK, BOOKED} <= set(day)


def test_a_session_that_was_called_off_leaves_a_gap() -> None:
    off = item(Part.BOOKED, 120, 210, is_cancelled=True)
    assert rules.with_gaps([off], [option(120, 160)]) == (gap(120, 160, 1), off)


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        (-30, Moment(current=None, following=PLENARY, after_break=False)),
        (0, Moment(current=PLENARY, following=BOOKED, after_break=True)),
        (44, Moment(current=PLENARY, following=BOOKED, after_break=True)),
        (45, Moment(current=None, following=BOOKED, after_break=True)),
        (100, Moment(current=BREAK, following=BOOKED, after_break=True)),
        (120, Moment(current=BOOKED, following=None, after_break=False)),
        (210, Moment(current=None, following=None, after_break=False)),
    ],
)
def test_what_is_on_and_what_is_next(minute: int, expected: Moment) -> None:
    day = (PLENARY, BREAK, BOOKED)
    assert rules.moment(day, now=moment_at(minute)) == expected


def test_what_one_is_bound_to_stands_before_breaks_and_open_choices() -> None:
    pause, choice = item(Part.BREAK, 100, 200), gap(110, 200, 3)
    now = moment_at(130)
    current = [
        rules.moment(day, now=now).current
        for day in (
            (pause, choice, BOOKED, TALK),
            (pause, choice, BOOKED),
            (pause, choice),
            (choice,),
        )
    ]
    assert current == [TALK, BOOKED, pause, choice]


def test_what_was_called_off_is_neither_on_nor_next() -> None:
    day = (item(Part.BOOKED, 0, 30, is_cancelled=True), PLENARY, BOOKED)
    now = rules.moment(day, now=moment_at(10))
    assert (now.current, now.following) == (PLENARY, BOOKED)


@pytest.mark.parametrize(
    ("items", "count"),
    [
        ([BOOKED, TALK], 1),
        ([BOOKED, item(Part.BOOKED, 200, 230)], 1),
        ([BOOKED, item(Part.BOOKED, 210, 230)], 0),
        ([BOOKED, item(Part.BOOKED, 150, 150)], 0),
        ([BOOKED, item(Part.BOOKED, 130, 150, is_cancelled=True)], 0),
        ([TALK, item(Part.TALK, 130, 150)], 0),
        ([BOOKED, item(Part.PLENARY, 130, 150)], 0),
        ([BOOKED, TALK, item(Part.BOOKED, 130, 150)], 3),
    ],
)
def test_what_binds_twice_at_one_moment(items: list[DayItem], count: int) -> None:
    assert len(rules.double(items, now=NINE)) == count
    assert rules.double(items, now=moment_at(230)) == ()


@pytest.mark.parametrize(("days", "is_over"), [(0, False), (7, False), (8, True)])
def test_the_feed_ends_seven_days_after_the_event(days: int, is_over: bool) -> None:
    assert rules.is_over(LAST_DAY, today=LAST_DAY + timedelta(days=days)) is is_over


@pytest.mark.parametrize(
    ("minutes_ago", "is_noted"), [(None, False), (0, True), (59, True), (60, False), (-5, False)]
)
def test_fetches_are_noted_once_an_hour(minutes_ago: int | None, is_noted: bool) -> None:
    last = None if minutes_ago is None else NINE - timedelta(minutes=minutes_ago)
    assert rules.is_fetch_noted(last, now=NINE) is is_noted


@pytest.mark.parametrize(
    ("is_sensitive", "is_cancelled", "expected"),
    [
        (False, False, "Shrink your trail"),
        (False, True, "Cancelled: Shrink your trail"),
        (True, False, "Conference session"),
        (True, True, "Cancelled: Conference session"),
    ],
)
def test_calendars_name_no_sensitive_session(
    is_sensitive: bool, is_cancelled: bool, expected: str
) -> None:
    title = rules.calendar_title(
        "Shrink your trail", is_sensitive=is_sensitive, is_cancelled=is_cancelled
    )
    assert title == expected
