"""What is wrong with a draft schedule: what it is, where, and a way out."""

from datetime import UTC, datetime
from itertools import chain

from conference.programme.rules.conflicts import everybody, people, rooms
from conference.programme.rules.conflicts.facts import (
    SEVERITY,
    Board,
    BoardRoom,
    BoardSession,
    Closed,
    Finding,
    FindingKind,
    FindingsChanged,
    Person,
    Severity,
)
from conference.programme.rules.conflicts.parties import prepared

__all__ = [
    "SEVERITY",
    "Board",
    "BoardRoom",
    "BoardSession",
    "Closed",
    "Finding",
    "FindingKind",
    "FindingsChanged",
    "Person",
    "Severity",
    "find",
]

_NEVER = datetime.max.replace(tzinfo=UTC)


def find(board: Board) -> tuple[Finding, ...]:
    """Return all that is wrong: hard ones first, then by start of the first session, then by key.

    What is cancelled, and a break that is in no room, is no party to anything.
    """
    draft = prepared(board)
    checks = (*rooms.CHECKS, *people.CHECKS, *everybody.CHECKS)
    found = chain.from_iterable(check(draft) for check in checks)
    starts = {item.session.id: item.span.starts_at for item in draft.placed}
    return tuple(
        sorted(
            found,
            key=lambda one: (not one.is_hard, starts.get(one.session_ids[0], _NEVER), one.key),
        )
    )
