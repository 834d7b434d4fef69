"""Reading schedule.json, version 1, as frab, pretalx, c3voc's tools and we write it.

What its fields mean: https://c3voc.de/schedule.
"""

from collections.abc import Iterator, Mapping
from typing import TypeGuard
from zoneinfo import ZoneInfo

from conference.documents.imports.entries import Entry, Gathered, Unfit
from conference.documents.imports.facts import ImportedProgramme, ImportedTrack
from conference.documents.imports.leavings import Leavings
from conference.documents.schedules import CANCELLED, GENERATOR
from conference.kernel import text

KIND = "schedule.json"
LEFT = ("logo", "recording_license", "feedback_url", "video_download_url", "answers")


def is_schedule(document: object) -> TypeGuard[Mapping[str, object]]:
    """Say whether this is a schedule.json."""
    return isinstance(document, Mapping) and isinstance(document.get("schedule"), Mapping)


def read(document: Mapping[str, object], zone: ZoneInfo) -> ImportedProgramme:
    """Return what a schedule.json says. Raises: Unfit (it has no days)."""
    schedule = _mapping(document.get("schedule"))
    conference = _mapping(schedule.get("conference"))
    days = conference.get("days")
    if not isinstance(days, list):
        raise Unfit("it has no list of days.")
    gathered, leavings = Gathered(zone=zone), Leavings(LEFT)
    is_ours = _mapping(document.get("generator")).get("name") == GENERATOR
    for number, day in enumerate(days, start=1):
        for place, room, event in _events(number, day, gathered):
            leavings.note(place, event.get("title"), event)
            gathered.add(place, _renamed(room, event, is_ours=is_ours), named_by=_persons(event))
    return ImportedProgramme(
        kind=KIND,
        rooms=_names(conference.get("rooms"), zone),
        tracks=_tracks(conference.get("tracks"), zone),
        sessions=tuple(gathered.sessions),
        complaints=tuple(gathered.complaints),
        left=leavings.told(),
    )


def _events(
    number: int, day: object, gathered: Gathered
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    rooms = _mapping(day).get("rooms")
    if not isinstance(rooms, Mapping):
        gathered.complain(f"day {number}", "it has no rooms.")
        return
    for room, events in rooms.items():
        where = f"day {number}, {text.one_line(str(room))}"
        if not isinstance(events, list):
            gathered.complain(where, "it has no list of sessions.")
            continue
        for index, event in enumerate(events, start=1):
            if isinstance(event, Mapping):
                yield f"{where}, session {index}", str(room), event
            else:
                gathered.complain(f"{where}, session {index}", "this is no session.")


def _renamed(room: str, event: Mapping[str, object], *, is_ours: bool) -> dict[str, object]:
    """Return an event under our names for its fields."""
    raw = dict(event)
    raw["format"] = event.get("type")
    raw["day"], raw["start"] = "", event.get("date")
    raw["room"] = event.get("room") or room
    raw["materials"] = [*_listed(event.get("links")), *_listed(event.get("attachments"))]
    raw.pop("state", None)
    title = event.get("title")
    if is_ours and isinstance(title, str) and title.startswith(CANCELLED):
        raw["title"], raw["is_cancelled"] = title.removeprefix(CANCELLED), True
    return raw


def _listed(value: object) -> list[object]:
    """Return what is listed; what should be a list and is none stays to be complained of."""
    return value if isinstance(value, list) else [value] * bool(value)


def _persons(event: Mapping[str, object]) -> list[object]:
    persons = event.get("persons")
    if persons is None:
        return []
    if not isinstance(persons, list):
        return [persons]
    return [_person(person) for person in persons]


def _person(person: object) -> object:
    if not isinstance(person, Mapping):
        return {"name": person} if isinstance(person, str) else person
    name = person.get("public_name") or person.get("name") or person.get("full_public_name")
    words = person.get("biography") or person.get("description") or person.get("abstract")
    return {
        "name": name,
        "code": person.get("code"),
        "guid": person.get("guid"),
        "biography": words,
    }


def _names(listed: object, zone: ZoneInfo) -> tuple[str, ...]:
    found = [
        Entry(raw=room, zone=zone).line("name")
        for room in (listed if isinstance(listed, list) else ())
        if isinstance(room, Mapping)
    ]
    return tuple(dict.fromkeys(filter(None, found)))


def _tracks(listed: object, zone: ZoneInfo) -> tuple[ImportedTrack, ...]:
    entries = [
        Entry(raw=track, zone=zone)
        for track in (listed if isinstance(listed, list) else ())
        if isinstance(track, Mapping)
    ]
    return tuple(
        ImportedTrack(name=entry.line("name"), colour=entry.line("color"))
        for entry in entries
        if entry.line("name")
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
