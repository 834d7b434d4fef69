"""Asking for opinions, giving them, discussing them, and forgetting them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select

from conference.history import actions as history
from conference.kernel.database import db, delete_where
from conference.kernel.errors import NotFound
from conference.proposals.models import (
    Proposal,
    Review,
    ReviewAssignment,
    ReviewComment,
    ReviewDraft,
    ReviewScore,
)
from conference.proposals.queries import proposals, reading
from conference.proposals.queries import reviews as queries
from conference.proposals.queries.readers import Reader, kept_from
from conference.proposals.queries.reading import Opinion
from conference.proposals.rules import reviewing
from conference.proposals.rules.assigning import Pair
from conference.proposals.rules.states import ProposalState


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

    An abstention keeps its words and no scores, and a criterion that was deleted meanwhile has
    none. Runs inside ``transaction()``. Raises: NotFound (not theirs to read), ReviewingClosed.
    """
    proposal = _readable(edition_id, code, person_id)
    reviewing.check_may_review(reading.rights_of(edition_id, now=now), proposal.state)
    row = queries.own_review(proposal.id, person_id)
    is_first = row is None
    if row is None:
        row = Review(proposal_id=proposal.id, person_id=person_id, written_at=now)
        db.session.add(row)
    row.is_abstained = opinion.is_abstained
    row.for_speaker, row.for_committee = opinion.for_speaker, opinion.for_committee
    row.changed_at = now
    db.session.flush()
    _forget_draft(proposal.id, person_id)
    delete_where(ReviewScore, ReviewScore.review_id == row.id)
    scores = {} if opinion.is_abstained else opinion.scores
    asked = reading.criteria_kept(edition_id, scores)
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


def keep(edition_id: int, code: str, person_id: int, opinion: Opinion, *, now: datetime) -> None:
    """Keep what a reviewer has typed so far; it is no opinion before they give it.

    Runs inside ``transaction()``. Raises: NotFound (not theirs to read), ReviewingClosed.
    """
    proposal = _readable(edition_id, code, person_id)
    reviewing.check_may_review(reading.rights_of(edition_id, now=now), proposal.state)
    db.session.merge(
        ReviewDraft(
            proposal_id=proposal.id,
            person_id=person_id,
            is_abstained=opinion.is_abstained,
            scores={str(criterion): score for criterion, score in opinion.scores.items()},
            for_speaker=opinion.for_speaker,
            for_committee=opinion.for_committee,
            changed_at=now,
        )
    )


def drop(edition_id: int, code: str, person_id: int) -> None:
    """Throw away what a reviewer has typed and not given; a second press changes nothing.

    Their opinion stays as they gave it. Runs inside ``transaction()``. Raises: NotFound (not theirs
    to read).
    """
    _forget_draft(_readable(edition_id, code, person_id).id, person_id)


def say(edition_id: int, code: str, person_id: int, body: str, *, now: datetime) -> None:
    """Add a word to the discussion; the same word sent twice stands there once.

    Runs inside ``transaction()``. Raises: NotFound (not theirs to read), DiscussionClosed.
    """
    proposal = _readable(edition_id, code, person_id)
    rights = reading.rights_of(edition_id, now=now)
    reviewing.check_may_discuss(rights, has_own=reading.has_opinion(proposal.id, person_id))
    _add_word(proposal.id, person_id, body, now)


def say_in_committee(
    edition_id: int, code: str, reader: Reader, body: str, *, now: datetime
) -> None:
    """Add a word of the committee to the discussion that reviewers have.

    Runs inside ``transaction()``. Raises: NotFound (a draft, or one from which the reader is kept),
    DiscussionClosed (also while the reader's own opinion is waited for).
    """
    proposal = proposals.proposal_for_update(edition_id, code)
    if proposal.state is ProposalState.DRAFT or proposal.id in kept_from(edition_id, reader):
        raise NotFound
    rights = reading.rights_of(edition_id, now=now)
    waiting = reading.to_give(edition_id, reader.person_id, now=now)
    reviewing.check_may_discuss(rights, has_own=proposal.id not in waiting)
    _add_word(proposal.id, reader.person_id, body, now)


def _add_word(proposal_id: int, person_id: int, body: str, now: datetime) -> None:
    last = queries.last_comment(proposal_id)
    if last is None or (last.person_id, last.body) != (person_id, body):
        db.session.add(
            ReviewComment(proposal_id=proposal_id, person_id=person_id, body=body, written_at=now)
        )


def forget_opinion(proposal_id: int, person_id: int) -> None:
    """Delete what a reviewer made, typed and said of a proposal: they must not judge it."""
    theirs = (Review.proposal_id == proposal_id) & (Review.person_id == person_id)
    delete_where(ReviewScore, ReviewScore.review_id.in_(select(Review.id).where(theirs)))
    delete_where(Review, theirs)
    said = (ReviewComment.proposal_id == proposal_id) & (ReviewComment.person_id == person_id)
    delete_where(ReviewComment, said)
    _forget_draft(proposal_id, person_id)


def _forget_draft(proposal_id: int, person_id: int) -> None:
    delete_where(
        ReviewDraft,
        (ReviewDraft.proposal_id == proposal_id) & (ReviewDraft.person_id == person_id),
    )


def _readable(edition_id: int, code: str, person_id: int) -> Proposal:
    row = proposals.proposal_for_update(edition_id, code)
    if not reading.may_read(edition_id, row.id, person_id):
        raise NotFound
    return row
