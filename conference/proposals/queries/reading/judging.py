"""What stands beside a proposal on its reviewer's page: rights, criteria, opinions, comments."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from conference.kernel.database import db
from conference.proposals.models import (
    Call,
    Criterion,
    ProposalAuthor,
    Review,
    ReviewComment,
    ReviewDraft,
    ReviewScore,
)
from conference.proposals.queries import questions
from conference.proposals.queries.authors import has_say
from conference.proposals.queries.phases import phases_of
from conference.proposals.queries.readers import is_impartial
from conference.proposals.queries.reading.pages import (
    Comment,
    CriterionFacts,
    Opinion,
    OthersOpinion,
)
from conference.proposals.rules import reviewing
from conference.proposals.rules.ranking import weighted
from conference.proposals.rules.reviewing import Rights

COMMITTEE = "The committee"
"""Who writes without an opinion: reviewers join the discussion after theirs, and leave with it."""


def rights_of(edition_id: int, *, now: datetime) -> Rights:
    """Return what reviewers of the edition may do now."""
    return reviewing.rights(phases_of(edition_id), now=now)


def has_opinion(proposal_id: int, person_id: int) -> bool:
    """Say whether a reviewer has given an opinion, or abstained."""
    found = select(Review.id).where(Review.proposal_id == proposal_id, is_by(person_id))
    return db.session.scalar(found) is not None


def draft_of(proposal_id: int, person_id: int) -> Opinion | None:
    """Return what a reviewer has typed and not given yet: their own page's, and no other's."""
    row = db.session.get(ReviewDraft, (proposal_id, person_id))
    if row is None:
        return None
    return Opinion(
        is_abstained=row.is_abstained,
        scores={int(criterion): score for criterion, score in row.scores.items()},
        for_speaker=row.for_speaker,
        for_committee=row.for_committee,
    )


def criteria_of(edition_id: int) -> tuple[CriterionFacts, ...]:
    """Return what is scored, in the organisers' order."""
    rows = db.session.scalars(
        select(Criterion)
        .join(Call, Call.id == Criterion.call_id)
        .where(Call.edition_id == edition_id)
        .order_by(Criterion.position, Criterion.id)
    )
    return tuple(
        CriterionFacts(id=row.id, name=row.name, help=row.help, weight=row.weight) for row in rows
    )


def criteria_kept(edition_id: int, criterion_ids: Collection[int]) -> frozenset[int]:
    """Return which of these criteria are there, and let nobody delete them in this transaction."""
    found = db.session.scalars(
        select(Criterion.id)
        .join(Call, Call.id == Criterion.call_id)
        .where(Call.edition_id == edition_id, Criterion.id.in_(criterion_ids))
        .order_by(Criterion.id)
        .with_for_update(read=True, key_share=True, of=Criterion)
    )
    return frozenset(found)


def is_by(person_id: int) -> ColumnElement[bool]:
    """Return the condition of a review by this person."""
    return Review.person_id == person_id


def answers_of(
    edition_id: int, proposal_id: int, track_id: int | None
) -> tuple[tuple[str, str], ...]:
    """Return question and answer where organisers let reviewers see it."""
    answered = questions.answered(edition_id, proposal_id, track_id)
    return tuple((one.label, answer) for one, answer in answered if one.is_for_reviewers)


def names_of(proposal_id: int) -> tuple[str, ...]:
    """Return the names of those who speak, as they were written; one that is blank is left out.

    Whoever was invited and did not say yes is named nowhere as an author.
    """
    names = db.session.scalars(
        select(ProposalAuthor.name)
        .where(ProposalAuthor.proposal_id == proposal_id, has_say())
        .order_by(ProposalAuthor.position, ProposalAuthor.id)
    )
    return tuple(name for name in names if name.strip())


def opinions_of(proposal_id: int) -> list[tuple[int, Opinion]]:
    """Return who made what of a proposal, oldest first; of those whose opinion counts."""
    scores: dict[int, dict[int, int]] = {}
    for review_id, criterion_id, score in db.session.execute(
        select(ReviewScore.review_id, ReviewScore.criterion_id, ReviewScore.score)
        .join(Review, Review.id == ReviewScore.review_id)
        .where(Review.proposal_id == proposal_id)
    ):
        scores.setdefault(review_id, {})[criterion_id] = score
    rows = db.session.scalars(
        select(Review)
        .where(
            Review.proposal_id == proposal_id, is_impartial(Review.proposal_id, Review.person_id)
        )
        .order_by(Review.id)
    )
    return [
        (
            row.person_id,
            Opinion(
                is_abstained=row.is_abstained,
                scores=scores.get(row.id, {}),
                for_speaker=row.for_speaker,
                for_committee=row.for_committee,
            ),
        )
        for row in rows
    ]


def numbers_of(opinions: Sequence[tuple[int, Opinion]], person_id: int) -> Mapping[int, str]:
    """Return what each reviewer is called: a reviewer may be an author of something else."""
    found = {author: f"Reviewer {number}" for number, (author, _) in enumerate(opinions, 1)}
    return {**found, person_id: "You"}


def others_of(
    opinions: Sequence[tuple[int, Opinion]],
    who: Mapping[int, str],
    criteria: Sequence[CriterionFacts],
    person_id: int,
) -> tuple[OthersOpinion, ...]:
    """Return what everybody else made of it, by number."""
    weights = {criterion.id: criterion.weight for criterion in criteria}
    return tuple(
        OthersOpinion(
            who=who[author],
            is_abstained=opinion.is_abstained,
            score=weighted(opinion.scores, weights),
            scores=tuple(
                (criterion.name, opinion.scores[criterion.id])
                for criterion in criteria
                if criterion.id in opinion.scores
            ),
            for_speaker=opinion.for_speaker,
        )
        for author, opinion in opinions
        if author != person_id
    )


def comments_of(proposal_id: int, who: Mapping[int, str]) -> tuple[Comment, ...]:
    """Return the discussion, oldest first."""
    rows = db.session.scalars(
        select(ReviewComment)
        .where(
            ReviewComment.proposal_id == proposal_id,
            is_impartial(ReviewComment.proposal_id, ReviewComment.person_id),
        )
        .order_by(ReviewComment.id)
    )
    return tuple(
        Comment(
            who=who.get(row.person_id, COMMITTEE),
            body=row.body,
            written_at=row.written_at,
        )
        for row in rows
    )
