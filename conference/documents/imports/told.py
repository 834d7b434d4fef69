"""Words of a file: as one line, and as complaints repeat them."""

from conference.documents import plain
from conference.kernel import text

TOLD = 40
"""Signs of a value that a complaint repeats."""


def line(told: str) -> str:
    """Return a value as one line, as forms and our own files keep it: emoji stay whole."""
    return plain.one_line(text.typed(told, has_lines=False))


def short(told: str) -> str:
    """Return a value, shortened to what a line of complaints has room for."""
    return told if len(told) <= TOLD else f"{told[: TOLD - 1]}…"
