"""One proposal as the committee reads it: its words, what reviewers wrote, the discussion."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.text import rendered
from conference.people import queries as people
from conference.proposals.models import (
    Call,
    Criterion,
    Review,
    ReviewComment,
    ReviewScore,
)
from conference.proposals.queries import reading
from conference.proposals.queries.proposals import proposal
from conference.proposals.queries.readers import Reader, is_impartial, kept_from
from conference.proposals.queries.reading.judging import answers_of
from conference.proposals.rules.deciding import Seen
from conference.proposals.rules.ranking import weighted
from conference.proposals.rules.states import DECIDABLE, Decision, ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One review; ``score`` is nothing where the reviewer abstained."""

    reviewer: str
    is_abstained: bool
    score: float | None
    scores: tuple[tuple[str, int], ...]
    for_speaker: str
    for_committee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A word in the discussion."""

    writer: str
    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionPage:
    """A proposal without its authors; of an own one, nothing that others wrote or decided.

    ``waits_for_own``: this reader's opinion is waited for, so others' are not shown yet. Who reads
    blind has no note to the committee, which may say who the authors are.
    """

    id: int
    code: str
    title: str
    track: str
    format: str
    state: ProposalState
    pending: Decision | None
    has_spoken_before: bool | None
    audience: str
    outcome: str
    abstract: Markup
    content_note: str
    committee_note: str
    answers: tuple[tuple[str, str], ...]
    opinions: tuple[Opinion, ...]
    comments: tuple[Comment, ...]
    is_own: bool
    waits_for_own: bool
    may_discuss: bool

    @property
    def tick(self) -> str:
        """What a decision says of it: the proposal as it was seen."""
        return Seen(self.code, self.state, self.pending).tick

    @property
    def is_decidable(self) -> bool:
        """Whether this reader may decide on it now."""
        return not self.is_own and self.state in DECIDABLE


def opinion_page(edition: EditionFrame, reader: Reader, code: str, *, now: datetime) -> OpinionPage:
    """Return one proposal for the committee. Raises: NotFound (none, or a draft)."""
    row = proposal(edition.id, code)
    if row.state is ProposalState.DRAFT:
        raise NotFound
    is_own = row.id in kept_from(edition.id, reader)
    waits = row.id in reading.to_give(edition.id, reader.person_id, now=now)
    hides = is_own or waits
    track = edition.tracks_by_id.get(row.track_id or 0)
    kind = edition.formats_by_id.get(row.format_id or 0)
    reviews = () if hides else _reviews(row.id)
    comments = () if hides else _comments(row.id)
    ids = {one.person_id for one in reviews} | {one.person_id for one in comments}
    names = people.names_of(ids) if ids else {}
    return OpinionPage(
        id=row.id,
        code=row.code,
        title=row.title,
        track=track.name if track else "None",
        format=kind.name if kind else "None",
        state=row.state,
        pending=None if is_own else row.pending,
        has_spoken_before=row.has_spoken_before,
        audience=row.audience,
        outcome=row.outcome,
        abstract=rendered(row.abstract),
        content_note=row.content_note,
        committee_note="" if reader.reads_blind else row.committee_note,
        answers=answers_of(edition.id, row.id, row.track_id),
        opinions=_opinions(edition.id, reviews, names),
        comments=tuple(
            Comment(writer=names[one.person_id], body=one.body, written_at=one.written_at)
            for one in comments
        ),
        is_own=is_own,
        waits_for_own=waits,
        may_discuss=not hides and reading.rights_of(edition.id, now=now).may_discuss,
    )


def _reviews(proposal_id: int) -> Sequence[Review]:
    return db.session.scalars(
        select(Review)
        .where(
            Review.proposal_id == proposal_id, is_impartial(Review.proposal_id, Review.person_id)
        )
        .order_by(Review.id)
    ).all()


def _comments(proposal_id: int) -> Sequence[ReviewComment]:
    return db.session.scalars(
        select(ReviewComment)
        .where(
            ReviewComment.proposal_id == proposal_id,
            is_impartial(ReviewComment.proposal_id, ReviewComment.person_id),
        )
        .order_by(ReviewComment.written_at, ReviewComment.id)
    ).all()


def _opinions(
    edition_id: int, reviews: Sequence[Review], names: Mapping[int, str]
) -> tuple[Opinion, ...]:
    if not reviews:
        return ()
    found = db.session.execute(
        select(
            ReviewScore.review_id, Criterion.id, Criterion.name, Criterion.weight, ReviewScore.score
        )
        .join(Criterion, Criterion.id == ReviewScore.criterion_id)
        .join(Call, Call.id == Criterion.call_id)
        .where(
            Call.edition_id == edition_id,
            ReviewScore.review_id.in_([one.id for one in reviews]),
        )
        .order_by(Criterion.position, Criterion.id)
    )
    given: dict[int, list[tuple[int, str, int, int]]] = defaultdict(list)
    for review_id, criterion, name, weight, score in found:
        given[review_id].append((criterion, name, weight, score))
    return tuple(_opinion(one, given[one.id], names[one.person_id]) for one in reviews)


def _opinion(row: Review, given: Sequence[tuple[int, str, int, int]], name: str) -> Opinion:
    scores = {criterion: score for criterion, _, _, score in given}
    weights = {criterion: weight for criterion, _, weight, _ in given}
    return Opinion(
        reviewer=name,
        is_abstained=row.is_abstained,
        score=None if row.is_abstained else weighted(scores, weights),
        scores=() if row.is_abstained else tuple((one[1], one[3]) for one in given),
        for_speaker=row.for_speaker,
        for_committee=row.for_committee,
    )
