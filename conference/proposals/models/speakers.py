"""Looking after speakers: what they are asked for, what they answered, their pictures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, EnumText, one_of
from conference.people.rules import RecordingChoice
from conference.proposals.rules.states import SpeakerTaskKind
from conference.proposals.rules.tasks import TEXT_LENGTH


class SpeakerTask(Base):
    """A task that a speaker has done."""

    __tablename__ = "speaker_tasks"
    __table_args__ = (one_of("task", SpeakerTaskKind),)

    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True)
    task: Mapped[SpeakerTaskKind] = mapped_column(EnumText(SpeakerTaskKind, 20), primary_key=True)
    done_at: Mapped[datetime]
    done_by: Mapped[str] = mapped_column(String(60))


class SpeakerDetails(Base):
    """What a speaker told the organisers only; ``access`` and ``travel`` go 14 days after the end.

    ``reuses_biography``: next year may begin with this one's words.
    """

    __tablename__ = "speaker_details"
    __table_args__ = (one_of("recording", RecordingChoice),)

    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True)
    recording: Mapped[RecordingChoice] = mapped_column(
        EnumText(RecordingChoice, 10), default=RecordingChoice.UNDECIDED
    )
    equipment: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    access: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    travel: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")
    reuses_biography: Mapped[bool] = mapped_column(default=False)
    reminded_at: Mapped[datetime | None]


class SpeakerConduct(Base):
    """Which version of the code of conduct a speaker agreed to, when."""

    __tablename__ = "speaker_conduct"

    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"), primary_key=True, index=True)
    accepted_at: Mapped[datetime]


class SpeakerPicture(Base):
    """A speaker's picture as we made it anew: one format, no metadata (domain.md PR-11).

    ``mark`` stands in its address, so that a taken-away picture's address is dead.
    """

    __tablename__ = "speaker_pictures"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="size"),)

    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(32), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    stored_at: Mapped[datetime]
