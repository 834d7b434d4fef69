"""What organisers' pages of reviewers show."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conference.kernel.errors import NotFound
from conference.proposals.queries import calls, reading
from conference.proposals.queries import reviewers as queries
from conference.proposals.queries.readers import Reader, kept_from
from conference.proposals.rules import assigning
from conference.proposals.rules.bench import Bench, PaperFacts, ReviewerFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerRow:
    """A reviewer, how far they are, and how many proposals they must not judge."""

    facts: ReviewerFacts
    tracks: tuple[str, ...]
    done: int
    left: int
    barred: int


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
    """One reviewer; ``free`` is what they may be asked for and were not.

    ``done`` and ``left`` count what is decided too; all else is of what waits for a decision.
    """

    facts: ReviewerFacts
    done: int
    left: int
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
    """What a draw would do, before anybody presses; ``leaves_out``: the reader's own are not in.

    ``mark`` tells whom it would ask for what from any other draw.
    """

    each: int
    seed: str
    papers: int
    new: int
    mark: str
    leaves_out: bool
    rows: tuple[PreviewRow, ...]
    unserved: tuple[tuple[PaperFacts, int, str], ...]


def reviewers_page(edition_id: int, reader: Reader) -> ReviewersPage:
    """Return all reviewers with their load, in a number of statements that does not grow.

    Proposals from which the reader is kept are counted nowhere.
    """
    kept = kept_from(edition_id, reader)
    bench = queries.bench(edition_id).without(kept)
    far = reading.progress(edition_id, kept=kept)
    names = dict(queries.tracks(edition_id))
    counts = Counter(len(paper.reviewers & bench.reviewers.keys()) for paper in bench.waiting)
    return ReviewersPage(
        has_call=calls.call_of(edition_id) is not None,
        rows=tuple(
            ReviewerRow(
                facts=facts,
                tracks=_names(facts, names),
                done=done,
                left=left,
                barred=sum(1 for _ in _barred(bench, person_id)),
            )
            for person_id, facts in bench.reviewers.items()
            for done, left in [far.get(person_id, (0, 0))]
        ),
        papers=len(bench.papers),
        counts=tuple(sorted(counts.items())),
    )


def reviewer_page(edition_id: int, person_id: int, reader: Reader) -> ReviewerPage:
    """Return one reviewer; nothing of proposals from which the reader is kept.

    Raises: NotFound.
    """
    kept = kept_from(edition_id, reader)
    bench = queries.bench(edition_id).without(kept)
    if person_id not in bench.reviewers:
        raise NotFound
    done, left = reading.progress(edition_id, kept=kept).get(person_id, (0, 0))
    judge = bench.judge(person_id)
    asked = [paper.id for paper in bench.waiting if person_id in paper.reviewers]
    free = assigning.to_one(bench.waiting, judge)
    return ReviewerPage(
        facts=bench.reviewers[person_id],
        done=done,
        left=left,
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
        mark=plan.mark,
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


def _names(facts: ReviewerFacts, names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(name for track_id, name in names.items() if track_id in facts.track_ids)


def _conflicts(bench: Bench, edition_id: int, person_id: int) -> tuple[ConflictRow, ...]:
    notes = queries.notes_of(edition_id, person_id)
    return tuple(
        ConflictRow(paper=bench.papers[paper_id], reason=reason, note=notes.get(paper_id, ""))
        for paper_id, reason in _barred(bench, person_id)
    )


def _barred(bench: Bench, person_id: int) -> Iterator[tuple[int, str]]:
    """Return the proposals that a reviewer must not judge, each with the reason."""
    own = bench.own[person_id]
    for paper_id in bench.papers:
        pair = (paper_id, person_id)
        if paper_id in own:
            yield paper_id, "Their own proposal"
        elif pair in bench.declared:
            yield paper_id, "Declared by the reviewer"
        elif pair in bench.detected:
            yield paper_id, bench.detected[pair].label
