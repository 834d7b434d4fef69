"""What belongs to one attendee's day."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base


class CalendarKey(Base):
    """The address of an attendee's private feed; replacing it makes a new row.

    The selector is half of the address; the other half is a seal that is never stored.
    """

    __tablename__ = "calendar_keys"
    __table_args__ = (
        Index(
            "uq_calendar_keys_live",
            "attendee_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id"))
    selector: Mapped[str] = mapped_column(String(40), unique=True)
    shows_rooms: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    last_fetched_at: Mapped[datetime | None]


class Star(Base):
    """A session that somebody signed in wants to keep an eye on; it books nothing."""

    __tablename__ = "stars"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True, index=True)
    starred_at: Mapped[datetime]
