"""Words of a file as complaints repeat them."""

TOLD = 40
"""Signs of a value that a complaint repeats."""


def short(told: str) -> str:
    """Return a value, shortened to what a line of complaints has room for."""
    return told if len(told) <= TOLD else f"{told[: TOLD - 1]}…"
