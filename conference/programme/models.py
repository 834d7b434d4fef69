"""Rooms, sessions and slots (the draft), and releases (what the public reads)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    case,
    literal,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from conference.kernel.database import Base, EnumText, one_of
from conference.people.models import Speaker
from conference.programme.rules.layouts import CAPACITY_NAMES, Capacities, RoomLayout
from conference.programme.rules.states import (
    EntryState,
    RecordingChoice,
    SessionKind,
    SessionLevel,
    SlotWish,
    StageRole,
)
from conference.programme.rules.visibility import RoomSecrecy
from conference.proposals.models import Proposal

_SECRECY = EnumText(RoomSecrecy, 10)


class Room(Base):
    """A place in the venue; a private one never leaves the system in any page or feed.

    A hidden one is named nowhere outside the desk from that moment on.

    ``is_step_free`` is none while nobody has said it; ``has_loop`` (induction loop) is a promise:
    nothing said is no promise.
    """

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    name: Mapped[str] = mapped_column(String(80))
    theatre_capacity: Mapped[int | None]
    cabaret_capacity: Mapped[int | None]
    classroom_capacity: Mapped[int | None]
    boardroom_capacity: Mapped[int | None]
    standing_capacity: Mapped[int | None]
    capacities: Mapped[Capacities] = composite(*CAPACITY_NAMES.values())
    note: Mapped[str] = mapped_column(String(200), default="")
    is_private: Mapped[bool] = mapped_column(default=False)
    is_step_free: Mapped[bool | None]
    has_loop: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    hidden_at: Mapped[datetime | None]

    @classmethod
    def secrecy(cls) -> ColumnElement[RoomSecrecy]:
        """Say, in SQL, to whom the room is named; hidden counts before private."""
        return case(
            (cls.hidden_at.is_not(None), literal(RoomSecrecy.HIDDEN, _SECRECY)),
            (cls.is_private, literal(RoomSecrecy.PRIVATE, _SECRECY)),
            else_=literal(RoomSecrecy.OPEN, _SECRECY),
        )


class RoomBlock(Base):
    """A time in which a room cannot be used; only organisers see why."""

    __tablename__ = "room_blocks"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200), default="")


class SpeakerAbsence(Base):
    """A time in which somebody on stage cannot be there."""

    __tablename__ = "speaker_absences"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Session(Base):
    """A session as organisers write it: the draft, seen by nobody until it is released.

    ``minutes`` is how long it is meant to be; ``shares_room`` is a poster or a drop-in, which
    stands in nobody's way; ``version`` rises with every change of words, place or time. A hidden
    one is in no page, file or feed, whatever is released. ``language`` is a tag of BCP 47, empty
    for the edition's own; ``guid`` is the identity that another system gave it; ``layout`` is how
    its room is to stand.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        Index("uq_sessions_guid", "edition_id", "guid", unique=True),
        Index("uq_sessions_proposal_id", "proposal_id", unique=True),
        one_of("kind", SessionKind),
        one_of("level", SessionLevel),
        one_of("recording", RecordingChoice),
        one_of("layout", RoomLayout),
        CheckConstraint("places IS NULL OR places > 0", name="places"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes"),
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
    language: Mapped[str] = mapped_column(String(12), default="")
    level: Mapped[SessionLevel] = mapped_column(
        EnumText(SessionLevel, 10), default=SessionLevel.ANY
    )
    recording: Mapped[RecordingChoice] = mapped_column(
        EnumText(RecordingChoice, 10), default=RecordingChoice.UNDECIDED
    )
    guid: Mapped[str | None] = mapped_column(String(36))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey(Proposal.id))
    layout: Mapped[RoomLayout] = mapped_column(EnumText(RoomLayout, 10), default=RoomLayout.USUAL)
    places: Mapped[int | None]
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int | None]
    shares_room: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    hidden_at: Mapped[datetime | None]

    slot: Mapped["Slot | None"] = relationship(back_populates="session", lazy="raise_on_sql")


class SessionMaterial(Base):
    """A file or page that belongs to a session, shown from a day on; none: from its release on."""

    __tablename__ = "session_materials"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(500))
    shown_from: Mapped[date | None]


