"""Reading frab's schedule.xml, as frab, pretalx, Pentabarf's heirs and we write it.

What its elements mean: https://c3voc.de/schedule.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from conference.documents.imports.entries import Entry, Gathered, Unfit
from conference.documents.imports.facts import ImportedProgramme, ImportedTrack
from conference.documents.imports.leavings import Leavings
from conference.documents.imports.nodes import Node, tree
from conference.documents.schedules import CANCELLED, GENERATOR

KIND = "schedule.xml"
WORDS = (
    *("title", "subtitle", "abstract", "description", "track", "room", "language", "url"),
    "duration",
)
LEFT = ("logo", "license", "feedback_url", "video_download_url")


def read(data: bytes, zone: ZoneInfo) -> ImportedProgramme:
    """Return what a schedule.xml says. Raises: Unfit (no XML, no schedule)."""
    root = tree(data)
    if root.tag != "schedule":
        raise Unfit(f"its root is <{root.tag}>, not <schedule>.")
    gathered, leavings = Gathered(zone=zone), Leavings(LEFT)
    generator = root.child("generator")
    is_ours = generator is not None and generator.attributes.get("name") == GENERATOR
    rooms: dict[str, None] = {}
    for day, room, event in _events(root):
        name = _name(room, zone)
        rooms.setdefault(name)
        place = f"line {event.line}"
        leavings.note(place, event.told("title"), _leavings(event))
        raw = _renamed(day, name, event, is_ours=is_ours)
        gathered.add(place, raw, named_by=_persons(event))
    return ImportedProgramme(
        kind=KIND,
        rooms=tuple(filter(None, rooms)),
        tracks=_tracks(root, zone),
        sessions=tuple(gathered.sessions),
        complaints=tuple(gathered.complaints),
        left=leavings.told(),
    )


def _events(root: Node) -> Iterator[tuple[Node, Node, Node]]:
    for day in root.all("day"):
        for room in day.all("room"):
            for event in room.all("event"):
                yield day, room, event


def _renamed(day: Node, room: str, event: Node, *, is_ours: bool) -> dict[str, object]:
    """Return an event under our names for its fields."""
    raw: dict[str, object] = {name: event.told(name) for name in WORDS}
    raw["code"], raw["guid"] = event.attributes.get("code"), event.attributes.get("guid")
    raw["format"], raw["room"] = event.told("type"), raw["room"] or room
    recording = event.child("recording")
    raw["do_not_record"] = recording.told("optout") if recording else None
    raw["materials"] = _materials(event)
    raw["start"] = event.told("date")
    if not str(raw["start"]).strip():  # files of frab's first years have no date
        raw["start"], raw["day"] = event.told("start"), _day_of(day, event)
    title = str(raw["title"]).strip()
    if is_ours and title.startswith(CANCELLED):
        raw["title"], raw["is_cancelled"] = title.removeprefix(CANCELLED), True
    return raw


def _day_of(day: Node, event: Node) -> str:
    """Return the day on which an event begins: one before the day's first hour is of the next."""
    told = day.attributes.get("date", "")
    first = day.attributes.get("start", "")[11:16]
    if not first or event.told("start").strip().rjust(5, "0") >= first:
        return told
    try:
        return (date.fromisoformat(told) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return told


def _materials(event: Node) -> list[object]:
    return [
        {"title": one.text, "url": one.attributes.get("href")}
        for group, tag in (("links", "link"), ("attachments", "attachment"))
        for listed in event.all(group)
        for one in listed.all(tag)
    ]


def _persons(event: Node) -> list[object]:
    persons = event.child("persons")
    if persons is None:
        return []
    return [
        {
            "name": person.text,
            "code": person.attributes.get("code"),
            "guid": person.attributes.get("guid"),
        }
        for person in persons.all("person")
    ]


def _tracks(root: Node, zone: ZoneInfo) -> tuple[ImportedTrack, ...]:
    conference = root.child("conference")
    return tuple(
        ImportedTrack(name=name, colour=track.attributes.get("color", ""))
        for track in (conference.all("track") if conference else ())
        if (name := _name(track, zone))
    )


def _name(node: Node, zone: ZoneInfo) -> str:
    return Entry(raw=node.attributes, zone=zone).line("name")


def _leavings(event: Node) -> dict[str, object]:
    recording = event.child("recording")
    found: dict[str, object] = {
        child.tag: child.text.strip() or child.children for child in event.children
    }
    return found | {"license": recording.told("license").strip() if recording else ""}
