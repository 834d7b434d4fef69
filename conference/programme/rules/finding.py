"""Which sessions a visitor asked for: filters and words of the public programme."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

TEXT_LENGTH = 120
"""Longest search text taken, in signs; the field has the same limit."""

BOOKABLE = "1"
"""What the box "only with places to book" sends."""

_SAME_SIGN = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'}
    | {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Signs that people type otherwise, and letters that no normal form takes apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address of a page asks for, exactly as it was written."""

    tracks: tuple[str, ...] = ()
    format: str = ""
    room: str = ""
    bookable: str = ""
    text: str = ""


class Unknown(NamedTuple):
    """Something that was asked for in vain: hidden or never there, which nobody is told apart."""

    what: Literal["track", "format", "room", "bookable", "day"]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for and is known here; ``unknown`` holds what was not, to be said."""

    tracks: frozenset[str] = frozenset()
    format: str = ""
    room: str = ""
    is_bookable: bool = False
    text: str = ""
    unknown: tuple[Unknown, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.tracks or self.format or self.room or self.is_bookable or self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """What a session can be found by; ``words`` is folded."""

    track: str
    format: str
    room: str
    is_bookable: bool
    words: str


def known(
    asked: Asked, *, tracks: Iterable[str], formats: Iterable[str], rooms: Iterable[str]
) -> Wanted:
    """Keep of what was asked what this programme knows; the rest is ignored, and named."""
    track_codes = frozenset(tracks)
    several = {value: value in track_codes for value in sorted(set(asked.tracks)) if value}
    format_code, room, bookable = (
        _one_of(asked.format, formats),
        _one_of(asked.room, rooms),
        _one_of(asked.bookable, (BOOKABLE,)),
    )
    found = (
        (Unknown("format", asked.format), format_code),
        (Unknown("room", asked.room), room),
        (Unknown("bookable", asked.bookable), bookable),
    )
    return Wanted(
        tracks=frozenset(value for value, is_known in several.items() if is_known),
        format=format_code,
        room=room,
        is_bookable=bool(bookable),
        text=" ".join(asked.text[:TEXT_LENGTH].split()),
        unknown=(
            *(Unknown("track", value) for value, is_known in several.items() if not is_known),
            *(one for one, kept in found if one.value and not kept),
        ),
    )


def is_wanted(session: Findable, wanted: Wanted) -> bool:
    """Say whether a session has all that is asked for; several tracks mean any of them."""
    return (
        (not wanted.tracks or session.track in wanted.tracks)
        and (not wanted.format or session.format == wanted.format)
        and (not wanted.room or session.room == wanted.room)
        and (not wanted.is_bookable or session.is_bookable)
        and all(word in session.words for word in folded(wanted.text).split())
    )


def folded(text: str) -> str:
    """Return a text as it is compared: without case, accents and curly quotes."""
    parts = unicodedata.normalize("NFKD", text).casefold().translate(_SAME_SIGN)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def query(wanted: Wanted) -> Mapping[str, object]:
    """Return the parameters of the address that asks for the same again."""
    asked: dict[str, object] = {
        "track": sorted(wanted.tracks),
        "format": wanted.format,
        "room": wanted.room,
        "bookable": BOOKABLE if wanted.is_bookable else "",
        "q": wanted.text,
    }
    return {name: value for name, value in asked.items() if value}


def _one_of(value: str, values: Iterable[str]) -> str:
    return value if value in set(values) else ""
