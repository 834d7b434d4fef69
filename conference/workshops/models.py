"""Sessions with limited places, and one person's place."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, EnumText, one_of
from conference.workshops.rules import BookingState


class Workshop(Base):
    """The places of a released session.

    Set at its first release; organisers change them, and a later change of room does not do it
    in silence (workflows.md rule 34).
    """

    __tablename__ = "workshops"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), unique=True)
    capacity: Mapped[int]


class Booking(Base):
    """One attendee's place in a workshop; a cancelled row is used again.

    ``sequence`` and ``changed_at`` serve the personal calendar: each change of state counts.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        UniqueConstraint("workshop_id", "attendee_id"),
        one_of("state", BookingState),
        Index(None, "workshop_id", "state"),
        {"sqlite_autoincrement": True},  # an id that was used stands in history and calendars
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id"), index=True)
    state: Mapped[BookingState] = mapped_column(EnumText(BookingState, 10))
    booked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(default=0)


class PlaceReserve(Base):
    """Places of a workshop kept for who had one in a cancelled workshop, until a moment."""

    __tablename__ = "place_reserves"
    __table_args__ = (
        CheckConstraint("places > 0", name="places"),
        UniqueConstraint("workshop_id", "from_workshop_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id"))
    from_workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id"), index=True)
    places: Mapped[int]
    made_at: Mapped[datetime]
    until: Mapped[datetime]
