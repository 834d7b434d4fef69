"""The programme as schedule.json, version 1.

What its fields mean: https://c3voc.de/schedule. A cancelled session is named under ``meta`` too.
"""

import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from conference.documents.schedules.days import Day, days_of
from conference.documents.schedules.facts import (
    GENERATOR,
    TIMESLOT,
    ScheduleFacts,
    ScheduleSession,
    ScheduleSpeaker,
    acronym,
    cleaned,
    duration,
    moment,
    room_guid,
    room_names,
    slug,
    title,
)

JSON_SCHEMA = "https://c3voc.de/schedule/schema.json"

_CODE = re.compile(r"[A-Z0-9]+")


def schedule_json(facts: ScheduleFacts) -> bytes:
    """Return the programme as schedule.json, the same bytes for the same facts."""
    tidy = cleaned(facts)
    document = {
        "$schema": JSON_SCHEMA,
        "generator": {"name": GENERATOR},
        "schedule": {"version": tidy.version, "conference": _conference(tidy)},
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _conference(facts: ScheduleFacts) -> dict[str, Any]:
    days = days_of(facts)
    cancelled = [session for session in facts.sessions if session.is_cancelled]
    return {
        "acronym": acronym(facts),
        "title": facts.name,
        "start": days[0].day.isoformat(),
        "end": days[-1].day.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": TIMESLOT,
        "time_zone_name": facts.timezone,
        "url": facts.url,
        "tracks": [{"name": track.name, "color": track.colour} for track in facts.tracks],
        "rooms": [
            {"name": name, "guid": room_guid(facts, name)} for name in room_names(facts.sessions)
        ],
        "meta": {"cancelled": [found.guid for found in cancelled]},
        "days": [_day(day, facts) for day in days],
    }


def _day(day: Day, facts: ScheduleFacts) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.day.isoformat(),
        "day_start": moment(day.starts_at),
        "day_end": moment(day.ends_at),
        "rooms": {
            name: [_event(session, facts) for session in sessions] for name, sessions in day.rooms
        },
    }


def _event(session: ScheduleSession, facts: ScheduleFacts) -> dict[str, Any]:
    zone = ZoneInfo(facts.timezone)
    starts_at = session.starts_at.astimezone(zone)
    code = {"code": session.code} if _CODE.fullmatch(session.code) else {}
    return code | {
        "guid": session.guid,
        "id": session.session_id,
        "date": moment(starts_at),
        "start": f"{starts_at:%H:%M}",
        "end": moment(session.ends_at.astimezone(zone)),
        "duration": duration(session),
        "room": session.room.name,
        "slug": slug(session, facts),
        "url": session.url,
        "title": title(session),
        "subtitle": "",
        "track": session.track or None,
        "type": session.format,
        "language": session.language or None,
        "abstract": session.summary,
        "description": session.abstract,
        "do_not_record": session.is_unrecorded,
        "persons": [_person(speaker) for speaker in session.speakers],
        "links": [{"title": link.title, "url": link.address} for link in session.links],
    }


def _person(speaker: ScheduleSpeaker) -> dict[str, str]:
    # Many readers still look for the older of the two names.
    person = {"name": speaker.name, "public_name": speaker.name}
    if speaker.code and _CODE.fullmatch(speaker.code):
        person["code"] = speaker.code
    if speaker.biography:
        person["biography"] = speaker.biography
    return person
