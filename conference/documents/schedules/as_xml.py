"""The programme as frab's schedule.xml.

What its elements mean: https://c3voc.de/schedule.
"""

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from conference.documents.schedules.days import Day, days_of
from conference.documents.schedules.facts import (
    GENERATOR,
    TIMESLOT,
    ScheduleFacts,
    ScheduleSession,
    acronym,
    cleaned,
    duration,
    moment,
    room_guid,
    slug,
    title,
)

_CODE = re.compile(r"[A-Z0-9]{6}")


def schedule_xml(facts: ScheduleFacts) -> bytes:
    """Return the programme as frab's schedule.xml, the same bytes for the same facts."""
    tidy = cleaned(facts)
    days = days_of(tidy)
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", {"name": GENERATOR})
    _add_texts(root, {"version": tidy.version})
    _add_conference(root, tidy, days)
    for day in days:
        _add_day(root, day, tidy)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_conference(root: ET.Element, facts: ScheduleFacts, days: tuple[Day, ...]) -> None:
    conference = ET.SubElement(root, "conference")
    _add_texts(
        conference,
        {
            "acronym": acronym(facts),
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


def _add_day(root: ET.Element, day: Day, facts: ScheduleFacts) -> None:
    element = ET.SubElement(
        root,
        "day",
        {
            "index": str(day.index),
            "date": day.day.isoformat(),
            "start": moment(day.starts_at),
            "end": moment(day.ends_at),
        },
    )
    for name, sessions in day.rooms:
        room = ET.SubElement(element, "room", {"name": name, "guid": room_guid(facts, name)})
        for session in sessions:
            _add_event(room, session, facts)


def _add_event(room: ET.Element, session: ScheduleSession, facts: ScheduleFacts) -> None:
    starts_at = session.starts_at.astimezone(ZoneInfo(facts.timezone))
    event = ET.SubElement(
        room,
        "event",
        {"guid": session.guid or "", "id": str(session.session_id)},
    )
    if _CODE.fullmatch(session.code):
        event.set("code", session.code)
    _add_texts(
        event,
        {
            "date": moment(starts_at),
            "start": f"{starts_at:%H:%M}",
            "duration": duration(session),
            "room": session.room.name,
            "slug": slug(session, facts),
            "url": session.url,
            "title": title(session),
            "subtitle": "",
            "track": session.track,
            "type": session.format,
            **({"language": session.language} if session.language else {}),
            "abstract": session.summary,
            "description": session.abstract,
        },
    )
    if session.is_unrecorded is not None:
        optout = "true" if session.is_unrecorded else "false"
        _add_texts(ET.SubElement(event, "recording"), {"license": "", "optout": optout})
    persons = ET.SubElement(event, "persons")
    for speaker in session.speakers:
        _add_texts(persons, {"person": speaker.name})
    if session.links:
        links = ET.SubElement(event, "links")
        for link in session.links:
            ET.SubElement(links, "link", {"href": link.address}).text = link.title


def _add_texts(parent: ET.Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text
