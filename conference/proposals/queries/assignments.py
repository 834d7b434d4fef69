"""What organisers' pages of reviewers show."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from conference.kernel.errors import NotFound
from conference.proposals.queries import calls
from conference.proposals.queries import reviewers as queries
from conference.proposals.queries.readers import Reader, kept_from
from conference.proposals.rules import assigning
from conference.proposals.rules.bench import Bench, PaperFacts, ReviewerFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerRow:
    """A reviewer with what they have to do."""

    facts: ReviewerFacts
    tracks: tuple[str, ...]
    load: int
    left: int
    conflicts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewersPage:
    """All reviewers; ``counts`` says of how many proposals how many were asked for each."""

    has_call: bool
    rows: tuple[ReviewerRow, ...]
    papers: int
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedRow:
    """A proposal that a reviewer was asked for."""

    paper: PaperFacts
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """A proposal that a reviewer must not judge."""

    paper: PaperFacts
    reason: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerPage:
    """One reviewer; ``free`` is what they may be asked for and were not."""

    facts: ReviewerFacts
    tracks: tuple[tuple[int, str], ...]
    assigned: tuple[AssignedRow, ...]
    conflicts: tuple[ConflictRow, ...]
    free: tuple[PaperFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """What a draw would mean for one reviewer."""

    name: str
    now: int
    then: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What a draw would do, before anybody presses; ``leaves_out``: the reader's own are not in."""

    each: int
    seed: str
    papers: int
    new: int
    leaves_out: bool
    rows: tuple[PreviewRow, ...]
    unserved: tuple[tuple[PaperFacts, int, str], ...]


def reviewers_page(edition_id: int, reader: Reader) -> ReviewersPage:
    """Return all reviewers with their load, in a number of statements that does not grow.

    Proposals from which the reader is kept are counted nowhere.
    """
    bench = _bench(edition_id, reader)
    names = dict(queries.tracks(edition_id))
    judges = {judge.id: judge for judge in bench.judges}
    counts = Counter(len(paper.reviewers & judges.keys()) for paper in bench.waiting)
    return ReviewersPage(
        has_call=calls.call_of(edition_id) is not None,
        rows=tuple(
            ReviewerRow(
                facts=facts,
                tracks=_names(facts, names),
                load=bench.loads[person_id],
                left=bench.to_do(person_id),
                conflicts=len(judges[person_id].conflicts),
            )
            for person_id, facts in bench.reviewers.items()
        ),
        papers=len(bench.papers),
        counts=tuple(sorted(counts.items())),
    )


def reviewer_page(edition_id: int, person_id: int, reader: Reader) -> ReviewerPage:
    """Return one reviewer; nothing of proposals from which the reader is kept.

    Raises: NotFound.
    """
    bench = _bench(edition_id, reader)
    if person_id not in bench.reviewers:
        raise NotFound
    judge = bench.judge(person_id)
    asked = [paper.id for paper in bench.waiting if person_id in paper.reviewers]
    free = assigning.to_one(bench.waiting, judge)
    return ReviewerPage(
        facts=bench.reviewers[person_id],
        tracks=tuple(queries.tracks(edition_id)),
        assigned=tuple(
            AssignedRow(paper=bench.papers[paper_id], is_given=(paper_id, person_id) in bench.given)
            for paper_id in asked
        ),
        conflicts=_conflicts(bench, edition_id, person_id),
        free=tuple(bench.papers[paper_id] for paper_id, _ in free),
    )


def preview(edition_id: int, reader: Reader, *, each: int, seed: str) -> PreviewPage:
    """Return what a draw would do now, stored nowhere; what is kept from the reader is not in."""
    everything = queries.bench(edition_id)
    bench = everything.without(kept_from(edition_id, reader))
    plan = assigning.evenly(bench.waiting, bench.judges, each=each, seed=seed)
    return PreviewPage(
        each=each,
        seed=seed,
        papers=len(bench.papers),
        new=len(plan.pairs),
        leaves_out=len(bench.papers) < len(everything.papers),
        rows=tuple(
            PreviewRow(
                name=facts.name, now=bench.loads[person_id], then=plan.loads.get(person_id, 0)
            )
            for person_id, facts in bench.reviewers.items()
        ),
        unserved=tuple(
            (bench.papers[row.paper_id], row.missing, row.reason) for row in plan.unserved
        ),
    )


def _bench(edition_id: int, reader: Reader) -> Bench:
    return queries.bench(edition_id).without(kept_from(edition_id, reader))


def _names(facts: ReviewerFacts, names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(name for track_id, name in names.items() if track_id in facts.track_ids)


def _conflicts(bench: Bench, edition_id: int, person_id: int) -> tuple[ConflictRow, ...]:
    notes = queries.notes_of(edition_id, person_id)
    own = bench.own[person_id]
    rows = []
    for paper_id, paper in bench.papers.items():
        pair = (paper_id, person_id)
        if paper_id in own:
            reason = "Their own proposal"
        elif pair in bench.declared:
            reason = "Declared by the reviewer"
        elif pair in bench.detected:
            reason = bench.detected[pair].label
        else:
            continue
        rows.append(ConflictRow(paper=paper, reason=reason, note=notes.get(paper_id, "")))
    return tuple(rows)
