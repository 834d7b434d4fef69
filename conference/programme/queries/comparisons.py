"""How two versions differ, or one and the draft."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.editions import queries as editions
from conference.editions.models import Format, Track
from conference.editions.rules import LEVELS, language_name
from conference.kernel.errors import NotFound
from conference.programme.queries.contents import entries_of_release
from conference.programme.queries.releases import next_release
from conference.programme.queries.versions import (
    DRAFT,
    people_words,
    room_names,
    speaker_names,
    stand_words,
    version_sides,
)
from conference.programme.rules.releases import Change, PublicEntry, changes
from conference.programme.rules.states import SessionKind
from conference.programme.rules.versions import NAMES, ON_STAGE, differing
from conference.programme.rules.writing import RECORDINGS

NOTHING = "Nothing"
GONE = "One that is gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsChange:
    """What one of a session's words said, and says, for organisers."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One session that two versions have otherwise; ``words`` is what it says otherwise."""

    kind: str
    title: str
    before: str
    after: str
    words: tuple[WordsChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the second of two versions differs from the first, by time."""

    one: str
    two: str
    differences: tuple[Difference, ...]

    def of_kind(self, kind: str) -> tuple[Difference, ...]:
        """Return the differences of one kind, by time."""
        return tuple(row for row in self.differences if row.kind == kind)


def comparison(edition_id: int, one: str, two: str, now: datetime) -> Comparison:
    """Return how two versions differ; the draft is what the next release would be.

    Raises: NotFound (there is no such version).
    """
    labels = dict(version_sides(edition_id))
    if one not in labels or two not in labels:
        raise NotFound("There is no such version.")
    first, second = _side(edition_id, one, now), _side(edition_id, two, now)
    names = _names(edition_id)
    return Comparison(
        one=labels[one],
        two=labels[two],
        differences=tuple(_difference(row, names) for row in changes(first, second.values())),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What rooms, tracks, formats and people are called now."""

    rooms: Mapping[int, str]
    tracks: Mapping[int, str]
    formats: Mapping[int, str]
    people: Mapping[int, str]


def _names(edition_id: int) -> _Names:
    return _Names(
        rooms=room_names(edition_id),
        tracks={row.id: row.name for row in editions.rows_of(Track, edition_id)},
        formats={row.id: row.name for row in editions.rows_of(Format, edition_id)},
        people=speaker_names(edition_id),
    )


def _side(edition_id: int, word: str, now: datetime) -> Mapping[int, PublicEntry]:
    if word != DRAFT:
        return entries_of_release(edition_id, int(word))
    return {entry.session_id: entry for entry in next_release(edition_id, now).entries}


def _difference(change: Change, names: _Names) -> Difference:
    before, after = change.before, change.after
    return Difference(
        kind=change.kind.value,
        title=change.shown.words.title,
        before=stand_words(before.placement, names.rooms) if before else "",
        after=stand_words(after.placement, names.rooms) if after else "",
        words=tuple(_words_changes(before, after, names)) if before and after else (),
    )


def _words_changes(before: PublicEntry, after: PublicEntry, names: _Names) -> Iterator[WordsChange]:
    for name in differing(before.words, after.words):
        was, now = (_said(name, getattr(one.words, name), names) for one in (before, after))
        yield WordsChange(name=NAMES.get(name, name), before=was, after=now)
    if before.stage != after.stage:
        was, now = (people_words(one.stage, names.people) or "Nobody" for one in (before, after))
        yield WordsChange(name=ON_STAGE, before=was, after=now)


def _said(name: str, value: Any, names: _Names) -> str:
    """Write the value of one of a session's words as its form calls it."""
    write = _WRITERS.get(name)
    return write(value, names) if write else value or NOTHING


_Writer = Callable[[Any, _Names], str]
_WRITERS: Mapping[str, _Writer] = {
    "kind": lambda kind, _: "A break" if kind is SessionKind.BREAK else "A session",
    "track_id": lambda key, names: names.tracks.get(key, GONE) if key else "No track",
    "format_id": lambda key, names: names.formats.get(key, GONE) if key else "No format",
    "language": lambda tag, _: language_name(tag) if tag else "As the conference",
    "level": lambda level, _: LEVELS[level],
    "recording": lambda choice, _: RECORDINGS[choice],
    "places": lambda places, _: "No places to book" if places is None else str(places),
    "is_sensitive": lambda is_so, _: "Sensitive" if is_so else "Not sensitive",
}
