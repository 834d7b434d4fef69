"""Colours of tracks: what can be read on every ground of the pages, and pairs that can.

The ratio is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), where the names
of tracks are text.
"""

import re
from collections.abc import Mapping

LIGHT_GROUNDS = ("#fbf7f0", "#f3ecdf", "#fffdf9", "#fdeed2")
DARK_GROUNDS = ("#1a0f19", "#251724", "#2b1b2a", "#332010")
"""Paper, its tint, the sheet, and the wash of what is yours (conference/static/css/tokens.css)."""

LEAST = 4.5
LINEAR_TO = 0.04045
"""Up to here a part of a colour grows evenly with its light (sRGB, IEC 61966-2-1)."""

PAIRS: Mapping[str, tuple[str, str, str]] = {
    "ink": ("Ink blue", "#0a1867", "#bec8ee"),
    "leaf": ("Leaf green", "#097a37", "#97fdb0"),
    "amber": ("Amber", "#553e08", "#f7a902"),
    "wine": ("Wine red", "#420f1c", "#df6663"),
    "sea": ("Sea blue", "#184d5d", "#28b3b4"),
    "violet": ("Violet", "#7442af", "#9e7ced"),
}
"""Name, colour on paper, colour on a dark ground: six that stay apart for every kind of sight."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Say whether a text is a colour as this house writes them: # and six hexadecimal digits."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, two: str) -> float:
    """Return the ratio of two colours, from 1.0 (the same) to 21.0 (black and white)."""
    lighter, darker = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def problem_on_paper(colour: str) -> str:
    """Return what is wrong with a track's colour on light grounds; empty where nothing is."""
    return _problem(colour, LIGHT_GROUNDS, towards="#000000")


def problem_in_the_dark(colour: str) -> str:
    """Return what is wrong with a track's colour on dark grounds; empty where nothing is."""
    return _problem(colour, DARK_GROUNDS, towards="#ffffff")


def pair_of(colour: str, dark_colour: str) -> str:
    """Return the key of the pair that these two are; empty for colours of one's own."""
    wanted = (colour.lower(), dark_colour.lower())
    return next((key for key, (_, *pair) in PAIRS.items() if tuple(pair) == wanted), "")


def _problem(colour: str, grounds: tuple[str, ...], *, towards: str) -> str:
    if not is_colour(colour):
        return "Enter a colour like #0a1867"
    least = _least(colour, grounds)
    if least >= LEAST:
        return ""
    # Rounded down: 4.49 must not be told as 4.5.
    told = int(least * 10) / 10
    return (
        f"Its contrast is {told} to 1 where it is hardest to read. It has to be {LEAST}. "
        f"{_readable(colour, grounds, towards)} would do"
    )


def _readable(colour: str, grounds: tuple[str, ...], towards: str) -> str:
    """Return the nearest mix with black or white that can be read; the last one always can."""
    mixes = (_mix(colour, towards, step / 100) for step in range(1, 101))
    return next(mixed for mixed in mixes if _least(mixed, grounds) >= LEAST)


def _least(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _mix(one: str, two: str, share: float) -> str:
    parts = zip(_parts(one), _parts(two), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= LINEAR_TO else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
