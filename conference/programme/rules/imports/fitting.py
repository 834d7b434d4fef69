"""Whether a session of a file fits the edition, and whether it says what the draft says."""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from conference.documents import plain
from conference.documents.imports import ImportedMaterial, ImportedSession, short
from conference.programme.rules.imports.facts import Known, Slotted
from conference.programme.rules.placing import LONGEST_MINUTES, OtherDay, check_day
from conference.programme.rules.states import SessionLevel
from conference.programme.rules.writing import (
    ABSTRACT_LENGTH,
    ADDRESS_LENGTH,
    MATERIAL_TITLE_LENGTH,
    MOST_MATERIALS,
    MOST_SPEAKERS,
    TITLE_LENGTH,
    is_unrecorded,
    looks,
)

ROOM_LENGTH = 80
LENGTHS = {
    "title": TITLE_LENGTH,
    "abstract": ABSTRACT_LENGTH,
    "track": 80,
    "format": 60,
    "room": ROOM_LENGTH,
}
SAID_IF_TOLD = ("summary", "abstract")
NAMES_IF_TOLD = ("track", "format", "room", "language")


def faults_of(session: ImportedSession, facts: Slotted, known: Known) -> list[str]:
    """Return why a session cannot stand in the edition's draft: a sentence for each fault."""
    found = [
        f"its {name} is longer than {length:,} signs."
        for name, length in LENGTHS.items()
        if len(getattr(facts, name)) > length
    ]
    if len(session.speakers) > MOST_SPEAKERS:
        found.append(f"more than {MOST_SPEAKERS} people are on stage.")
    return [*found, *_time_faults(facts, known)]


def fitting_materials(
    told: Iterable[ImportedMaterial],
) -> tuple[tuple[ImportedMaterial, ...], list[str]]:
    """Return the links that a session can have, and a sentence for each that is left out."""
    kept: list[ImportedMaterial] = []
    left = []
    for one in told:
        if len(one.address) > ADDRESS_LENGTH:
            left.append(f"the address of the link “{short(one.title)}” is too long")
        elif len(one.title) > MATERIAL_TITLE_LENGTH:
            left.append(f"the name of the link “{short(one.title)}” is too long")
        elif len(kept) == MOST_MATERIALS:
            left.append(f"“{short(one.title)}” would be one link more than {MOST_MATERIALS}")
        else:
            kept.append(one)
    return tuple(kept), [f"{fault}. It is left out." for fault in left]


def differences(session: ImportedSession, facts: Slotted, there: Slotted) -> list[str]:
    """Return in what a file differs from the draft; what it does not say is no difference."""
    return [name for name, differs in _compared(session, facts, there) if differs]


def listed(words: Collection[str]) -> str:
    """Return words as one reads them: parted by commas, the last by "and"."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _compared(
    session: ImportedSession, facts: Slotted, there: Slotted
) -> Iterator[tuple[str, bool]]:
    yield "kind", facts.kind is not there.kind
    yield "title", plain.one_line(facts.title) != plain.one_line(there.title)
    for name in SAID_IF_TOLD:
        told = getattr(facts, name)
        yield name, bool(told) and _bare(told) != _bare(getattr(there, name))
    for name in NAMES_IF_TOLD:
        told = looks(getattr(facts, name))
        yield name, bool(told) and told != looks(getattr(there, name))
    yield "level", facts.level is not SessionLevel.ANY and facts.level is not there.level
    told = session.is_unrecorded
    yield "recording", told is not None and told != bool(is_unrecorded(there.recording))
    yield "time", facts.starts_at is not None and facts.starts_at != there.starts_at
    yield "length", facts.minutes is not None and facts.minutes != there.minutes
    yield "link", not _materials(facts) <= _materials(there)
    yield "state", facts.is_cancelled != there.is_cancelled


def _materials(facts: Slotted) -> set[tuple[str, str]]:
    return {(plain.one_line(one.title), one.address) for one in facts.materials}


def _bare(words: str) -> str:
    """Return a text as our files write it: what they cannot hold is no difference."""
    return plain.lines(words).strip()


def _time_faults(facts: Slotted, known: Known) -> list[str]:
    if facts.minutes is not None and facts.minutes > LONGEST_MINUTES:
        return [f"it is longer than {LONGEST_MINUTES // 60} hours."]
    if facts.starts_at is None:
        return []
    day = facts.starts_at.astimezone(known.zone).date()
    if not known.first_day <= day <= known.last_day:
        return [f"it is on {day:%Y-%m-%d}, and the conference is not."]
    if facts.minutes is None:
        return ["it begins, and nothing says when it ends."]
    try:
        check_day(facts.starts_at, facts.starts_at + timedelta(minutes=facts.minutes), known.zone)
    except OtherDay:
        return ["it ends on another day than it begins."]
    return []
