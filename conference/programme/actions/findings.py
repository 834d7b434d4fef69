"""What is wrong with the draft and may stay so."""

from sqlalchemy import select

from conference.kernel.database import db
from conference.programme.actions.desk import Desk
from conference.programme.models import AcceptedFinding


def accept(key: str, reason: str, desk: Desk) -> None:
    """Let a soft finding stay, for a reason; said again, the newer reason stands."""
    row = db.session.scalar(
        select(AcceptedFinding)
        .where(AcceptedFinding.edition_id == desk.edition_id, AcceptedFinding.key == key)
        .with_for_update()
    )
    if row is None:
        row = AcceptedFinding(edition_id=desk.edition_id, key=key)
        db.session.add(row)
    row.reason, row.accepted_by, row.accepted_at = reason, desk.actor, desk.now
    db.session.flush()
    desk.record("accepted what is wrong", "finding", row.id, finding=key)


def reopen(key: str, desk: Desk) -> None:
    """Let a finding ask again; said twice, once."""
    row = db.session.scalar(
        select(AcceptedFinding)
        .where(AcceptedFinding.edition_id == desk.edition_id, AcceptedFinding.key == key)
        .with_for_update()
    )
    if row is not None:
        desk.record("let a finding ask again", "finding", row.id, finding=key, reason=row.reason)
        db.session.delete(row)
