"""Putting mails into the outbox, claiming them for delivery, marking what became of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import structlog
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from conference.history import actions as history
from conference.kernel.database import db, delete_where, kick_after_commit
from conference.kernel.errors import NotFound
from conference.mail.actions.waiting import JOB, put_back, rewrite_drafts, take_back, wake
from conference.mail.models import Message
from conference.mail.queries import message_for_update
from conference.mail.rules import (
    GIVEN_UP,
    KEPT,
    STUCK_AFTER,
    WORKERS_LOST,
    FaultClass,
    MessageState,
    next_try,
)

__all__ = [
    "JOB",
    "Claim",
    "claim_due",
    "enqueue",
    "enqueue_all",
    "keep_drafts",
    "mark_fault",
    "mark_sent",
    "postpone",
    "purge",
    "put_back",
    "retry",
    "rewrite_drafts",
    "send_drafts",
    "take_back",
    "wake",
]

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


def enqueue_all(
    kind: str,
    letters: Mapping[str, Mapping[str, Any]],
    *,
    now: datetime,
    edition_id: int,
    once: Callable[[str], str] | None = None,
) -> None:
    """Store mails of one kind at once, in one statement: facts by address.

    None of the keys that ``once`` makes of addresses was used before: they name something new.
    """
    rows = [
        _row(kind, address, facts, edition_id=edition_id, now=now)
        | {"once": once(address) if once else None}
        for address, facts in letters.items()
    ]
    if rows:
        db.session.execute(insert(Message), rows)
        kick_after_commit(JOB)


def keep_drafts(
    kind: str, letters: Mapping[str, Mapping[str, Any]], *, edition_id: int, now: datetime
) -> None:
    """Let the drafts of this kind be exactly these, one for each address; none is sent.

    Runs inside ``transaction()``, under a lock of the caller's: of two who draft, one waits.
    """
    delete_where(
        Message,
        (Message.edition_id == edition_id)
        & (Message.kind == kind)
        & (Message.state == MessageState.DRAFT),
    )
    rows = [
        _row(kind, address, facts, edition_id=edition_id, now=now) | {"state": MessageState.DRAFT}
        for address, facts in letters.items()
    ]
    if rows:
        db.session.execute(insert(Message), rows)


def send_drafts(letters: Mapping[int, Mapping[str, Any]], *, now: datetime) -> None:
    """Let these drafts, by their ids, go out with the facts given, in one statement."""
    rows = [
        {"id": row_id, "facts": dict(facts), "state": MessageState.QUEUED, "created_at": now}
        for row_id, facts in letters.items()
    ]
    if rows:
        db.session.execute(update(Message), rows)
        kick_after_commit(JOB)


def postpone(once: str, *, until: datetime) -> bool:
    """Let a mail that still waits go out at ``until`` (real time) or later; say if there is one."""
    waiting = select(Message).where(Message.once == once, Message.state == MessageState.QUEUED)
    row = db.session.scalar(waiting.with_for_update())
    if row is not None:
        row.due_at = until
    return row is not None


def postpone_any(key: str, *, until: datetime) -> bool:
    """Let mails whose ``once`` begins with this key wait on; say if one still waited."""
    of_key = Message.once.startswith(f"{key}:", autoescape=True)
    waiting = select(Message).where(of_key, Message.state == MessageState.QUEUED)
    rows = db.session.scalars(waiting.with_for_update()).all()
    for row in rows:
        row.due_at = until
    return bool(rows)


def claim_due(*, name: Callable[[], str], real_now: datetime) -> Sequence[Claim]:
    """Take up to 5 due messages; none is due: one that a dead worker left in its hands.

    That one is taken alone, so that a mail which kills workers takes no others with it, and is
    given up after five workers. ``name`` makes a Message-ID; it is kept before the first try, so
    that a second delivery of the same mail shows it. Two workers never take the same one:
    PostgreSQL skips locked rows, SQLite has one writer.
    """
    rows = _taken(_due(), real_now) or _left_behind(real_now)
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
    row = message_for_update(message)
    later = next_try(fault, row.attempts, now=real_now)
    row.state = MessageState.FAILED if later is None else MessageState.RETRY
    row.retry_at = later
    row.claimed_at = None
    row.abandoned = 0  # a worker survived it
    row.fault, row.fault_text = fault, text[:300]
    return row.state


def retry(message: int, *, edition_id: int, actor: str, now: datetime) -> None:
    """Let a failed or waiting message of the edition go out at once. Raises: NotFound."""
    row = message_for_update(message)
    if row.edition_id != edition_id or row.state not in RETRIABLE:
        raise NotFound
    row.state, row.retry_at, row.attempts, row.abandoned = MessageState.QUEUED, None, 0, 0
    history.record(
        actor, "message sent again", on=("message", row.id), at=now, edition_id=edition_id
    )
    kick_after_commit(JOB)


def purge(*, now: datetime) -> int:
    """Delete messages older than 90 days (domain.md C4) and return how many."""
    is_old = Message.created_at < now - KEPT
    return delete_where(Message, is_old & (Message.state != MessageState.SENDING))


def _left_behind(real_now: datetime) -> Sequence[Message]:
    """Return one message of a dead worker, having given up those that no worker survived."""
    for row in _taken(_stuck(), real_now - STUCK_AFTER):
        row.abandoned += 1
        if row.abandoned < WORKERS_LOST:
            return [row]
        row.state, row.claimed_at = MessageState.FAILED, None
        row.fault, row.fault_text = FaultClass.BROKEN, GIVEN_UP
        structlog.get_logger().error("mail given up", message=row.id, kind=row.kind)
    return []


def _taken(statement: Select[Message], moment: datetime) -> Sequence[Message]:
    return db.session.scalars(statement, {"moment": moment}).all()


@cache
def _due() -> Select[Message]:
    moment: BindParameter[datetime] = bindparam("moment")
    is_again = (Message.state == MessageState.RETRY) & (Message.retry_at <= moment)
    has_waited = Message.due_at.is_(None) | (Message.due_at <= moment)
    is_first = (Message.state == MessageState.QUEUED) & has_waited
    return _first_messages(or_(is_first, is_again))


@cache
def _stuck() -> Select[Message]:
    return _first_messages(
        (Message.state == MessageState.SENDING) & (Message.claimed_at < bindparam("moment"))
    )


def _first_messages(condition: ColumnElement[bool]) -> Select[Message]:
    return (
        select(Message)
        .where(condition)
        .order_by(Message.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


def _row(
    kind: str, address: str, facts: Mapping[str, Any], *, edition_id: int, now: datetime
) -> dict[str, Any]:
    return {
        "kind": kind,
        "address": address,
        "facts": dict(facts),
        "edition_id": edition_id,
        "state": MessageState.QUEUED,
        "attempts": 0,
        "abandoned": 0,
        "created_at": now,
    }
