"""Reading the outbox: what staff may see, and what the demonstration's inbox shows."""

from collections.abc import Sequence

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.mail.models import Message
from conference.mail.rules import MessageState


def messages(
    edition_id: int | None,
    *,
    state: MessageState | None = None,
    address: str = "",
    limit: int,
    offset: int = 0,
) -> Sequence[Message]:
    """Return messages, newest first; ``address`` finds the mails of one person."""
    statement = select(Message).order_by(Message.id.desc()).limit(limit).offset(offset)
    if edition_id is not None:
        statement = statement.where(Message.edition_id == edition_id)
    if state is not None:
        statement = statement.where(Message.state == state)
    if address:
        statement = statement.where(Message.address == address.casefold())
    return db.session.scalars(statement).all()


def message(message_id: int) -> Message:
    """Return one message. Raises: NotFound."""
    found = db.session.get(Message, message_id)
    if found is None:
        raise NotFound
    return found


def counts(edition_id: int) -> dict[MessageState, int]:
    """Return how many messages stand in each state."""
    rows = db.session.execute(
        select(Message.state, func.count())
        .where(Message.edition_id == edition_id)
        .group_by(Message.state)
    )
    return {MessageState(state): count for state, count in rows}
