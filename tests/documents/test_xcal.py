"""Calendars as XML: what the calendar file says, in elements (RFC 6321)."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from conference.documents.calendar import CalendarFacts, calendar_file
from conference.documents.xcal import NAMESPACE, xcal_file

from .facts import make_calendar, make_entry

FULL = replace(
    make_entry("a@example.org"),
    description="Bring a pen, paper; and <questions>.\nNothing else.",
    location="Studio 1",
    url="https://example.org/2024/sessions/A1",
    sequence=3,
    is_cancelled=True,
    is_private=True,
)
FULL_EVENT = """\
<vevent><properties>
<uid><text>a@example.org</text></uid>
<dtstart><parameters><tzid><text>Europe/London</text></tzid></parameters>
<date-time>2024-09-25T09:00:00</date-time></dtstart>
<dtend><parameters><tzid><text>Europe/London</text></tzid></parameters>
<date-time>2024-09-25T10:00:00</date-time></dtend>
<dtstamp><date-time>2024-07-01T12:00:00Z</date-time></dtstamp>
<last-modified><date-time>2024-07-01T12:00:00Z</date-time></last-modified>
<sequence><integer>3</integer></sequence>
<status><text>CANCELLED</text></status>
<transp><text>TRANSPARENT</text></transp>
<class><text>PRIVATE</text></class>
<summary><text>Opening</text></summary>
<description><text>Bring a pen, paper; and &lt;questions&gt;.|Nothing else.</text></description>
<location><text>Studio 1</text></location>
<url><uri>https://example.org/2024/sessions/A1</uri></url>
</properties></vevent>"""
EMPTY_CALENDAR = """\
<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar><properties>
<prodid><text>-//conference//calendars//EN</text></prodid>
<version><text>2.0</text></version>
<name><unknown>Warwick Improvement Conference</unknown></name>
<x-wr-calname><unknown>Warwick Improvement Conference</unknown></x-wr-calname>
<uid><text>programme-2024@example.org</text></uid>
<calscale><text>GREGORIAN</text></calscale>
<method><text>PUBLISH</text></method>
<x-wr-timezone><unknown>Europe/London</unknown></x-wr-timezone>
<refresh-interval><duration>PT12H</duration></refresh-interval>
<x-published-ttl><unknown>PT12H</unknown></x-published-ttl>
</properties><components><vtimezone><properties>
<tzid><text>Europe/London</text></tzid>
<comment><text>This timezone only works from 2024-09-25 to 2024-09-26.</text></comment>
</properties><components><daylight><properties>
<tzoffsetfrom><utc-offset>+01:00</utc-offset></tzoffsetfrom>
<tzoffsetto><utc-offset>+01:00</utc-offset></tzoffsetto>
<tzname><text>BST</text></tzname>
<dtstart><date-time>2024-09-25T00:00:00</date-time></dtstart>
</properties></daylight></components></vtimezone></components></vcalendar></icalendar>"""


def written(expected: str) -> str:
    """Return what stands on several lines as the file has it; a bar is a break in a text."""
    return expected.replace("\n", "").replace("|", "\n")


def events(facts: CalendarFacts) -> list[dict[str, str]]:
    """Return the events of the XML, the value of each property by its name."""
    root: Any = etree.fromstring(xcal_file(facts))
    names = {"c": NAMESPACE}
    return [
        {
            etree.QName(found).localname: (found[-1].text or "")
            for found in event.find("c:properties", names)
        }
        for event in root.iterfind(".//c:vevent", names)
    ]


def test_a_calendar_without_entries_is_whole() -> None:
    declaration, _, rest = xcal_file(make_calendar()).decode().partition("\n")
    assert (declaration, rest) == (
        "<?xml version='1.0' encoding='utf-8'?>",
        written(EMPTY_CALENDAR),
    )


def test_an_entry_says_what_it_knows() -> None:
    assert written(FULL_EVENT) in xcal_file(make_calendar(FULL)).decode()


def test_the_same_facts_are_the_same_bytes() -> None:
    first, second = make_entry("b@example.org"), make_entry("c@example.org")
    assert xcal_file(make_calendar(first, second)) == xcal_file(make_calendar(second, first))


@given(title=st.text(), description=st.text(), sequence=st.integers(0, 10**6))
def test_both_files_say_the_same(title: str, description: str, sequence: int) -> None:
    entry = replace(FULL, title=title, description=description, sequence=sequence)
    facts = make_calendar(entry)
    found = events(facts)[0]
    event = Calendar.from_ical(calendar_file(facts)).events[0]
    assert {name.upper() for name in found} == set(event)
    told = (found["summary"], found.get("description", ""), found["sequence"])
    assert told == (
        str(event["SUMMARY"]),
        str(event.get("DESCRIPTION", "")),
        str(event["SEQUENCE"]),
    )
