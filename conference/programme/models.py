"""Rooms, sessions and slots (the draft), and releases (what the public reads)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.kernel.database import Base, EnumText, one_of
from conference.people.models import Speaker
from conference.programme.rules.states import EntryState, SessionKind


class Room(Base):
    """A place in the venue; a private one never leaves the system in any page or feed."""

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    name: Mapped[str] = mapped_column(String(80))
    theatre_capacity: Mapped[int | None]
    cabaret_capacity: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    is_private: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class Session(Base):
    """A session as organisers write it: the draft, seen by nobody until it is released."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        one_of("kind", SessionKind),
        CheckConstraint("places IS NULL OR places > 0", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[SessionKind] = mapped_column(
        EnumText(SessionKind, 10), default=SessionKind.SESSION
    )
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(400), default="")
    abstract: Mapped[str] = mapped_column(Text, default="")
    content_note: Mapped[str] = mapped_column(String(300), default="")
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id"))
    format_id: Mapped[int | None] = mapped_column(ForeignKey("formats.id"))
    places: Mapped[int | None]
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    is_cancelled: Mapped[bool] = mapped_column(default=False)

    slot: Mapped["Slot | None"] = relationship(back_populates="session", lazy="raise_on_sql")


class SessionSpeaker(Base):
    """Who is on stage in a session, in order; read live, so that a protective choice counts."""

    __tablename__ = "session_speakers"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    speaker: Mapped[Speaker] = relationship(lazy="raise_on_sql")


class Slot(Base):
    """When and where the draft places a session."""

    __tablename__ = "slots"
    __table_args__ = (CheckConstraint("ends_at >= starts_at", name="length"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    session: Mapped[Session] = relationship(back_populates="slot", lazy="raise_on_sql")
    room: Mapped[Room | None] = relationship(lazy="raise_on_sql")


class Release(Base):
    """A published version of the programme; never changed once made."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    released_at: Mapped[datetime]
    released_by: Mapped[str] = mapped_column(String(60))


class ReleaseEntry(Base):
    """A session as one release shows it.

    ``sequence`` rises when time, room or state differ from the release before (RFC 5545, 3.8.7.4);
    ``changed_at`` is the moment of the last difference of any kind. A room is null for a break.
    """

    __tablename__ = "release_entries"
    __table_args__ = (
        UniqueConstraint("release_id", "session_id"),
        UniqueConstraint("release_id", "code"),
        one_of("state", EntryState),
        one_of("kind", SessionKind),
        CheckConstraint("ends_at >= starts_at", name="length"),
        Index(None, "release_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[SessionKind] = mapped_column(EnumText(SessionKind, 10))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(400))
    abstract: Mapped[str] = mapped_column(Text)
    content_note: Mapped[str] = mapped_column(String(300))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id"))
    format_id: Mapped[int | None] = mapped_column(ForeignKey("formats.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    places: Mapped[int | None]
    is_sensitive: Mapped[bool]
    state: Mapped[EntryState] = mapped_column(EnumText(EntryState, 10))
    sequence: Mapped[int]
    changed_at: Mapped[datetime]
