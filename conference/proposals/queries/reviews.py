"""Single opinions and words, as actions change them."""

from sqlalchemy import select

from conference.kernel.database import db
from conference.proposals.models import Review, ReviewComment


def own_review(proposal_id: int, person_id: int) -> Review | None:
    """Return what a reviewer made of a proposal, if they have said."""
    return db.session.scalar(
        select(Review).where(Review.proposal_id == proposal_id, Review.person_id == person_id)
    )


def last_comment(proposal_id: int) -> ReviewComment | None:
    """Return the newest word in the discussion of a proposal."""
    return db.session.scalar(
        select(ReviewComment)
        .where(ReviewComment.proposal_id == proposal_id)
        .order_by(ReviewComment.id.desc())
        .limit(1)
    )
