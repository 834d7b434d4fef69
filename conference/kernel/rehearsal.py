"""A transaction that is looked at and taken back: what would come of an action, stored nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from conference.kernel.database import db, transaction

REHEARSING = "rehearsing"


class _Rehearsed(Exception):
    """It is over: what was written is taken back."""


@contextmanager
def rehearsal() -> Iterator[None]:
    """Run one action as ``transaction()`` would, look at what comes of it, and store nothing.

    Whatever is read inside may leave it as plain values only. Raises: Unavailable.
    """
    notes = db.session().info
    with suppress(_Rehearsed), transaction():
        notes[REHEARSING] = True
        try:
            yield
        finally:
            notes[REHEARSING] = False
        raise _Rehearsed


def in_rehearsal() -> bool:
    """Say whether a ``rehearsal()`` is open: what is done now is undone."""
    return bool(db.session().info.get(REHEARSING))
