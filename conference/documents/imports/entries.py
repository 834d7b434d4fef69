"""One session as the formats' readers hand it over: fields by our names, whatever they hold.

Each reader renames the fields of its format to those below; here every value is checked. A file
may hold anything: no value is trusted to be of the type that its format says.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conference.documents.imports.facts import Complaint, ImportedSession, ImportedSpeaker
from conference.documents.imports.materials import materials
from conference.documents.imports.told import line, short
from conference.kernel import text

Raw = Mapping[str, object]
"""The fields of something in a file, by name."""

MOST_SESSIONS = 5_000
CANCELLED_STATES = frozenset({"cancelled", "canceled"})
TAKEN_STATES = frozenset({"", "confirmed", "accepted"}) | CANCELLED_STATES
"""States of pretalx and Sessionize; what is only handed in is nobody's programme yet."""

_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
_PERSON_CODE = re.compile(r"[A-Z0-9]{1,12}")
_PAGE = re.compile(r"/(?:talk|sessions)/([A-Za-z0-9_-]{1,20})/?")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LENGTH = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4})(?::00)?")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
_YES = frozenset({"true", "yes", "1", "x"})
_NO = frozenset({"", "false", "no", "0"})


class Unfit(Exception):
    """A file that cannot be read at all; the sentence is for people."""


def is_guid(told: str) -> bool:
    """Say whether a text is a UUID in small letters, as the formats write identities."""
    return _GUID.fullmatch(told) is not None


@dataclass(slots=True, kw_only=True)
class Entry:
    """One thing of a file while it is read: its fields, and what was wrong with them so far.

    ``left`` says what is left out of a session that can be taken.
    """

    raw: Raw
    zone: ZoneInfo
    faults: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """Return a field as one line; empty where there is none."""
        return line(self._text(name))

    def lines(self, name: str) -> str:
        """Return a field as a text of several lines; empty where there is none."""
        return text.typed(self._text(name), has_lines=True)

    def guid(self) -> str | None:
        """Return the identity that another system gave."""
        found = self.line("guid").lower()
        if found and not is_guid(found):
            self.faults.append("its identity (guid) is no UUID.")
            return None
        return found or None

    def code(self) -> str | None:
        """Return the short code, told or in the page's address; none where it is no code."""
        told = self.line("code")
        if not told:
            page = _PAGE.search(self.line("url"))
            told = page[1] if page else ""
        return told if _CODE.fullmatch(told) else None

    def is_unrecorded(self) -> bool | None:
        """Return whether it must not be recorded."""
        value = self.raw.get("do_not_record")
        if value is None or isinstance(value, bool):
            return value
        told = self.line("do_not_record").casefold()
        if told not in _YES | _NO:
            self.faults.append(f"“{short(told)}” does not say whether it may be recorded.")
        return None if not told else told in _YES

    def state(self) -> str:
        """Return its state in small letters; one that is not decided yet is a fault."""
        told = self.line("state").casefold()
        if told not in TAKEN_STATES:
            self.faults.append(f"its state is “{short(told)}”: only accepted ones are taken.")
        return told

    def starts_at(self) -> datetime | None:
        """Return when it begins, in UTC."""
        return self._moment("start", "day")

    def minutes(self, starts_at: datetime | None) -> int | None:
        """Return how long it is, by its end if that is told, else by its length."""
        has_day = bool(self.raw.get("end_day"))
        ends_at = self._moment("end", "end_day" if has_day else "day")
        if ends_at is None or starts_at is None:
            return self._length()
        if ends_at < starts_at and not has_day and _CLOCK.fullmatch(self.line("end")):
            ends_at += timedelta(days=1)  # a clock alone: after midnight
        if ends_at < starts_at:
            self.faults.append("it ends before it begins.")
        return (ends_at - starts_at) // timedelta(minutes=1)

    def _length(self) -> int | None:
        value = self.raw.get("duration")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value) if 0 <= value < 10**4 else "too long"
        if value is None or value == "":
            return None
        told = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
        if told is None:
            self.faults.append("its duration cannot be read: write it as HH:MM.")
            return None
        return int(told[1] or 0) * 60 + int(told[2])

    def _moment(self, name: str, day_name: str) -> datetime | None:
        told, day = self.line(name), self.line(day_name)
        if not told:
            return None
        try:
            moment = _moment(told, day, self.zone)
        except (ValueError, OverflowError):
            self.faults.append(f"its {name} “{short(told)}” is no moment that we can read.")
            return None
        if moment.second or moment.microsecond:
            self.faults.append(f"its {name} “{short(told)}” is no whole minute.")
            return None
        return moment

    def _text(self, name: str) -> str:
        value = self.raw.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.faults.append(f"its {name.replace('_', ' ')} is no text.")
            return ""
        return value


