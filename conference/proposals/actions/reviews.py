"""Asking for opinions, giving them, discussing them, and forgetting them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ScalarSelect, delete, insert, select, tuple_

from conference.history import actions as history
from conference.kernel.database import db, delete_where
from conference.kernel.errors import NotFound
from conference.proposals.models import (
    ConflictOfInterest,
    Proposal,
    Review,
    ReviewAssignment,
    ReviewComment,
    ReviewScore,
)
from conference.proposals.queries import proposals, reading
from conference.proposals.queries.reading import Opinion
from conference.proposals.rules import reviewing
from conference.proposals.rules.assigning import Pair


def ask(edition_id: int, pairs: Iterable[Pair], *, actor: str, now: datetime) -> None:
    """Ask reviewers for opinions that they were not asked for yet; the call is locked."""
    asked = list(pairs)
    if not asked:
        return
    db.session.execute(
        insert(ReviewAssignment),
        [
            {
                "proposal_id": proposal_id,
                "person_id": person_id,
                "assigned_at": now,
                "assigned_by": actor,
            }
            for proposal_id, person_id in asked
        ],
    )
    for proposal_id, person_id in asked:
        history.record(
            actor,
            "reviewer asked",
            on=("proposal", proposal_id),
            at=now,
            edition_id=edition_id,
            reviewer=person_id,
        )


def give(edition_id: int, code: str, person_id: int, opinion: Opinion, *, now: datetime) -> None:
    """Store a reviewer's opinion, the first or a changed one.

    An abstention keeps its words and no scores. Runs inside ``transaction()``. Raises: NotFound
    (not theirs to read), ReviewingClosed.
    """
    proposal = _readable(edition_id, code, person_id)
    reviewing.check_may_review(reading.rights_of(edition_id, now=now), proposal.state)
    row = db.session.scalar(
        select(Review).where(Review.proposal_id == proposal.id, Review.person_id == person_id)
    )
    is_first = row is None
    if row is None:
        row = Review(proposal_id=proposal.id, person_id=person_id, written_at=now)
        db.session.add(row)
    row.is_abstained = opinion.is_abstained
    row.for_speaker, row.for_committee = opinion.for_speaker, opinion.for_committee
    row.changed_at = now
    db.session.flush()
    delete_where(ReviewScore, ReviewScore.review_id == row.id)
    asked = {criterion.id for criterion in reading.criteria_of(edition_id)}
    scores = {} if opinion.is_abstained else opinion.scores
    db.session.add_all(
        ReviewScore(review_id=row.id, criterion_id=criterion_id, score=score)
        for criterion_id, score in scores.items()
        if criterion_id in asked
    )
    history.record(
        history.person(person_id),
        "review given" if is_first else "review changed",
        on=("proposal", proposal.id),
        at=now,
        edition_id=edition_id,
    )


def say(edition_id: int, code: str, person_id: int, body: str, *, now: datetime) -> None:
    """Add a word to the discussion; the same word sent twice stands there once.

    Runs inside ``transaction()``. Raises: NotFound (not theirs to read), DiscussionClosed.
    """
    proposal = _readable(edition_id, code, person_id)
    rights = reading.rights_of(edition_id, now=now)
    reviewing.check_may_discuss(rights, has_own=reading.has_opinion(proposal.id, person_id))
    last = db.session.scalar(
        select(ReviewComment)
        .where(ReviewComment.proposal_id == proposal.id)
        .order_by(ReviewComment.id.desc())
        .limit(1)
    )
    if last is not None and (last.person_id, last.body) == (person_id, body):
        return
    db.session.add(
        ReviewComment(proposal_id=proposal.id, person_id=person_id, body=body, written_at=now)
    )


def forget_opinions(pairs: Collection[Pair]) -> None:
    """Delete what reviewers made of proposals that they must not judge."""
    if not pairs:
        return
    gone = tuple_(Review.proposal_id, Review.person_id).in_(list(pairs))
    _delete_reviews(select(Review.id).where(gone).scalar_subquery())


def forget(proposal_ids: Collection[int]) -> None:
    """Delete all that reviewers left of these proposals: asked, written, discussed, declared.

    Runs inside ``transaction()``. Source: domain.md C4, 6 months after the decisions.
    """
    ids = set(proposal_ids)
    _delete_reviews(select(Review.id).where(Review.proposal_id.in_(ids)).scalar_subquery())
    for table in (ReviewComment, ReviewAssignment, ConflictOfInterest):
        delete_where(table, table.proposal_id.in_(ids))


def _delete_reviews(ids: ScalarSelect[int]) -> None:
    for condition, table in ((ReviewScore.review_id, ReviewScore), (Review.id, Review)):
        db.session.execute(
            delete(table).where(condition.in_(ids)).execution_options(synchronize_session=False)
        )


def _readable(edition_id: int, code: str, person_id: int) -> Proposal:
    row = proposals.proposal_for_update(edition_id, code)
    if not reading.may_read(edition_id, row.id, person_id):
        raise NotFound
    return row
