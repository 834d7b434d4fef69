"""Calendar files as RFC 5545 describes them; the only file that imports icalendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from conference.documents import plain

if TYPE_CHECKING:  # icalendar costs a fifth of a second: it is imported where it is first used
    from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

    ClockChange = TimezoneStandard | TimezoneDaylight

JsonCalendar = list[Any]
"""A component of RFC 7265: its name, a list of properties, a list of components."""

PRODUCT = "-//conference//calendars//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One thing in a calendar; ``uid`` and ``sequence`` come from its row, never from its place.

    All moments are aware and in UTC. ``changed_at`` is when the entry last changed: it becomes
    DTSTAMP and LAST-MODIFIED. A cancelled entry stays in the file and blocks no time.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    description: str = ""
    location: str = ""
    url: str = ""
    sequence: int = 0
    changed_at: datetime
    is_cancelled: bool = False
    is_private: bool = False
    is_transparent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFacts:
    """A whole calendar; the zone is described from ``first_date`` to ``last_date`` (inclusive).

    Entries outside these days widen the description, so that their times are right too.
    """

    name: str
    uid: str
    timezone: str = "Europe/London"
    entries: tuple[CalendarEntry, ...]
    refresh_hours: int = 12
    first_date: date
    last_date: date


def calendar_file(facts: CalendarFacts) -> bytes:
    """Return a published calendar, the same bytes for the same facts (an ETag relies on it).

    Entries are sorted by start, then UID. There is no ORGANIZER, although RFC 5546 section 3.2.1
    asks for one: with it, calendar programs send people's answers to the organisers.
    """
    written: bytes = _calendar(facts).to_ical()
    return written


def calendar_parts(facts: CalendarFacts) -> JsonCalendar:
    """Return the same calendar as jCal (RFC 7265): name, properties and components, nested."""
    parts: JsonCalendar = _calendar(facts).to_jcal()
    return parts


def _calendar(facts: CalendarFacts) -> "Calendar":
    from icalendar import Calendar

    zone = ZoneInfo(facts.timezone)
    calendar = Calendar.new(
        name=plain.one_line(facts.name), uid=plain.one_line(facts.uid), prodid=PRODUCT
    )
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-timezone", facts.timezone)
    refresh = timedelta(hours=facts.refresh_hours)
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{facts.refresh_hours}H")
    calendar.add_component(_zone_block(facts.timezone, *_days(facts, zone)))
    for entry in sorted(facts.entries, key=lambda entry: (entry.starts_at, entry.uid)):
        calendar.add_component(_event(entry, zone))
    return calendar


def _days(facts: CalendarFacts, zone: ZoneInfo) -> tuple[date, date]:
    starts = [entry.starts_at.astimezone(zone).date() for entry in facts.entries]
    ends = [entry.ends_at.astimezone(zone).date() for entry in facts.entries]
    return min([facts.first_date, *starts]), max([facts.last_date, *ends])


@lru_cache(maxsize=64)
def _zone_block(name: str, first_date: date, last_date: date) -> "Timezone":
    from icalendar import Timezone

    # The search stops at the midnight that begins its last day, hence one day more.
    zone = Timezone.from_tzid(name, first_date=first_date, last_date=last_date + timedelta(days=1))
    zone.subcomponents = [single for change in zone.subcomponents for single in _singles(change)]
    return zone


def _singles(change: "ClockChange") -> "list[ClockChange]":
    # icalendar gathers the changes of many years in one RDATE, of which ical.js (Thunderbird)
    # reads only the first: each change stands alone, or talks come out an hour wrong.
    repeats = change.pop("RDATE", None)
    singles = [change]
    for repeat in repeats.dts if repeats else ():
        single = change.copy()
        single["DTSTART"] = repeat
        singles.append(single)
    return singles


def _event(entry: CalendarEntry, zone: ZoneInfo) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", plain.one_line(entry.uid))
    starts_at, ends_at = _written_times(entry, zone)
    event.add("dtstart", starts_at)
    if entry.ends_at > entry.starts_at:  # an end must be later than the start: RFC 5545, 3.8.2.2
        event.add("dtend", ends_at)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    is_free_time = entry.is_cancelled or entry.is_transparent
    event.add("transp", "TRANSPARENT" if is_free_time else "OPAQUE")
    if entry.is_private:
        event.add("class", "PRIVATE")
    event.add("summary", plain.one_line(entry.title))
    _add_words(event, entry)
    return event


def _add_words(event: "Event", entry: CalendarEntry) -> None:
    if entry.description:
        event.add("description", plain.lines(entry.description))
    if entry.location:
        event.add("location", plain.one_line(entry.location))
    if entry.url:
        event.add("url", plain.one_line(entry.url))


def _written_times(entry: CalendarEntry, zone: ZoneInfo) -> tuple[datetime, datetime]:
    starts_at, ends_at = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
    # A local time that happens twice means the first (RFC 5545 section 3.3.5), yet ical.js,
    # node-ical and libical take the second: only UTC says which.
    if _happens_twice(starts_at) or _happens_twice(ends_at):
        return entry.starts_at, entry.ends_at
    return starts_at, ends_at


def _happens_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
