"""The call of an edition: dates, formats, criteria, questions, extensions, phases and texts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, EnumText, one_of
from conference.proposals.rules.states import Decision, QuestionKind, SightOfOthers


class Call(Base):
    """One edition's call for proposals; ``body`` is Markdown, ``is_shown`` its publication.

    ``grace_minutes`` is how long after the deadline a proposal is still taken, as the page says.
    ``limit_per_person`` counts proposals that were sent in and not withdrawn; none: no limit.
    ``is_provisional`` lets accepted sessions be planned before they are confirmed; released they
    are only after it. ``version`` rises with every change of the call and of what it asks.
    """

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="dates"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 240", name="grace_minutes"),
        CheckConstraint("limit_per_person IS NULL OR limit_per_person > 0", name="limit"),
        CheckConstraint("abstract_words BETWEEN 50 AND 2000", name="abstract_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), unique=True)
    body: Mapped[str] = mapped_column(Text, default="")
    is_shown: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    grace_minutes: Mapped[int] = mapped_column(default=15)
    limit_per_person: Mapped[int | None]
    abstract_words: Mapped[int] = mapped_column(default=300)
    confirm_by: Mapped[datetime | None]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class CallFormat(Base):
    """A format that may be proposed; with a deadline of its own, or with the call's."""

    __tablename__ = "call_formats"

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    format_id: Mapped[int] = mapped_column(ForeignKey("formats.id"), primary_key=True, index=True)
    closes_at: Mapped[datetime | None]


class Criterion(Base):
    """What reviewers score from 1 to 5; a weight of 0 stands beside the total."""

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint("call_id", "name"),
        CheckConstraint("weight BETWEEN 0 AND 10", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    help: Mapped[str] = mapped_column(String(300), default="")
    weight: Mapped[int] = mapped_column(default=1)


class Question(Base):
    """A question that organisers add; ``purpose`` is why it is asked (domain.md PR-35).

    Asked always, or only where another question has the answer ``asked_if_answer``, and only for
    the tracks of ``QuestionTrack`` if there are any. Reviewers see the answer only if
    ``is_for_reviewers``. A retired one is asked no more; its answers stay. Answers are deleted
    ``kept_days`` after the edition.
    """

    __tablename__ = "questions"
    __table_args__ = (
        one_of("kind", QuestionKind),
        CheckConstraint("max_words IS NULL OR max_words > 0", name="max_words"),
        CheckConstraint("kept_days BETWEEN 0 AND 2200", name="kept_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(EnumText(QuestionKind, 10))
    label: Mapped[str] = mapped_column(String(200))
    hint: Mapped[str] = mapped_column(String(300), default="")
    purpose: Mapped[str] = mapped_column(String(300))
    choices: Mapped[list[Any]] = mapped_column(JSON, default=list)
    max_words: Mapped[int | None]
    is_required: Mapped[bool] = mapped_column(default=False)
    is_for_reviewers: Mapped[bool] = mapped_column(default=False)
    asked_if_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"), index=True)
    asked_if_answer: Mapped[str] = mapped_column(String(200), default="")
    kept_days: Mapped[int] = mapped_column(default=90)
    retired_at: Mapped[datetime | None]


class QuestionTrack(Base):
    """A track for which a question is asked."""

    __tablename__ = "question_tracks"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"), primary_key=True, index=True)


class ExtensionCode(Base):
    """Lets somebody send in after the deadline; spent at submission, counted from proposals."""

    __tablename__ = "extension_codes"
    __table_args__ = (
        UniqueConstraint("call_id", "code"),
        CheckConstraint("uses > 0", name="uses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    code: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200), default="")
    uses: Mapped[int] = mapped_column(default=1)
    closes_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ReviewPhase(Base):
    """A time with its rights: whether reviews are written, names are hidden, others are read."""

    __tablename__ = "review_phases"
    __table_args__ = (
        one_of("sight", SightOfOthers),
        CheckConstraint("closes_at > opens_at", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    is_blind: Mapped[bool] = mapped_column(default=True)
    may_review: Mapped[bool] = mapped_column(default=True)
    may_discuss: Mapped[bool] = mapped_column(default=False)
    sight: Mapped[SightOfOthers] = mapped_column(
        EnumText(SightOfOthers, 10), default=SightOfOthers.AFTER_OWN
    )


class DecisionText(Base):
    """What the mail of one decision says before and after the proposal's own facts (Markdown)."""

    __tablename__ = "decision_texts"
    __table_args__ = (one_of("decision", Decision),)

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    decision: Mapped[Decision] = mapped_column(EnumText(Decision, 10), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
