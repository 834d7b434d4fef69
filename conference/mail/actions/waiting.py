"""Mails that wait for what they tell, or for a human: put back, taken back, woken, rewritten."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from conference.kernel.database import db, delete_where, kick_after_commit
from conference.mail.models import Message
from conference.mail.queries import drafts, message_for_update
from conference.mail.rules import LOOKED_AT_AGAIN, MessageState

JOB = "mail"


def put_back(message: int, *, real_now: datetime) -> None:
    """Let a message that cannot be told yet wait on; the try that found it out does not count."""
    row = message_for_update(message)
    row.state, row.due_at = MessageState.QUEUED, real_now + LOOKED_AT_AGAIN
    row.claimed_at = None
    row.attempts -= 1
    row.abandoned = 0


def take_back(
    kind: str, edition_id: int, is_meant: Callable[[Mapping[str, Any]], bool]
) -> Sequence[Mapping[str, Any]]:
    """Delete the mails of this kind that have not left and are meant; return their facts."""
    rows = db.session.execute(
        select(Message.id, Message.facts)
        .where(
            Message.edition_id == edition_id,
            Message.kind == kind,
            Message.state.in_((MessageState.QUEUED, MessageState.RETRY)),
        )
        .order_by(Message.id)
        .with_for_update()
    )
    meant = {row.id: row.facts for row in rows if is_meant(row.facts)}
    if meant:
        delete_where(Message, Message.id.in_(meant))
    return list(meant.values())


def rewrite_drafts(
    kind: str, edition_id: int, rewritten: Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
) -> None:
    """Let each draft of this kind tell what is made of its facts, or throw it away (nothing).

    Runs under the lock that whoever prepares and sends the drafts takes too.
    """
    for row in drafts(edition_id, kind):
        facts = rewritten(row.facts)
        if facts is None:
            db.session.delete(row)
        elif facts != row.facts:
            row.facts = dict(facts)


def wake(edition_id: int, kinds: Collection[str]) -> None:
    """Let messages of these kinds that were put back go out at once."""
    db.session.execute(
        update(Message)
        .where(
            Message.edition_id == edition_id,
            Message.kind.in_(kinds),
            Message.state == MessageState.QUEUED,
            Message.due_at.is_not(None),
        )
        .values(due_at=None)
        .execution_options(synchronize_session=False)
    )
    kick_after_commit(JOB)
