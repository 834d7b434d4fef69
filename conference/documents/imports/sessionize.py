"""Reading Sessionize's "All data" (JSON of an API endpoint, view All).

Service sessions (registration, lunch) are breaks here. A category tells track, format, level or
language by its title; moments without an offset are those of the venue.
"""

from collections.abc import Mapping
from typing import TypeGuard
from zoneinfo import ZoneInfo

from conference.documents.imports.entries import Entry, Gathered, is_guid
from conference.documents.imports.facts import ImportedProgramme
from conference.documents.imports.leavings import Leavings

KIND = "Sessionize"
LEFT = ("questionAnswers", "liveUrl", "recordingUrl")
CATEGORIES = {"track": "track", "format": "format", "type": "format"} | {
    name: name for name in ("level", "language")
}
"""A word in a category's title, and the field that its items fill."""

Fields = Mapping[str, object]


def is_sessionize(document: object) -> TypeGuard[Fields]:
    """Say whether this is Sessionize's file of all data."""
    return isinstance(document, Mapping) and all(
        isinstance(document.get(name), list) for name in ("sessions", "speakers")
    )


def read(document: Fields, zone: ZoneInfo) -> ImportedProgramme:
    """Return what the file says."""
    gathered, leavings = Gathered(zone=zone), Leavings(LEFT)
    rooms = {
        _key(room): Entry(raw=room, zone=zone).line("name") for room in _all(document, "rooms")
    }
    speakers = {_key(one): _speaker(one) for one in _all(document, "speakers")}
    items = _items(document)
    listed = document.get("sessions")
    for number, session in enumerate(listed if isinstance(listed, list) else (), start=1):
        place = f"session {number}"
        if not isinstance(session, Mapping):
            gathered.complain(place, "this is no session.")
            continue
        leavings.note(place, session.get("title"), session)
        raw = _renamed(session, rooms) | _told(session.get("categoryItems"), items)
        ids = session.get("speakers")
        named_by = [
            speakers.get(_plain(one))
            for one in (ids if isinstance(ids, list) else [None] * bool(ids))
        ]
        gathered.add(place, raw, named_by=named_by)
    return ImportedProgramme(
        kind=KIND,
        rooms=tuple(dict.fromkeys(filter(None, rooms.values()))),
        sessions=tuple(gathered.sessions),
        complaints=tuple(gathered.complaints),
        left=leavings.told(),
    )


def _renamed(session: Fields, rooms: Mapping[str, str]) -> dict[str, object]:
    """Return a session under our names for its fields."""
    key = _key(session)
    is_break = session.get("isServiceSession") is True
    raw: dict[str, object] = {
        "title": session.get("title"),
        "description": session.get("description"),
        "start": session.get("startsAt"),
        "end": session.get("endsAt"),
        "state": session.get("status"),
        "room": rooms.get(_plain(session.get("roomId")), ""),
        "is_break": is_break,
    }
    return raw | ({"guid": key} if is_guid(key.lower()) else {"code": key})


def _speaker(speaker: Fields) -> Fields:
    name = speaker.get("fullName") or " ".join(
        part
        for part in (speaker.get("firstName"), speaker.get("lastName"))
        if isinstance(part, str)
    )
    return {"name": name, "guid": speaker.get("id"), "biography": speaker.get("bio")}


def _items(document: Fields) -> dict[str, tuple[str, object]]:
    """Return the field and the word of each item of a category, by the item's id."""
    found = {}
    for category in _all(document, "categories"):
        title = category.get("title")
        words = title.casefold() if isinstance(title, str) else ""
        name = next((name for word, name in CATEGORIES.items() if word in words), None)
        for item in _all(category, "items") if name else ():
            found[_key(item)] = (name or "", item.get("name"))
    return found


def _told(ids: object, items: Mapping[str, tuple[str, object]]) -> dict[str, object]:
    """Return what a session's categories say of it; the first of each kind counts."""
    raw: dict[str, object] = {}
    for one in ids if isinstance(ids, list) else ():
        name, word = items.get(_plain(one), ("", None))
        if name:
            raw.setdefault(name, word)
    return raw


def _all(document: Fields, name: str) -> list[Fields]:
    listed = document.get(name)
    return [one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, Mapping)]


def _key(thing: Fields) -> str:
    return _plain(thing.get("id"))


def _plain(value: object) -> str:
    """Return an id as a text: in some views it is a number, in others not."""
    is_id = isinstance(value, (str, int)) and not isinstance(value, bool)
    return str(value)[:80] if is_id else ""
