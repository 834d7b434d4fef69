"""How a track looks that a file brings: its letter, shape and colours, unlike those there are."""

import string
from collections.abc import Collection
from dataclasses import dataclass

from conference.editions.rules import MarkShape
from conference.programme.rules.colours import PAIRS

SHORT_NAME = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackLook:
    """A track's mark and colours."""

    short_name: str
    letter: str
    shape: MarkShape
    colour: str
    dark_colour: str


def track_look(name: str, colour: str, known: Collection[TrackLook]) -> TrackLook:
    """Return how a new track looks: a letter of its name, a shape and a pair that are rare yet.

    A file's colour is kept where it is one of our pairs: of others nobody knows whether they can
    be read, and in the dark they could not.
    """
    pairs = [(light, dark) for _, light, dark in PAIRS.values()]
    told = next((pair for pair in pairs if pair[0] == colour.lower()), None)
    used = [(look.colour, look.dark_colour) for look in known]
    light, dark = told or min(pairs, key=used.count)
    shapes = [look.shape for look in known]
    return TrackLook(
        short_name=name if len(name) <= SHORT_NAME else name[:SHORT_NAME].rsplit(" ", 1)[0],
        letter=_letter(name, {look.letter for look in known}),
        shape=min(MarkShape, key=shapes.count),
        colour=light,
        dark_colour=dark,
    )


def _letter(name: str, taken: Collection[str]) -> str:
    own = [sign for sign in name.upper() if sign.isalnum()]
    wanted = [*own, *string.ascii_uppercase, *string.digits]
    return next((sign for sign in wanted if sign not in taken), "?")