class SessionFile(Base):
    """A file that a speaker gave for a session: checked by its content, shown from a day on.

    ``mark`` stands in its address, so that a taken-away file's address is dead.
    """

    __tablename__ = "session_files"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speakers.id"), index=True)
    mark: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    file_name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    shown_from: Mapped[date | None]
    stored_at: Mapped[datetime]


class SlotAnswer(Base):
    """What somebody on stage answered to a time and a room; a moved slot asks anew."""

    __tablename__ = "slot_answers"
    __table_args__ = (one_of("answer", SlotWish),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True, index=True)
    starts_at: Mapped[datetime]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"), index=True)
    answer: Mapped[SlotWish] = mapped_column(EnumText(SlotWish, 20))
    note: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class AskedSlot(Base):
    """A time and a room that somebody on stage was asked about by a mail of its own.

    ``mark`` names both, as answers do. The outbox forgets its mails sooner than a year.
    """

    __tablename__ = "asked_slots"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True, index=True)
    mark: Mapped[str] = mapped_column(String(40), primary_key=True)
    asked_at: Mapped[datetime]


class SessionSpeaker(Base):
    """Who is on stage in a session of the draft, in order."""

    __tablename__ = "session_speakers"
    __table_args__ = (one_of("role", StageRole),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    role: Mapped[StageRole] = mapped_column(EnumText(StageRole, 10), default=StageRole.SPEAKER)

    speaker: Mapped[Speaker] = relationship(lazy="raise_on_sql")


class Slot(Base):
    """When and where the draft places a session; a locked one is moved by nobody by accident."""

    __tablename__ = "slots"
    __table_args__ = (CheckConstraint("ends_at >= starts_at", name="length"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_locked: Mapped[bool] = mapped_column(default=False)

    session: Mapped[Session] = relationship(back_populates="slot", lazy="raise_on_sql")
    room: Mapped[Room | None] = relationship(lazy="raise_on_sql")


class DraftStep(Base):
    """One change of the schedule, so that it can be undone: slots before and after, by session."""

    __tablename__ = "draft_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(300))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_undone: Mapped[bool] = mapped_column(default=False)


class AcceptedFinding(Base):
    """Something that is wrong with the draft and may stay so, for a reason."""

    __tablename__ = "accepted_findings"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    key: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(300))
    accepted_by: Mapped[str] = mapped_column(String(60))
    accepted_at: Mapped[datetime]


class Release(Base):
    """A published version of the programme; never changed once made."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    released_at: Mapped[datetime]
    released_by: Mapped[str] = mapped_column(String(60))


class ReleaseStage(Base):
    """Who is on stage in a session of one release; how they are shown is decided live."""

    __tablename__ = "release_stage"
    __table_args__ = (one_of("role", StageRole),)

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True, index=True)
    position: Mapped[int]
    role: Mapped[StageRole] = mapped_column(EnumText(StageRole, 10))


class ReleaseEntry(Base):
    """A session as one release shows it.

    ``sequence`` rises when time, room or state differ from the release before (RFC 5545, 3.8.7.4);
    ``changed_at`` is the moment of the last difference of any kind. A room is null for a break.
    ``was_hidden``: nothing public showed it when the release was made.
    """

    __tablename__ = "release_entries"
    __table_args__ = (
        UniqueConstraint("release_id", "session_id"),
        UniqueConstraint("release_id", "code"),
        one_of("state", EntryState),
        one_of("kind", SessionKind),
        one_of("level", SessionLevel),
        one_of("recording", RecordingChoice),
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
    language: Mapped[str] = mapped_column(String(12), default="")
    level: Mapped[SessionLevel] = mapped_column(
        EnumText(SessionLevel, 10), default=SessionLevel.ANY
    )
    recording: Mapped[RecordingChoice] = mapped_column(
        EnumText(RecordingChoice, 10), default=RecordingChoice.UNDECIDED
    )
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    places: Mapped[int | None]
    is_sensitive: Mapped[bool]
    state: Mapped[EntryState] = mapped_column(EnumText(EntryState, 10))
    sequence: Mapped[int]
    changed_at: Mapped[datetime]
    was_hidden: Mapped[bool] = mapped_column(default=False)
