"""What the sample's reviewers were asked, and made of it: the same at each loading."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from random import Random

from sqlalchemy import delete, insert, select

from conference.demo import proposal_facts as facts
from conference.demo.sample_call import CLOSES
from conference.demo.sample_edition import sample_code
from conference.kernel.clock import ZONE
from conference.kernel.database import db
from conference.proposals.models import (
    Call,
    ConflictOfInterest,
    Criterion,
    Proposal,
    ProposalAuthor,
    Review,
    ReviewAssignment,
    Reviewer,
    ReviewScore,
)
from conference.proposals.rules.states import ConflictKind, ProposalState

ACTOR = "sample data"
EACH = 3
"""Reviews of one proposal."""

SOON = datetime(2024, 5, 24, 12, tzinfo=ZONE)
LATE = datetime(2024, 6, 7, 12, tzinfo=ZONE)
"""When opinions were written: before and after the moment at which proposals are reviewed.

What stands as taken at every moment was judged before it, and of the others two of three.
"""

GIVEN_AWAY = (40, 60)
"""Numbers, of the proposals that were judged, of those that a reviewer had to give away."""

BREAKS_THE_CODE = sample_code("proposal 130")


def ask(edition_id: int, judged: Sequence[Proposal]) -> None:
    """Ask three reviewers for each proposal, in turns, and nobody for one of their own house."""
    reviewers = _houses(edition_id)
    named = _named(row.id for row in judged)
    for number, row in enumerate(judged):
        first = number * EACH % len(reviewers)
        turns = (*reviewers[first:], *reviewers[:first])
        free = [person_id for person_id, house in turns if house not in named[row.id]]
        db.session.add_all(
            ReviewAssignment(
                proposal_id=row.id, person_id=person_id, assigned_at=CLOSES, assigned_by=ACTOR
            )
            for person_id in free[:EACH]
        )
        if number in GIVEN_AWAY:
            db.session.add(
                ConflictOfInterest(
                    proposal_id=row.id,
                    person_id=free[EACH],
                    kind=ConflictKind.DECLARED,
                    note="We work together.",
                    noted_at=SOON,
                    noted_by=ACTOR,
                )
            )
    db.session.flush()


def give(rows: Sequence[Proposal], *, until: datetime) -> None:
    """Give what was asked for by the sample, and written until then; what is there stays."""
    by_id = {row.id: row for row in rows}
    asked = db.session.execute(
        select(ReviewAssignment.proposal_id, ReviewAssignment.person_id)
        .outerjoin(
            Review,
            (Review.proposal_id == ReviewAssignment.proposal_id)
            & (Review.person_id == ReviewAssignment.person_id),
        )
        .where(
            ReviewAssignment.proposal_id.in_(by_id),
            ReviewAssignment.assigned_by == ACTOR,
            Review.id.is_(None),
        )
        .order_by(ReviewAssignment.proposal_id, ReviewAssignment.person_id)
    ).all()
    scores: list[dict[str, int]] = []
    criteria = _criteria({row.edition_id for row in rows})
    for proposal_id, person_id in asked:
        row = by_id[proposal_id]
        dice = Random(f"{row.code} {person_id}")  # noqa: S311 (the same sample for everybody)
        is_late = dice.random() < 1 / EACH and row.state is not ProposalState.CONFIRMED
        written_at = LATE if is_late else SOON
        if written_at <= until:
            scores += _store(row, person_id, written_at, dice, criteria)
    if scores:
        db.session.execute(insert(ReviewScore), scores)


def take_back(proposal_ids: Collection[int]) -> None:
    """Take back what the sample's reviewers wrote late; what somebody wrote themselves stays."""
    late = select(Review.id).where(
        Review.proposal_id.in_(proposal_ids), Review.written_at == LATE, Review.changed_at == LATE
    )
    ids = db.session.scalars(late).all()
    for table, column in ((ReviewScore, ReviewScore.review_id), (Review, Review.id)):
        db.session.execute(
            delete(table).where(column.in_(ids)).execution_options(synchronize_session=False)
        )


def _store(
    row: Proposal, person_id: int, written_at: datetime, dice: Random, criteria: Collection[int]
) -> list[dict[str, int]]:
    """Store an opinion and return its scores, to be stored with others."""
    review = Review(
        proposal_id=row.id,
        person_id=person_id,
        is_abstained=dice.random() < 1 / 20,
        for_speaker=dice.choice(facts.OPINIONS),
        for_committee=facts.BREAKS_THE_CODE if row.code == BREAKS_THE_CODE else "",
        written_at=written_at,
        changed_at=written_at,
    )
    db.session.add(review)
    db.session.flush()
    if review.is_abstained:
        return []
    middle = 4 if row.state is ProposalState.CONFIRMED else 3
    return [
        {
            "review_id": review.id,
            "criterion_id": criterion_id,
            "score": min(5, max(1, middle + dice.choice((-1, 0, 0, 1)))),
        }
        for criterion_id in criteria
    ]


def _houses(edition_id: int) -> Sequence[tuple[int, str]]:
    found = db.session.execute(
        select(Reviewer.person_id, Reviewer.organisation)
        .where(Reviewer.edition_id == edition_id)
        .order_by(Reviewer.person_id)
    )
    return found.all()


def _named(proposal_ids: Iterable[int]) -> Mapping[int, set[str]]:
    """Return the organisations of whoever is named on these proposals."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = select(ProposalAuthor.proposal_id, ProposalAuthor.organisation).where(
        ProposalAuthor.proposal_id.in_(list(proposal_ids))
    )
    for proposal_id, organisation in db.session.execute(rows):
        found[proposal_id].add(organisation)
    return found


def _criteria(edition_ids: Collection[int]) -> Sequence[int]:
    return db.session.scalars(
        select(Criterion.id)
        .join(Call, Call.id == Criterion.call_id)
        .where(Call.edition_id.in_(edition_ids))
        .order_by(Criterion.position)
    ).all()
