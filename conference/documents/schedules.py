"""The programme for other programs: schedule.json (version 1), frab's schedule.xml, and CSV.

What the fields of the first two mean: https://c3voc.de/schedule. Neither format has a word for a
session that was cancelled: its title says so, and the JSON names it once more under ``meta``.
"""

import csv
import io
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from conference.documents import plain

GENERATOR = "conference"
JSON_SCHEMA = "https://c3voc.de/schedule/schema.json"
TIMESLOT = "00:05"
CANCELLED = "Cancelled: "
BYTE_ORDER_MARK = "\ufeff"
"""Excel reads a file as UTF-8 only if it begins with this."""

COLUMNS = (
    *("code", "title", "track", "format", "day", "start", "end"),
    *("room", "speakers", "state"),
)

_JSON_CODE = re.compile(r"[A-Z0-9]+")
_XML_CODE = re.compile(r"[A-Z0-9]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTrack:
    """A track and its colour (``#rrggbb``)."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRoom:
    """Where a session is, in the words of the public pages.

    ``position`` is the room's place among the rooms; what is no room's name has none and comes
    last.
    """

    name: str
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSpeaker:
    """Somebody on stage, as the public sees them; without a code there is no page of theirs."""

    name: str
    code: str | None = None
    biography: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSession:
    """One session; moments are aware and in UTC, ``abstract`` is Markdown, ``url`` its page."""

    session_id: int
    code: str
    title: str
    summary: str = ""
    abstract: str = ""
    track: str = ""
    format: str = ""
    starts_at: datetime
    ends_at: datetime
    room: ScheduleRoom
    speakers: tuple[ScheduleSpeaker, ...] = ()
    url: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFacts:
    """A whole programme; ``slug`` is the edition's, ``url`` the address of the programme's page.

    Days from ``first_date`` to ``last_date`` (inclusive) are listed even if nothing is on.
    """

    slug: str
    name: str
    version: str
    timezone: str
    first_date: date
    last_date: date
    url: str
    tracks: tuple[ScheduleTrack, ...] = ()
    sessions: tuple[ScheduleSession, ...] = ()


def schedule_json(facts: ScheduleFacts) -> bytes:
    """Return the programme as schedule.json, the same bytes for the same facts."""
    cleaned = _cleaned(facts)
    document = {
        "$schema": JSON_SCHEMA,
        "generator": {"name": GENERATOR},
        "schedule": {"version": cleaned.version, "conference": _json_conference(cleaned)},
    }
    return json.dumps(document, ensure_ascii=False).encode()


def schedule_xml(facts: ScheduleFacts) -> bytes:
    """Return the programme as frab's schedule.xml, the same bytes for the same facts."""
    cleaned = _cleaned(facts)
    days = _days(cleaned)
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", {"name": GENERATOR})
    _add_texts(root, {"version": cleaned.version})
    _add_xml_conference(root, cleaned, days)
    for day in days:
        _add_xml_day(root, day, cleaned)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def sessions_csv(facts: ScheduleFacts) -> bytes:
    """Return one line for each session by time; no cell begins like a formula."""
    cleaned = _cleaned(facts)
    zone = ZoneInfo(cleaned.timezone)
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for session in cleaned.sessions:
        writer.writerow([plain.csv_safe(cell) for cell in _csv_cells(session, zone)])
    return text.getvalue().encode()


def event_guid(slug: str, session_id: int) -> str:
    """Return the identity of a session: of its row, so that no move and no release changes it."""
    return _guid(slug, f"session-{session_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One day: its sessions by room, the rooms in their order."""

    index: int
    day: date
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[tuple[str, tuple[ScheduleSession, ...]], ...]


def _days(facts: ScheduleFacts) -> tuple[_Day, ...]:
    zone = ZoneInfo(facts.timezone)
    length = (facts.last_date - facts.first_date).days + 1
    found: dict[date, list[ScheduleSession]] = {
        facts.first_date + timedelta(days=number): [] for number in range(length)
    }
    for session in facts.sessions:
        found.setdefault(session.starts_at.astimezone(zone).date(), []).append(session)
    return tuple(
        _day(index, day, found[day], zone) for index, day in enumerate(sorted(found), start=1)
    )


def _day(index: int, day: date, sessions: list[ScheduleSession], zone: ZoneInfo) -> _Day:
    midnight = datetime.combine(day, time(), zone)
    starts = [session.starts_at for session in sessions]
    ends = [session.ends_at for session in sessions]
    return _Day(
        index=index,
        day=day,
        starts_at=min(starts, default=midnight).astimezone(zone),
        ends_at=max(ends, default=midnight + timedelta(days=1)).astimezone(zone),
        rooms=tuple(
            (name, tuple(session for session in sessions if session.room.name == name))
            for name in _room_names(sessions)
        ),
    )


def _room_names(sessions: Iterable[ScheduleSession]) -> tuple[str, ...]:
    rooms = {session.room for session in sessions}
    ordered = sorted(rooms, key=lambda room: (room.position is None, room.position or 0, room.name))
    return tuple(dict.fromkeys(room.name for room in ordered))


def _json_conference(facts: ScheduleFacts) -> dict[str, Any]:
    days = _days(facts)
    cancelled = [session for session in facts.sessions if session.is_cancelled]
    return {
        "acronym": _acronym(facts),
        "title": facts.name,
        "start": days[0].day.isoformat(),
        "end": days[-1].day.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": TIMESLOT,
        "time_zone_name": facts.timezone,
        "url": facts.url,
        "tracks": [{"name": track.name, "color": track.colour} for track in facts.tracks],
        "rooms": [
            {"name": name, "guid": _room_guid(facts, name)} for name in _room_names(facts.sessions)
        ],
        "meta": {"cancelled": [event_guid(facts.slug, found.session_id) for found in cancelled]},
        "days": [_json_day(day, facts) for day in days],
    }


def _json_day(day: _Day, facts: ScheduleFacts) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.day.isoformat(),
        "day_start": _moment(day.starts_at),
        "day_end": _moment(day.ends_at),
        "rooms": {
            name: [_json_event(session, facts) for session in sessions]
            for name, sessions in day.rooms
        },
    }


def _json_event(session: ScheduleSession, facts: ScheduleFacts) -> dict[str, Any]:
    zone = ZoneInfo(facts.timezone)
    starts_at = session.starts_at.astimezone(zone)
    code = {"code": session.code} if _JSON_CODE.fullmatch(session.code) else {}
    return code | {
        "guid": event_guid(facts.slug, session.session_id),
        "id": session.session_id,
        "date": _moment(starts_at),
        "start": f"{starts_at:%H:%M}",
        "end": _moment(session.ends_at.astimezone(zone)),
        "duration": _duration(session),
        "room": session.room.name,
        "slug": _slug(session, facts),
        "url": session.url,
        "title": _title(session),
        "subtitle": "",
        "track": session.track or None,
        "type": session.format,
        "language": None,
        "abstract": session.summary,
        "description": session.abstract,
        "persons": [_json_person(speaker) for speaker in session.speakers],
        "links": [],
    }


def _json_person(speaker: ScheduleSpeaker) -> dict[str, str]:
    # Many readers still look for the older of the two names.
    person = {"name": speaker.name, "public_name": speaker.name}
    if speaker.code and _JSON_CODE.fullmatch(speaker.code):
        person["code"] = speaker.code
    if speaker.biography:
        person["biography"] = speaker.biography
    return person


def _add_xml_conference(root: ET.Element, facts: ScheduleFacts, days: tuple[_Day, ...]) -> None:
    conference = ET.SubElement(root, "conference")
    _add_texts(
        conference,
        {
            "acronym": _acronym(facts),
            "title": facts.name,
            "start": days[0].day.isoformat(),
            "end": days[-1].day.isoformat(),
            "days": str(len(days)),
            "timeslot_duration": TIMESLOT,
            "url": facts.url,
            "time_zone_name": facts.timezone,
        },
    )
    for track in facts.tracks:
        ET.SubElement(conference, "track", {"name": track.name, "color": track.colour})


def _add_xml_day(root: ET.Element, day: _Day, facts: ScheduleFacts) -> None:
    element = ET.SubElement(
        root,
        "day",
        {
            "index": str(day.index),
            "date": day.day.isoformat(),
            "start": _moment(day.starts_at),
            "end": _moment(day.ends_at),
        },
    )
    for name, sessions in day.rooms:
        room = ET.SubElement(element, "room", {"name": name, "guid": _room_guid(facts, name)})
        for session in sessions:
            _add_xml_event(room, session, facts)


def _add_xml_event(room: ET.Element, session: ScheduleSession, facts: ScheduleFacts) -> None:
    starts_at = session.starts_at.astimezone(ZoneInfo(facts.timezone))
    event = ET.SubElement(
        room,
        "event",
        {"guid": event_guid(facts.slug, session.session_id), "id": str(session.session_id)},
    )
    if _XML_CODE.fullmatch(session.code):
        event.set("code", session.code)
    _add_texts(
        event,
        {
            "date": _moment(starts_at),
            "start": f"{starts_at:%H:%M}",
            "duration": _duration(session),
            "room": session.room.name,
            "slug": _slug(session, facts),
            "url": session.url,
            "title": _title(session),
            "subtitle": "",
            "track": session.track,
            "type": session.format,
            "abstract": session.summary,
            "description": session.abstract,
        },
    )
    persons = ET.SubElement(event, "persons")
    for speaker in session.speakers:
        _add_texts(persons, {"person": speaker.name})


def _add_texts(parent: ET.Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _csv_cells(session: ScheduleSession, zone: ZoneInfo) -> tuple[str, ...]:
    starts_at, ends_at = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    return (
        *(session.code, session.title, session.track, session.format),
        *(f"{starts_at:%Y-%m-%d}", f"{starts_at:%H:%M}", f"{ends_at:%H:%M}"),
        session.room.name,
        "; ".join(speaker.name for speaker in session.speakers),
        "cancelled" if session.is_cancelled else "confirmed",
    )


def _cleaned(facts: ScheduleFacts) -> ScheduleFacts:
    """Return the facts by time, all words writable in each of the formats."""
    ordered = sorted(facts.sessions, key=lambda found: (found.starts_at, found.session_id))
    return replace(
        facts,
        name=plain.one_line(facts.name),
        version=plain.one_line(facts.version),
        tracks=tuple(replace(track, name=plain.one_line(track.name)) for track in facts.tracks),
        sessions=tuple(_cleaned_session(session) for session in ordered),
    )


def _cleaned_session(session: ScheduleSession) -> ScheduleSession:
    return replace(
        session,
        title=plain.one_line(session.title),
        summary=plain.lines(session.summary),
        abstract=plain.lines(session.abstract),
        track=plain.one_line(session.track),
        format=plain.one_line(session.format),
        room=replace(session.room, name=plain.one_line(session.room.name)),
        speakers=tuple(
            replace(
                speaker,
                name=plain.one_line(speaker.name),
                biography=plain.lines(speaker.biography),
            )
            for speaker in session.speakers
        ),
    )


def _title(session: ScheduleSession) -> str:
    return CANCELLED + session.title if session.is_cancelled else session.title


def _acronym(facts: ScheduleFacts) -> str:
    # The JSON schema takes a hyphen only as the first sign.
    return facts.slug.replace("-", "_")


def _slug(session: ScheduleSession, facts: ScheduleFacts) -> str:
    return f"{_acronym(facts)}-session-{session.session_id}"


def _room_guid(facts: ScheduleFacts, name: str) -> str:
    # Of the words that are shown: made of the row, it would tell which room is not told.
    return _guid(facts.slug, f"room-{name}")


def _guid(slug: str, what: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{what}@{slug}.conference"))


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _duration(session: ScheduleSession) -> str:
    hours, minutes = divmod((session.ends_at - session.starts_at) // timedelta(minutes=1), 60)
    return f"{hours:02}:{minutes:02}"
