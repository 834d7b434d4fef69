"""Dates and times as people at the venue read them."""

from datetime import UTC, date, datetime

import pytest

from conference.web import filters

SUMMER_NIGHT = datetime(2024, 7, 31, 22, 59, tzinfo=UTC)
BEFORE_THE_CHANGE = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
AFTER_THE_CHANGE = datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
LAST_MINUTE_OF_JUNE = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "long", "short", "month"),
    [
        (
            date(2024, 9, 25),
            "Wednesday 25 September 2024",
            "25 September 2024",
            "25 September",
        ),
        (LAST_MINUTE_OF_JUNE, "Monday 1 July 2024", "1 July 2024", "1 July"),
        (
            datetime(2024, 12, 31, 23, 30, tzinfo=UTC),
            "Tuesday 31 December 2024",
            "31 December 2024",
            "31 December",
        ),
    ],
)
def test_days_are_the_venues(day: date, long: str, short: str, month: str) -> None:
    written = (filters.long_date(day), filters.short_date(day), filters.day_month(day))
    assert written == (long, short, month)


@pytest.mark.parametrize(
    ("moment", "clock", "spoken"),
    [
        (datetime(2024, 9, 25, 7, 0, tzinfo=UTC), "08:00", "8am"),
        (datetime(2024, 9, 25, 8, 55, tzinfo=UTC), "09:55", "9.55am"),
        (datetime(2024, 9, 25, 11, 0, tzinfo=UTC), "12:00", "12pm"),
        (datetime(2024, 9, 25, 23, 5, tzinfo=UTC), "00:05", "12.05am"),
        (datetime(2024, 12, 1, 16, 30, tzinfo=UTC), "16:30", "4.30pm"),
    ],
)
def test_times_are_the_venues(moment: datetime, clock: str, spoken: str) -> None:
    assert (filters.clock_time(moment), filters.spoken_time(moment)) == (clock, spoken)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (SUMMER_NIGHT, "11:59pm UK time on Wednesday 31 July 2024"),
        (datetime(2024, 1, 5, 12, 0, tzinfo=UTC), "12:00pm UK time on Friday 5 January 2024"),
        (datetime(2024, 1, 5, 0, 5, tzinfo=UTC), "12:05am UK time on Friday 5 January 2024"),
    ],
)
def test_a_deadline_says_whose_clock_counts(moment: datetime, written: str) -> None:
    assert filters.deadline(moment) == written


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    moments = (BEFORE_THE_CHANGE, AFTER_THE_CHANGE)
    assert [filters.clock_time(moment) for moment in moments] == ["01:30", "01:30"]
    assert [filters.iso(moment) for moment in moments] == [
        "2024-10-27T01:30+01:00",
        "2024-10-27T01:30+00:00",
    ]


def test_the_hour_that_never_was_is_not_shown() -> None:
    moment = datetime(2024, 3, 31, 1, 0, tzinfo=UTC)
    assert (filters.clock_time(moment), filters.iso(moment)) == ("02:00", "2024-03-31T02:00+01:00")


def test_a_moment_is_day_and_time() -> None:
    assert filters.moment_text(SUMMER_NIGHT) == "31 July 2024, 23:59"


@pytest.mark.parametrize(
    ("count", "written"), [(0, "0 places"), (1, "1 place"), (2, "2 places"), (-1, "-1 places")]
)
def test_one_is_not_many(count: int, written: str) -> None:
    assert filters.plural(count, "place") == written


def test_odd_plurals_are_given() -> None:
    assert [filters.plural(count, "person", "people") for count in (1, 2)] == [
        "1 person",
        "2 people",
    ]


def test_midnight_is_the_last_minute_of_the_day_before() -> None:
    moment = datetime(2024, 7, 31, 23, 0, tzinfo=UTC)
    assert filters.deadline(moment) == "11:59pm UK time on Wednesday 31 July 2024"
