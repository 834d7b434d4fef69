"""Proposals, the people who would speak, and their answers to the call's questions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from conference.editions.rules import SessionLevel
from conference.kernel.database import Base, EnumText, one_of
from conference.proposals.rules.states import AuthorState, Decision, ProposalState
from conference.proposals.rules.writing import (
    AUDIENCE_LENGTH,
    CONTENT_NOTE_LENGTH,
    EMAIL_LENGTH,
    NAME_LENGTH,
    NEEDS_LENGTH,
    OUTCOME_LENGTH,
    TITLE_LENGTH,
)


class Proposal(Base):
    """What somebody would like to do on stage; ``version`` rises with every change of its words.

    ``pending`` is what the committee has decided and not told (workflows.md 4, rule 38).
    ``told`` is the decision that its speakers were told last. ``replaced_at`` is when the place
    that it left was given to another or given up. ``committee_note`` is for the committee,
    ``needs`` (equipment, access) for organisers after acceptance: reviewers see neither.
    ``form_token`` makes a form sent twice one proposal. Times of ``edited_at`` are the
    conference's; the receipt waits for 60 quiet seconds after it.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        UniqueConstraint("edition_id", "form_token"),
        one_of("state", ProposalState),
        one_of("pending", Decision),
        one_of("told", Decision),
        one_of("level", SessionLevel),
        CheckConstraint("state = 'draft' OR submitted_at IS NOT NULL", name="submitted_at"),
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_at"),
        CheckConstraint("state <> 'withdrawn' OR withdrawn_at IS NOT NULL", name="withdrawn_at"),
        CheckConstraint(
            "pending IS NULL OR state IN ('submitted', 'reserve', 'declined')",
            name="pending_state",
        ),
        Index(None, "edition_id", "state"),
        {"sqlite_autoincrement": True},  # a draft's id stands in history and mails when it is gone
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    code: Mapped[str] = mapped_column(String(20))
    form_token: Mapped[str] = mapped_column(String(64))
    state: Mapped[ProposalState] = mapped_column(
        EnumText(ProposalState, 10), default=ProposalState.DRAFT
    )
    pending: Mapped[Decision | None] = mapped_column(EnumText(Decision, 10))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH), default="")
    audience: Mapped[str] = mapped_column(String(AUDIENCE_LENGTH), default="")
    outcome: Mapped[str] = mapped_column(String(OUTCOME_LENGTH), default="")
    abstract: Mapped[str] = mapped_column(Text, default="")
    content_note: Mapped[str] = mapped_column(String(CONTENT_NOTE_LENGTH), default="")
    committee_note: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[str] = mapped_column(String(NEEDS_LENGTH), default="")
    format_id: Mapped[int | None] = mapped_column(ForeignKey("formats.id"), index=True)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id"), index=True)
    language: Mapped[str] = mapped_column(String(12), default="")
    level: Mapped[SessionLevel] = mapped_column(
        EnumText(SessionLevel, 10), default=SessionLevel.ANY
    )
    has_spoken_before: Mapped[bool | None]
    extension_code_id: Mapped[int | None] = mapped_column(
        ForeignKey("extension_codes.id"), index=True
    )
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(60))
    edited_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    told: Mapped[Decision | None] = mapped_column(EnumText(Decision, 10))
    told_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ProposalAuthor(Base):
    """Somebody named as a speaker of a proposal; ``email`` is kept in lower case.

    Whoever signs in with that address is the one who was invited. The owner wrote it, or
    organisers wrote it on the owner's behalf.
    """

    __tablename__ = "proposal_authors"
    __table_args__ = (
        UniqueConstraint("proposal_id", "email"),
        one_of("state", AuthorState),
        Index(
            "uq_proposal_authors_owner",
            "proposal_id",
            unique=True,
            sqlite_where=text("is_owner"),
            postgresql_where=text("is_owner"),
        ),
        {"sqlite_autoincrement": True},  # a mail on its way names who was taken off meanwhile
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speakers.id"), index=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    organisation: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    biography: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    is_owner: Mapped[bool] = mapped_column(default=False)
    state: Mapped[AuthorState] = mapped_column(
        EnumText(AuthorState, 10), default=AuthorState.INVITED
    )
    invited_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class ProposalAnswer(Base):
    """An answer to one of the call's questions; several choices stand on lines of their own."""

    __tablename__ = "proposal_answers"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id"), primary_key=True, index=True
    )
    answer: Mapped[str] = mapped_column(Text)
