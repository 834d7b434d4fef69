"""Reading the outbox: what staff may see, and what the demonstration's inbox shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.mail.models import Message
from conference.mail.rules import LATE_AFTER, MessageState

WAITING = (MessageState.QUEUED, MessageState.RETRY, MessageState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFigures:
    """How the edition's mail stands: given up, waiting unusually long, sent today."""

    failed: int
    late: int
    sent_today: int


def messages(
    edition_id: int | None,
    *,
    state: MessageState | None = None,
    address: str = "",
    hidden: Collection[int] = (),
    limit: int,
    offset: int = 0,
) -> Sequence[Message]:
    """Return messages, newest first; ``address`` finds the mails of one person.

    ``hidden`` are those that whoever asks does not see.
    Without an edition those of all, as they arrive: a draft does not.
    """
    statement = select(Message).order_by(Message.id.desc()).limit(limit).offset(offset)
    if edition_id is not None:
        statement = statement.where(Message.edition_id == edition_id)
    else:
        statement = statement.where(Message.state != MessageState.DRAFT)
    if state is not None:
        statement = statement.where(Message.state == state)
    if hidden:
        statement = statement.where(Message.id.not_in(hidden))
    if address:
        statement = statement.where(Message.address == address.casefold())
    return db.session.scalars(statement).all()


def message(message_id: int) -> Message:
    """Return one message. Raises: NotFound."""
    found = db.session.get(Message, message_id)
    if found is None:
        raise NotFound
    return found


def message_for_update(message_id: int) -> Message:
    """Lock and return one message. Raises: NotFound."""
    found = db.session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def counts(edition_id: int, *, hidden: Collection[int] = ()) -> dict[MessageState, int]:
    """Return how many messages stand in each state, without those that are hidden."""
    rows = db.session.execute(
        select(Message.state, func.count())
        .where(Message.edition_id == edition_id, Message.id.not_in(hidden))
        .group_by(Message.state)
    )
    return {MessageState(state): count for state, count in rows}


def figures(edition_id: int, *, now: datetime, midnight: datetime) -> MailFigures:
    """Return how the edition's mail stands, in one statement.

    ``midnight`` begins today in real time, as deliveries are noted. What waits on purpose is
    late from the day after it could go.
    """
    is_due = Message.due_at.is_(None) | (Message.due_at < midnight)
    is_sent = Message.state == MessageState.SENT
    failed, late, sent_today = db.session.execute(
        select(
            func.count().filter(Message.state == MessageState.FAILED),
            func.count().filter(
                Message.state.in_(WAITING), is_due, Message.created_at < now - LATE_AFTER
            ),
            func.count().filter(is_sent, Message.sent_at >= midnight),
        ).where(Message.edition_id == edition_id)
    ).one()
    return MailFigures(failed=failed, late=late, sent_today=sent_today)


def keys(prefix: str) -> frozenset[str]:
    """Return the keys under which mails are stored only once, of those that begin with this."""
    found = db.session.scalars(
        select(Message.once).where(Message.once.startswith(prefix, autoescape=True))
    )
    return frozenset(key for key in found if key is not None)


def facts_under(once: str) -> Mapping[str, Any] | None:
    """Return what the mail that is stored under this key is about, if there is one."""
    return db.session.scalar(select(Message.facts).where(Message.once == once))


def drafts(edition_id: int, kind: str) -> Sequence[Message]:
    """Return the mails of a kind that wait for a human, by address."""
    return db.session.scalars(
        select(Message)
        .where(
            Message.edition_id == edition_id,
            Message.kind == kind,
            Message.state == MessageState.DRAFT,
        )
        .order_by(Message.address, Message.id)
    ).all()
