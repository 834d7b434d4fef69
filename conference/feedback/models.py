"""What attendees said of sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference.feedback.rules import FeedbackState
from conference.kernel.database import Base, EnumText, one_of


class Feedback(Base):
    """One attendee's words on one session; the speaker never learns whose they are."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("session_id", "attendee_id"),
        one_of("state", FeedbackState),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id"), index=True)
    rating: Mapped[int | None]
    body: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[FeedbackState] = mapped_column(
        EnumText(FeedbackState, 10), default=FeedbackState.WAITING
    )
    written_at: Mapped[datetime]
    moderated_at: Mapped[datetime | None]
    moderated_by: Mapped[str] = mapped_column(String(60), default="")
