"""The committee's ranking: every proposal with what reviewers made of it, and how many of what.

Nobody reads what became of their own proposal, or of one with which they have a conflict of
interest, whatever their role: it stands last, without figures, and is counted nowhere as pending.
Where somebody's own opinion is still waited for, figures wait too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.proposals.models import (
    Call,
    Criterion,
    Proposal,
    Review,
    ReviewScore,
)
from conference.proposals.queries import reading
from conference.proposals.queries.readers import Reader, is_impartial, kept_from
from conference.proposals.rules.deciding import Seen
from conference.proposals.rules.ranking import (
    NO_STANDING,
    Measure,
    Standing,
    ranked,
    standing,
    weighted,
)
from conference.proposals.rules.states import (
    DECIDABLE,
    TAKEN,
    Decision,
    ProposalState,
)

NONE_GIVEN = "None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which proposals are asked for, and by which measure they are ranked."""

    measure: Measure = Measure.MEDIAN
    track: int | None = None
    format: int | None = None
    state: ProposalState | None = None
    pending: Decision | None = None
    is_undecided: bool = False
    is_first_time: bool = False
    fewer_than: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether some proposals are left out."""
        return self != Wanted(measure=self.measure)


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A proposal in the ranking; of an own one, what reviewers and the committee did is empty.

    ``waits_for_own``: this reader's opinion is waited for, so others' are not shown yet.
    """

    id: int
    code: str
    title: str
    track: str
    track_id: int | None
    format: str
    format_id: int | None
    state: ProposalState
    pending: Decision | None
    has_spoken_before: bool | None
    standing: Standing
    is_own: bool
    waits_for_own: bool

    @property
    def tick(self) -> str:
        """What its box says: the proposal as it was seen."""
        return Seen(self.code, self.state, self.pending).tick

    @property
    def is_decidable(self) -> bool:
        """Whether this reader may decide on it now."""
        return not self.is_own and self.state in DECIDABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many proposals of one kind stand where, told and not told."""

    label: str
    sent: int
    accepted: int
    reserve: int
    declined: int
    pending: Mapping[Decision, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteePage:
    """The ranking as one reader sees it; ``rows`` are (place, proposal), ``count`` of all."""

    rows: Sequence[tuple[int | None, RankedRow]]
    count: int
    total: Tally
    tracks: Sequence[Tally]
    formats: Sequence[Tally]
    speakers: Sequence[Tally]
    criteria: Sequence[tuple[str, int]]


def committee_page(
    edition: EditionFrame, reader: Reader, wanted: Wanted, *, now: datetime
) -> CommitteePage:
    """Return the ranking; its statements do not grow with the rows."""
    criteria = _criteria(edition.id)
    own = kept_from(edition.id, reader)
    waiting = reading.to_give(edition.id, reader.person_id, now=now)
    weights = {criterion_id: weight for criterion_id, _, weight in criteria}
    standings = _standings(edition.id, weights, wanted.measure, own | waiting)
    rows = _rows(
        edition, standings, (own, waiting), is_withdrawn=wanted.state is ProposalState.WITHDRAWN
    )
    found = ranked((row, row.standing) for row in rows)
    return CommitteePage(
        rows=[entry for entry in found if _fits(entry[1], wanted)],
        count=len(rows),
        total=_tally("All", rows),
        tracks=_tallies(((row.track, row) for row in rows), [one.name for one in edition.tracks]),
        formats=_tallies(
            ((row.format, row) for row in rows), [one.name for one in edition.formats]
        ),
        speakers=_tallies(((_experience(row), row) for row in rows), EXPERIENCE.values()),
        criteria=[(name, weight) for _, name, weight in criteria],
    )


def standings_of(edition_id: int, measure: Measure) -> Mapping[int, Standing]:
    """Return what reviewers made of each proposal that has a review."""
    weights = {criterion_id: weight for criterion_id, _, weight in _criteria(edition_id)}
    return _standings(edition_id, weights, measure, frozenset())


def _criteria(edition_id: int) -> Sequence[tuple[int, str, int]]:
    found = db.session.execute(
        select(Criterion.id, Criterion.name, Criterion.weight)
        .join(Call, Call.id == Criterion.call_id)
        .where(Call.edition_id == edition_id)
        .order_by(Criterion.position, Criterion.id)
    )
    return [(criterion, name, weight) for criterion, name, weight in found]


def _standings(
    edition_id: int, weights: Mapping[int, int], measure: Measure, hidden: frozenset[int]
) -> Mapping[int, Standing]:
    found = db.session.execute(
        select(
            Review.proposal_id,
            Review.id,
            Review.is_abstained,
            ReviewScore.criterion_id,
            ReviewScore.score,
        )
        .join(Proposal, Proposal.id == Review.proposal_id)
        .outerjoin(
            ReviewScore, (ReviewScore.review_id == Review.id) & Review.is_abstained.is_(False)
        )
        .where(
            Proposal.edition_id == edition_id, is_impartial(Review.proposal_id, Review.person_id)
        )
    )
    given: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    abstentions: Counter[int] = Counter()
    for proposal, review, is_abstained, criterion, figure in found:
        if is_abstained:
            abstentions[proposal] += 1
        elif criterion is not None and figure is not None:
            given[proposal, review][criterion] = figure
    scores: dict[int, list[float]] = defaultdict(list)
    for (proposal, _), by_criterion in given.items():
        score = weighted(by_criterion, weights)
        if score is not None:
            scores[proposal].append(score)
    return {
        proposal: standing(
            scores.get(proposal, ()), abstentions=abstentions[proposal], measure=measure
        )
        for proposal in (scores.keys() | abstentions.keys()) - hidden
    }


def _rows(
    edition: EditionFrame,
    standings: Mapping[int, Standing],
    hidden: tuple[frozenset[int], frozenset[int]],
    *,
    is_withdrawn: bool,
) -> list[RankedRow]:
    own, waiting = hidden
    tracks: dict[int | None, str] = {one.id: one.name for one in edition.tracks}
    formats: dict[int | None, str] = {one.id: one.name for one in edition.formats}
    states = (
        (ProposalState.WITHDRAWN,)
        if is_withdrawn
        else tuple(set(ProposalState) - {ProposalState.DRAFT, ProposalState.WITHDRAWN})
    )
    found = db.session.execute(
        select(
            Proposal.id,
            Proposal.code,
            Proposal.title,
            Proposal.track_id,
            Proposal.format_id,
            Proposal.state,
            Proposal.pending,
            Proposal.has_spoken_before,
        )
        .where(Proposal.edition_id == edition.id, Proposal.state.in_(states))
        .order_by(Proposal.submitted_at, Proposal.id)
    )
    return [
        RankedRow(
            row_id,
            code,
            title,
            tracks.get(track, NONE_GIVEN),
            track,
            formats.get(format_id, NONE_GIVEN),
            format_id,
            state,
            None if row_id in own else pending,
            spoken,
            standings.get(row_id, NO_STANDING),
            row_id in own,
            row_id in waiting,
        )
        for row_id, code, title, track, format_id, state, pending, spoken in found
    ]


def _fits(row: RankedRow, wanted: Wanted) -> bool:
    if not wanted.is_narrowed:
        return True
    if row.is_own and (wanted.pending or wanted.is_undecided):
        return False
    few = wanted.fewer_than
    if (row.is_own or row.waits_for_own) and few is not None:
        return False
    return all(
        (
            wanted.track in {None, row.track_id},
            wanted.format in {None, row.format_id},
            wanted.state in {None, row.state},
            wanted.pending in {None, row.pending},
            not wanted.is_undecided or (row.pending is None and row.is_decidable),
            not wanted.is_first_time or row.has_spoken_before is False,
            few is None or row.standing.reviews < few,
        )
    )


EXPERIENCE = {False: "First-time speakers", True: "Have spoken before", None: "Did not say"}


def _experience(row: RankedRow) -> str:
    return EXPERIENCE[row.has_spoken_before]


def _tallies(rows: Iterable[tuple[str, RankedRow]], labels: Iterable[str]) -> Sequence[Tally]:
    found: dict[str, list[RankedRow]] = {label: [] for label in labels}
    for label, row in rows:
        found.setdefault(label, []).append(row)
    return tuple(_tally(label, of_kind) for label, of_kind in found.items())


def _tally(label: str, rows: Sequence[RankedRow]) -> Tally:
    states = Counter(row.state for row in rows)
    pending = Counter(row.pending for row in rows)
    return Tally(
        label=label,
        sent=len(rows),
        accepted=sum(states[state] for state in TAKEN),
        reserve=states[ProposalState.RESERVE],
        declined=states[ProposalState.DECLINED],
        pending={decision: pending[decision] for decision in Decision},
    )
