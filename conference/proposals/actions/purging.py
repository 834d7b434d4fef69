"""Throwing away proposals that came to nothing, and answers that have served their time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import Base, db, delete_where
from conference.proposals.models import (
    ConflictOfInterest,
    Proposal,
    ProposalAnswer,
    ProposalAuthor,
    Review,
    ReviewAssignment,
    ReviewComment,
    ReviewDraft,
    ReviewScore,
)
from conference.proposals.queries import keeping

PARTS: tuple[type[Base], ...] = (
    *(ReviewComment, ReviewDraft, ReviewAssignment, ConflictOfInterest),
    *(ProposalAnswer, ProposalAuthor, Review),
)
"""What hangs on a proposal, scores of its reviews apart."""


def purge(*, now: datetime, spared: Collection[int] = ()) -> int:
    """Delete proposals that came to nothing, with their reviews, six months later; return how many.

    Drafts count from the deadline, the declined from when they were told, the withdrawn from
    then, and the rest from the end of the edition. ``spared`` are those that became sessions.
    Safe to run again. Source: domain.md C4.
    """
    gone = [found for found in keeping.served(now) if found.id not in spared]
    ids = [found.id for found in gone]
    reviews = select(Review.id).where(Review.proposal_id.in_(ids))
    if ids:
        db.session.execute(delete(ReviewScore).where(ReviewScore.review_id.in_(reviews)))
    for table in PARTS:
        delete_where(table, table.__table__.c.proposal_id.in_(ids))
    delete_where(Proposal, Proposal.id.in_(ids))
    for edition_id in sorted({found.edition_id for found in gone}):
        history.record(
            history.SYSTEM,
            "proposals deleted",
            on=("edition", edition_id),
            at=now,
            edition_id=edition_id,
            count=sum(found.edition_id == edition_id for found in gone),
        )
    return len(gone)


def purge_answers(*, now: datetime) -> int:
    """Delete answers to a call's questions as many days after the edition as each question says.

    Returns how many went; safe to run again. Source: domain.md PR-35.
    """
    ids = keeping.answers_served(clock.local(now).date())
    return delete_where(ProposalAnswer, ProposalAnswer.question_id.in_(ids))
