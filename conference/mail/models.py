"""The outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, EnumText, one_of
from conference.mail.rules import FaultClass, MessageState

EMAIL_LENGTH = 254
"""RFC 5321: the longest address that can be delivered to."""


class Message(Base):
    """One mail to one address: what it is about, never its text, links or attachments.

    ``kind`` names the builder that writes it at the moment of sending, ``facts`` its ids.
    ``created_at`` is the conference's time; ``due_at``, before which a queued one waits,
    ``retry_at``, before which a mail that failed is not tried again, ``claimed_at`` and
    ``sent_at`` are real time. ``abandoned`` counts the workers that died with it in hand.
    """

    __tablename__ = "messages"
    __table_args__ = (
        one_of("state", MessageState),
        one_of("fault", FaultClass),
        Index("ix_messages_due", "state", "retry_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(EMAIL_LENGTH), index=True)
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[MessageState] = mapped_column(
        EnumText(MessageState, 10), default=MessageState.QUEUED
    )
    attempts: Mapped[int] = mapped_column(default=0)
    abandoned: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    fault: Mapped[FaultClass | None] = mapped_column(EnumText(FaultClass, 10))
    fault_text: Mapped[str | None] = mapped_column(String(300))
    message_id: Mapped[str | None] = mapped_column(String(120))
