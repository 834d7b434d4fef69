"""Paging: a list page shows a fixed number of rows and costs the same however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

RowT = TypeVar("RowT")
PER_PAGE = 50
LAST_PAGE = 10_000
DIGITS = 9
"""How much of a number is read: Python refuses to turn thousands of digits into one."""


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """One page of a list; ``has_next`` is known because one row more was asked for."""

    rows: Sequence[RowT]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether an earlier page exists."""
        return self.number > 1


def page_number(text: str | None) -> int:
    """Return the page asked for; anything that is not a page is the first."""
    if not text or not (text.isascii() and text.isdigit()):
        return 1
    return min(max(int(text[:DIGITS]), 1), LAST_PAGE)


def cut(rows: Sequence[RowT], number: int, *, size: int = PER_PAGE) -> Page[RowT]:
    """Make a page of ``size`` rows from ``size + 1`` that were read."""
    return Page(rows=rows[:size], number=number, has_next=len(rows) > size)
