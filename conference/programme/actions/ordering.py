"""Rows that organisers put in an order, and names that only one of them may have."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy.exc import IntegrityError

from conference.kernel.database import db
from conference.kernel.errors import Invalid, NotFound
from conference.programme.rules.writing import looks


class Ordered(Protocol):
    """A row with a place among its like."""

    id: int
    name: str
    position: int


def move(rows: Sequence[Ordered], row_id: int, by: int) -> dict[int, int]:
    """Let a row change places with its neighbour and return both new positions by id.

    ``rows`` are all of them, locked and in order; ``by`` is -1 or 1. At an end nothing changes.
    Raises: NotFound.
    """
    ordered = list(rows)
    here = next((place for place, row in enumerate(ordered) if row.id == row_id), None)
    if here is None:
        raise NotFound
    there = here + by
    if there not in range(len(ordered)):
        return {}
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, row in enumerate(ordered, start=1):
        row.position = position
    return {row.id: row.position for row in (ordered[here], ordered[there])}


def check_name(name: str, rows: Iterable[Ordered], sentence: str, *, but: int | None) -> None:
    """Refuse a name that looks like another row's. Raises: Invalid."""
    if any(row.id != but and looks(row.name) == looks(name) for row in rows):
        raise Invalid({"name": sentence})


@contextmanager
def one_of_a_name(sentence: str) -> Iterator[None]:
    """Store what is done inside. Raises: Invalid (another row of the edition has the name)."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise Invalid({"name": sentence}) from error
