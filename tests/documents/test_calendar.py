"""Calendar files, read back with icalendar and khal."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.documents import plain
from conference.documents.calendar import CalendarFacts, calendar_file

from .facts import CHANGED_AT, NINE_IN_SUMMER, make_calendar, make_entry
from .khal_reader import khal_reads

SUMMER_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/London
COMMENT:This timezone only works from 2024-09-25 to 2024-09-26.
BEGIN:DAYLIGHT
DTSTART:20240925T000000
TZNAME:BST
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
"""

EMPTY_FILE = f"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//conference//calendars//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Warwick Improvement Conference
X-WR-CALNAME:Warwick Improvement Conference
REFRESH-INTERVAL;VALUE=DURATION:PT12H
UID:programme-2024@example.org
X-PUBLISHED-TTL:PT12H
X-WR-TIMEZONE:Europe/London
{SUMMER_ZONE}END:VCALENDAR
"""

PLAIN_ENTRY = """\
BEGIN:VEVENT
SUMMARY:Opening
DTSTART;TZID=Europe/London:20240925T090000
DTEND;TZID=Europe/London:20240925T100000
DTSTAMP:20240701T120000Z
UID:a@example.org
SEQUENCE:0
LAST-MODIFIED:20240701T120000Z
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
"""

FULL_ENTRY = """\
BEGIN:VEVENT
SUMMARY:Opening
DTSTART;TZID=Europe/London:20240925T090000
DTEND;TZID=Europe/London:20240925T100000
DTSTAMP:20240701T120000Z
UID:a@example.org
SEQUENCE:3
CLASS:PRIVATE
DESCRIPTION:Bring a pen\\, paper\\; and questions.\\nNothing else.
LAST-MODIFIED:20240701T120000Z
LOCATION:Studio 1\\, first floor
STATUS:CANCELLED
TRANSP:TRANSPARENT
URL:https://example.org/2024/sessions/A1
END:VEVENT
"""


def lines_of(facts: CalendarFacts, component: str) -> list[str]:
    """Return the unfolded lines of the first component of that name."""
    lines = calendar_file(facts).decode().replace("\r\n ", "").split("\r\n")
    return lines[lines.index(f"BEGIN:{component}") : lines.index(f"END:{component}") + 1]


def events_of(facts: CalendarFacts) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(calendar_file(facts)).events


def clock_changes(facts: CalendarFacts) -> list[str]:
    return [line for line in lines_of(facts, "VTIMEZONE") if line.startswith(("DTSTART", "RDATE"))]


def test_a_calendar_without_entries_is_whole() -> None:
    assert calendar_file(make_calendar()).decode() == EMPTY_FILE.replace("\n", "\r\n")


def test_an_entry_says_what_it_knows_and_no_more() -> None:
    facts = make_calendar(make_entry("a@example.org"))
    assert lines_of(facts, "VEVENT") == PLAIN_ENTRY.splitlines()


def test_a_cancelled_private_entry_stays_and_blocks_no_time() -> None:
    entry = replace(
        make_entry("a@example.org"),
        description="Bring a pen, paper; and questions.\r\nNothing else.",
        location="Studio 1, first floor",
        url="https://example.org/2024/sessions/A1",
        sequence=3,
        is_cancelled=True,
        is_private=True,
    )
    assert lines_of(make_calendar(entry), "VEVENT") == FULL_ENTRY.splitlines()


def test_an_entry_may_leave_its_time_free() -> None:
    facts = make_calendar(replace(make_entry("a@example.org"), is_transparent=True))
    assert lines_of(facts, "VEVENT") == [
        line.replace("OPAQUE", "TRANSPARENT") for line in PLAIN_ENTRY.splitlines()
    ]


def test_entries_are_sorted_by_start_then_uid_and_the_bytes_never_differ() -> None:
    late = make_entry("a@example.org", datetime(2024, 9, 25, 16, tzinfo=UTC))
    first, second = make_entry("b@example.org"), make_entry("c@example.org")
    facts = make_calendar(late, second, first)
    assert [event.uid for event in events_of(facts)] == [
        "b@example.org",
        "c@example.org",
        "a@example.org",
    ]
    assert calendar_file(facts) == calendar_file(make_calendar(first, second, late))


def test_any_change_changes_the_bytes() -> None:
    entry = make_entry("a@example.org")
    changed = replace(entry, changed_at=datetime(2024, 7, 2, tzinfo=UTC))
    assert calendar_file(make_calendar(entry)) != calendar_file(make_calendar(changed))


@settings(max_examples=80, deadline=None, database=None)
@given(title=st.text(max_size=300), description=st.text(max_size=300))
def test_any_words_come_back_in_lines_of_75_octets(title: str, description: str) -> None:
    entry = replace(make_entry("a@example.org", title=title), description=description)
    written = calendar_file(make_calendar(entry))
    assert {len(line) <= 75 for line in written.split(b"\r\n")} == {True}
    assert written.count(b"\n") == written.count(b"\r") == written.count(b"\r\n")
    (event,) = icalendar.Calendar.from_ical(written).events
    read = (str(event.get("summary")), str(event.get("description", "")))
    assert read == (plain.one_line(title), plain.lines(description))


def test_no_words_can_add_a_property() -> None:
    hostile = "x\r\nATTENDEE:mailto:a@example.org\nORGANIZER:mailto:b@example.org\x00\x0b"
    entry = replace(
        make_entry(hostile, title=hostile),
        description=hostile,
        location=hostile,
        url="https://example.org/\nATTENDEE:mailto:a@example.org",
    )
    facts = replace(make_calendar(entry), name=hostile, uid=hostile)
    calendar = icalendar.Calendar.from_ical(calendar_file(facts))
    (event,) = calendar.events
    assert set(calendar) == set(icalendar.Calendar.from_ical(EMPTY_FILE))
    words = {"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "TRANSP", "SEQUENCE"}
    assert set(event) == words | {"DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"}


def test_the_zone_tells_only_of_the_days_of_the_edition() -> None:
    facts = make_calendar(make_entry("a@example.org"))
    assert lines_of(facts, "VTIMEZONE") == SUMMER_ZONE.splitlines()


def test_the_zone_tells_of_a_clock_change_among_the_days() -> None:
    facts = replace(make_calendar(), first_date=date(2024, 10, 26), last_date=date(2024, 10, 27))
    assert clock_changes(facts) == ["DTSTART:20241026T000000", "DTSTART:20241027T020000"]


def test_an_entry_on_other_days_widens_the_zone_one_change_at_a_time() -> None:
    # In one RDATE of many dates ical.js would read only the first.
    years_later = make_entry("a@example.org", datetime(2027, 1, 11, 9, tzinfo=UTC))
    assert clock_changes(make_calendar(years_later)) == [
        "DTSTART:20240925T000000",
        "DTSTART:20241027T020000",
        "DTSTART:20251026T020000",
        "DTSTART:20261025T020000",
        "DTSTART:20250330T020000",
        "DTSTART:20260329T020000",
    ]


def test_a_time_that_happens_twice_is_written_in_utc() -> None:
    first = make_entry("a@example.org", datetime(2024, 10, 27, 0, 15, tzinfo=UTC), 30)
    second = make_entry("b@example.org", datetime(2024, 10, 27, 1, 15, tzinfo=UTC), 30)
    third = make_entry("c@example.org", datetime(2024, 10, 27, 2, 15, tzinfo=UTC), 30)
    facts = make_calendar(first, second, third, day=date(2024, 10, 27))
    assert [event["DTSTART"].to_ical() for event in events_of(facts)] == [
        b"20241027T001500Z",
        b"20241027T011500Z",
        b"20241027T021500",
    ]


def test_stored_moments_come_back() -> None:
    (event,) = events_of(make_calendar(make_entry("a@example.org")))
    assert (event.start, event.DTSTAMP, event.LAST_MODIFIED) == (
        NINE_IN_SUMMER,
        CHANGED_AT,
        CHANGED_AT,
    )


def test_khal_reads_the_day(tmp_path: Path) -> None:
    facts = make_calendar(
        make_entry("a@example.org", title="Opening, with coffee; Ünïcode \\ and all of it " * 3),
        replace(
            make_entry("b@example.org", datetime(2024, 9, 25, 8, 30, tzinfo=UTC), 45),
            is_cancelled=True,
            location="Studio 1",
        ),
        make_entry("c@example.org", datetime(2024, 9, 25, 15, 55, tzinfo=UTC), title="Closing"),
    )
    line = "{start} to {end-time}|{title}|{location}|{status}"
    assert khal_reads(calendar_file(facts), tmp_path, first_date=date(2024, 9, 25), line=line) == [
        "2024-09-25 09:00 to 10:00|"
        + " ".join(["Opening, with coffee; Ünïcode \\ and all of it"] * 3)
        + "||CONFIRMED",
        "2024-09-25 09:30 to 10:15|Opening|Studio 1|CANCELLED",
        "2024-09-25 16:55 to 17:55|Closing||CONFIRMED",
    ]


def test_khal_reads_right_times_around_both_clock_changes(tmp_path: Path) -> None:
    moments = {
        date(2024, 10, 26): [(26, 8, 0), (27, 0, 15), (27, 1, 15), (27, 2, 15), (28, 9, 0)],
        date(2025, 3, 29): [(29, 9, 0), (30, 0, 15), (30, 1, 0), (31, 8, 0)],
    }
    read = {}
    for first_date, times in moments.items():
        year, month = first_date.year, first_date.month
        entries = [
            make_entry(f"{day}-{hour}", datetime(year, month, day, hour, minute, tzinfo=UTC), 30)
            for day, hour, minute in times
        ]
        folder = tmp_path / first_date.isoformat()
        folder.mkdir()
        written = calendar_file(make_calendar(*entries, day=first_date))
        read[first_date] = khal_reads(
            written, folder, first_date=first_date, days=3, line="{start} to {end-time}"
        )
    assert read == {
        date(2024, 10, 26): [
            "2024-10-26 09:00 to 09:30",
            "2024-10-27 01:15 to 01:45",
            "2024-10-27 01:15 to 01:45",
            "2024-10-27 02:15 to 02:45",
            "2024-10-28 09:00 to 09:30",
        ],
        date(2025, 3, 29): [
            "2025-03-29 09:00 to 09:30",
            "2025-03-30 00:15 to 00:45",
            "2025-03-30 02:00 to 02:30",
            "2025-03-31 09:00 to 09:30",
        ],
    }