@dataclass(slots=True, kw_only=True)
class Gathered:
    """What was read of a file so far."""

    zone: ZoneInfo
    sessions: list[ImportedSession] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, place: str, what: str) -> None:
        """Note something that cannot be taken."""
        self.complaints.append(Complaint(place=place, what=what))

    def add(self, place: str, raw: object, *, named_by: Iterable[object] = ()) -> None:
        """Read one session with who is on stage; it is taken whole or not at all."""
        if not isinstance(raw, Mapping):
            self.complain(place, "this is no session.")
            return
        if len(self.sessions) + len(self.complaints) >= MOST_SESSIONS:
            raise Unfit(f"it has more than {MOST_SESSIONS:,} sessions.")
        entry = Entry(raw=raw, zone=self.zone)
        session = _session(entry, place, named_by)
        told = f"“{short(session.title)}”: " if session.title else ""
        self.complaints.extend(
            Complaint(place=place, what=f"{told}{fault}") for fault in entry.faults or entry.left
        )
        if not entry.faults:
            self.sessions.append(session)


def speaker_of(entry: Entry) -> ImportedSpeaker | None:
    """Return somebody on stage: a name, and a code or an identity that makes one."""
    name = entry.line("name")
    if not name:
        entry.faults.append("somebody on stage has no name.")
        return None
    code = entry.line("code")
    guid = entry.line("guid").lower()
    if not _PERSON_CODE.fullmatch(code):
        # The same signs of the same identity at each import: the person is known again.
        code = guid.replace("-", "")[:12].upper() if is_guid(guid) else ""
    return ImportedSpeaker(name=name, code=code or None, biography=entry.lines("biography"))


def _session(entry: Entry, place: str, named_by: Iterable[object]) -> ImportedSession:
    title = entry.line("title")
    if not title:
        entry.faults.append("the title is missing.")
    starts_at = entry.starts_at()
    state = entry.state()
    kept, entry.left = materials(entry.raw.get("materials"))
    return ImportedSession(
        place=place,
        title=title,
        code=entry.code(),
        guid=entry.guid(),
        **{name: entry.line(name) for name in ("track", "format", "language", "level", "room")},
        **{name: entry.lines(name) for name in ("subtitle", "abstract", "description")},
        starts_at=starts_at,
        minutes=entry.minutes(starts_at),
        speakers=_speakers(entry, named_by),
        materials=kept,
        is_unrecorded=entry.is_unrecorded(),
        is_break=entry.raw.get("is_break") is True,
        is_cancelled=state in CANCELLED_STATES or entry.raw.get("is_cancelled") is True,
    )


def _speakers(entry: Entry, named_by: Iterable[object]) -> tuple[ImportedSpeaker, ...]:
    found: list[ImportedSpeaker] = []
    for raw in named_by:
        if not isinstance(raw, Mapping):
            entry.faults.append("somebody on stage cannot be read.")
            continue
        person = Entry(raw=raw, zone=entry.zone, faults=entry.faults)
        speaker = speaker_of(person)
        if speaker is not None and speaker not in found:
            found.append(speaker)
    return tuple(found)


def _moment(told: str, day: str, zone: ZoneInfo) -> datetime:
    """Return a moment in UTC. Raises: ValueError, OverflowError."""
    clock = _CLOCK.fullmatch(told)
    if clock:
        hour, minute = int(clock[1]), int(clock[2])
        local = datetime.combine(date.fromisoformat(day), time(hour, minute), zone)
        return local.astimezone(UTC)
    moment = datetime.fromisoformat(told)
    if len(told) <= len("2024-09-25"):
        raise ValueError("a day is no moment")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
