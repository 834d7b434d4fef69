"""Putting mails into the outbox, claiming them for delivery, marking what became of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from conference.history import actions as history
from conference.kernel.database import db, kick_after_commit
from conference.kernel.errors import NotFound
from conference.mail.models import Message
from conference.mail.rules import KEPT, STUCK_AFTER, FaultClass, MessageState, next_try

JOB = "mail"
BATCH = 5
"""Few enough that a slow mail server cannot hold the last one for as long as a dead worker."""

RETRIABLE = (MessageState.QUEUED, MessageState.RETRY, MessageState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A message that one worker has taken."""

    id: int
    kind: str
    facts: Mapping[str, Any]
    address: str
    edition_id: int | None
    message_id: str


def enqueue(
    kind: str,
    to: str,
    *,
    facts: Mapping[str, Any],
    now: datetime,
    edition_id: int | None = None,
    once: str | None = None,
) -> None:
    """Store a mail for the worker; ``once`` is a key under which it is stored only once.

    ``facts`` are ids and plain values, never a link. Runs inside ``transaction()``.
    """
    message = Message(
        kind=kind,
        address=to,
        facts=dict(facts),
        edition_id=edition_id,
        once=once,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError:
        if once is None:
            raise
        return  # another one was first: that is what ``once`` is for
    kick_after_commit(JOB)


def claim_due(*, name: Callable[[], str], real_now: datetime) -> Sequence[Claim]:
    """Take up to 5 due messages, also those that a dead worker left in its hands.

    ``name`` makes a Message-ID; it is kept before the first try, so that a second delivery of the
    same mail shows it. Two workers never take the same one: PostgreSQL skips locked rows, SQLite
    has one writer.
    """
    due = or_(
        Message.state == MessageState.QUEUED,
        (Message.state == MessageState.RETRY) & (Message.retry_at <= real_now),
        (Message.state == MessageState.SENDING) & (Message.claimed_at < real_now - STUCK_AFTER),
    )
    rows = db.session.scalars(
        select(Message)
        .where(due)
        .order_by(Message.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.state = MessageState.SENDING
        row.claimed_at = real_now
        row.attempts += 1
        row.message_id = row.message_id or name()
    return [
        Claim(
            id=row.id,
            kind=row.kind,
            facts=row.facts,
            address=row.address,
            edition_id=row.edition_id,
            message_id=row.message_id or "",
        )
        for row in rows
    ]


def mark_sent(message: int, *, real_now: datetime) -> None:
    """Note that the mail server took the message."""
    db.session.execute(
        update(Message)
        .where(Message.id == message)
        .values(
            state=MessageState.SENT,
            sent_at=real_now,
            claimed_at=None,
            fault=None,
            fault_text=None,
        )
        .execution_options(synchronize_session=False)
    )


def mark_fault(message: int, fault: FaultClass, text: str, *, real_now: datetime) -> MessageState:
    """Note why a try failed, and when the next one is due, if there is one."""
    row = _message(message)
    later = next_try(fault, row.attempts, now=real_now)
    row.state = MessageState.FAILED if later is None else MessageState.RETRY
    row.retry_at = later
    row.claimed_at = None
    row.fault, row.fault_text = fault, text[:300]
    return row.state


def retry(message: int, *, edition_id: int, actor: str, now: datetime) -> None:
    """Let a failed or waiting message of the edition go out at once. Raises: NotFound."""
    row = _message(message)
    if row.edition_id != edition_id or row.state not in RETRIABLE:
        raise NotFound
    row.state, row.retry_at, row.attempts = MessageState.QUEUED, None, 0
    history.record(
        actor, "message sent again", on=("message", row.id), at=now, edition_id=edition_id
    )
    kick_after_commit(JOB)


def purge(*, now: datetime) -> int:
    """Delete messages older than 90 days (domain.md C4) and return how many."""
    gone = db.session.scalars(
        delete(Message)
        .where(Message.created_at < now - KEPT, Message.state != MessageState.SENDING)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def _message(message: int) -> Message:
    row = db.session.scalar(select(Message).where(Message.id == message).with_for_update())
    if row is None:
        raise NotFound
    return row
