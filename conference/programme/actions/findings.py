"""What is wrong with the draft and may stay so."""

from collections.abc import Callable, Iterable

from conference.kernel.database import db
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.models import AcceptedFinding
from conference.programme.queries import Judged
from conference.programme.rules.conflicts import FindingsChanged


def accept(
    marks: Iterable[str], reason: str, desk: Desk, *, judged: Callable[[], Iterable[Judged]]
) -> int:
    """Let soft findings stay, all for one reason, and return how many stay by this.

    ``marks`` are those of the page; ``judged`` says what is wrong once the turn is taken. One that
    stays already for the same reason is left as it is: of a double press the second changes
    nothing. Raises: FindingsChanged (one is mended, otherwise, hard, or stays for a reason of
    somebody else's; nothing is accepted).
    """
    desk.take_turn()
    wanted = set(marks)
    found = [one for one in judged() if one.finding.mark in wanted]
    if len(found) != len(wanted) or any(not _may_stay(one, reason) for one in found):
        raise FindingsChanged
    rows = [
        AcceptedFinding(
            edition_id=desk.edition_id,
            key=one.finding.key,
            reason=reason,
            accepted_by=desk.actor,
            accepted_at=desk.now,
        )
        for one in found
        if one.reason is None
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        desk.record("accepted what is wrong", "finding", row.id, finding=row.key)
    return len(found)


def reopen(key: str, desk: Desk) -> None:
    """Let a finding ask again; said twice, once."""
    desk.take_turn()
    row = queries.accepted_for_update(desk.edition_id, key)
    if row is not None:
        desk.record("let a finding ask again", "finding", row.id, finding=key, reason=row.reason)
        db.session.delete(row)


def _may_stay(one: Judged, reason: str) -> bool:
    return not one.finding.is_hard and one.reason in {None, reason}
