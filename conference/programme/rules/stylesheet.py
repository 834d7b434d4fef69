"""The colours of tracks as a style sheet: the only styles that come from the database."""

import re
from collections.abc import Iterable
from typing import Protocol

_CODE = re.compile(r"[a-z0-9-]{1,10}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class Coloured(Protocol):
    """A track, as far as its colours go."""

    @property
    def code(self) -> str:
        """What its class is called."""

    @property
    def colour(self) -> str:
        """Its colour on paper."""

    @property
    def dark_colour(self) -> str:
        """Its colour on a dark ground."""


def track_styles(tracks: Iterable[Coloured]) -> str:
    """Return the rules for ``.track--<code>``; what is no plain code or colour is left out."""
    known = [track for track in tracks if _CODE.fullmatch(track.code.lower())]
    light = "".join(_rule(track.code, track.colour) for track in known)
    dark = "".join(_rule(track.code, track.dark_colour) for track in known)
    return f"@layer components{{{light}@media (prefers-color-scheme:dark){{{dark}}}}}\n"


def _rule(code: str, colour: str) -> str:
    if not _COLOUR.fullmatch(colour.lower()):
        return ""
    return f".track--{code.lower()}{{--track-colour:{colour.lower()}}}"
