"""Reviewers, who reviews what, conflicts of interest, and opinions."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, EnumText, one_of
from conference.proposals.rules.states import ConflictKind


class Reviewer(Base):
    """What is known of a reviewer besides the role; the organisation tells conflicts."""

    __tablename__ = "reviewers"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    organisation: Mapped[str] = mapped_column(String(200), default="")


class ReviewerTrack(Base):
    """A track that a reviewer is limited to; none: all. It holds whatever other roles say."""

    __tablename__ = "reviewer_tracks"

    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)


class ReviewAssignment(Base):
    """A proposal that a reviewer is asked to judge."""

    __tablename__ = "review_assignments"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[str] = mapped_column(String(60))


class ConflictOfInterest(Base):
    """Why a reviewer does not see a proposal any more; it leads to another reviewer."""

    __tablename__ = "conflicts_of_interest"
    __table_args__ = (one_of("kind", ConflictKind),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    kind: Mapped[ConflictKind] = mapped_column(EnumText(ConflictKind, 20))
    note: Mapped[str] = mapped_column(String(300), default="")
    noted_at: Mapped[datetime]
    noted_by: Mapped[str] = mapped_column(String(60))


class Review(Base):
    """One reviewer's opinion of one proposal; an abstention is an opinion without scores."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("proposal_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    is_abstained: Mapped[bool] = mapped_column(default=False)
    for_speaker: Mapped[str] = mapped_column(Text, default="")
    for_committee: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ReviewDraft(Base):
    """What a reviewer has typed and not given yet; it counts nowhere, and nobody else reads it.

    ``scores`` are by the id of a criterion, as text.
    """

    __tablename__ = "review_drafts"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    is_abstained: Mapped[bool] = mapped_column(default=False)
    scores: Mapped[dict[str, int]] = mapped_column(JSON)
    for_speaker: Mapped[str] = mapped_column(Text, default="")
    for_committee: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]


class ReviewScore(Base):
    """A score from 1 to 5 for one criterion."""

    __tablename__ = "review_scores"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("criteria.id"), primary_key=True, index=True
    )
    score: Mapped[int]


class ReviewComment(Base):
    """A word in the discussion of a proposal."""

    __tablename__ = "review_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
