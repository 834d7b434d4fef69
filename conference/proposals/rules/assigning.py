"""Who reviews what: evenly at random, by track, by person, and who steps in."""

import enum
import random
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from conference.kernel.codes import fingerprint
from conference.proposals.rules.refusals import ProposalRefused

WORTH_MOVING = 2
"""With a smaller difference a move only changes who has more."""

Pair = tuple[int, int]
"""A proposal and the person who reviews it, by their ids."""


class NotAssignable(ProposalRefused):
    """The reviewer may not judge this proposal."""

    code = "not_assignable"

    def __init__(self, hindrance: "Hindrance") -> None:
        """Say why."""
        super().__init__(f"{hindrance.sentence} Nothing was changed.")


class PlanChanged(ProposalRefused):
    """The draw would ask others than those who were looked at."""

    code = "plan_changed"
    message = "Proposals or reviewers have changed meanwhile. Nothing was assigned: look again."


class OpinionGiven(ProposalRefused):
    """Whoever has written an opinion stays the one who was asked."""

    code = "opinion_given"
    message = "This reviewer has given an opinion already, so it stays. Nothing was changed."


class Hindrance(enum.StrEnum):
    """Why a proposal and a reviewer do not come together."""

    OWN = "own"
    CONFLICT = "conflict"
    TRACK = "track"

    @property
    def sentence(self) -> str:
        """What organisers read."""
        return _SENTENCES[self]


_SENTENCES = {
    Hindrance.OWN: "It is the reviewer’s own proposal.",
    Hindrance.CONFLICT: "The reviewer has a conflict of interest.",
    Hindrance.TRACK: "The reviewer is limited to other tracks.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A proposal that is to be judged, and who is asked already."""

    id: int
    track_id: int | None = None
    reviewers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A reviewer: which tracks (none: all), what is their own, and where a conflict is."""

    id: int
    track_ids: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()
    conflicts: frozenset[int] = frozenset()

    def hindrance(self, paper: Paper) -> Hindrance | None:
        """Return why the reviewer may not judge a proposal, if anything speaks against it."""
        if paper.id in self.own:
            return Hindrance.OWN
        if paper.id in self.conflicts:
            return Hindrance.CONFLICT
        if self.track_ids and paper.track_id not in self.track_ids:
            return Hindrance.TRACK
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """A proposal for which reviewers are missing, and how many may not, for each reason."""

    paper_id: int
    missing: int
    hindrances: tuple[tuple[Hindrance, int], ...]

    @property
    def reason(self) -> str:
        """What organisers read."""
        if not self.hindrances:
            return "There are not enough reviewers."
        (first, count), *more = self.hindrances
        told = [f"{count} {'reviewer' if count == 1 else 'reviewers'} {_counted(first, count)}"]
        told += [f"{count} {_counted(which, count)}" for which, count in more]
        return f"Nobody else may judge it: {', '.join(told)}."


def _counted(which: Hindrance, count: int) -> str:
    one, many = _COUNTED[which]
    return one if count == 1 else many


_COUNTED = {
    Hindrance.OWN: ("is one of its speakers", "are among its speakers"),
    Hindrance.CONFLICT: ("has a conflict of interest", "have a conflict of interest"),
    Hindrance.TRACK: ("is limited to other tracks", "are limited to other tracks"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run would assign anew, what each reviewer then has, and who could not be served."""

    pairs: tuple[Pair, ...] = ()
    loads: Mapping[int, int] = field(default_factory=dict)
    unserved: tuple[Unserved, ...] = ()

    @property
    def mark(self) -> str:
        """What the same questions to the same reviewers have in common, and no others."""
        return fingerprint(" ".join(f"{paper}:{judge}" for paper, judge in sorted(self.pairs)))


def evenly(papers: Sequence[Paper], judges: Sequence[Judge], *, each: int, seed: int | str) -> Plan:
    """Give each proposal ``each`` reviewers, evenly and at random.

    Who is asked already stays. Of all ways that are left the loads are as equal as they can be:
    they differ by at most one wherever conflicts and tracks allow that. The same papers, judges
    and seed give the same plan; a second run over its result adds nothing.
    """
    order = random.Random(seed)  # noqa: S311 (a fair draw that can be repeated, not a secret)
    draft = _Draft(papers, judges)
    for paper in order.sample(draft.papers, len(draft.papers)):
        free = [judge for judge in draft.eligible[paper.id] if judge not in paper.reviewers]
        order.shuffle(free)
        free.sort(key=draft.loads.__getitem__)
        draft.take(paper.id, free[: max(0, each - draft.asked[paper.id])])
    draft.balance()
    return Plan(
        pairs=tuple(sorted((paper, judge) for paper, new in draft.new.items() for judge in new)),
        loads=dict(draft.loads),
        unserved=tuple(_unserved(papers, judges, draft, each)),
    )


def stand_in(paper: Paper, judges: Iterable[Judge], loads: Mapping[int, int]) -> int | None:
    """Return who steps in for a reviewer who has left a proposal: the least load of those who may.

    None: nobody may.
    """
    may = [
        judge.id
        for judge in judges
        if judge.id not in paper.reviewers and judge.hindrance(paper) is None
    ]
    return min(may, key=lambda judge: (loads.get(judge, 0), judge), default=None)


def to_one(papers: Iterable[Paper], judge: Judge) -> tuple[Pair, ...]:
    """Return what one reviewer is asked anew of these proposals, as far as they may."""
    return tuple(
        (paper.id, judge.id)
        for paper in papers
        if judge.id not in paper.reviewers and judge.hindrance(paper) is None
    )


def check_pair(paper: Paper, judge: Judge) -> None:
    """Let a reviewer be asked for a proposal. Raises: NotAssignable."""
    hindrance = judge.hindrance(paper)
    if hindrance is not None:
        raise NotAssignable(hindrance)


class _Draft:
    """A plan while it is made: what is new can still move from one reviewer to another."""

    def __init__(self, papers: Sequence[Paper], judges: Sequence[Judge]) -> None:
        """Begin with what is assigned already."""
        self.papers = sorted(papers, key=lambda paper: paper.id)
        known = sorted(judges, key=lambda judge: judge.id)
        self.loads = {judge.id: 0 for judge in known}
        self.new: dict[int, set[int]] = {paper.id: set() for paper in self.papers}
        self.held: dict[int, set[int]] = {judge.id: set() for judge in known}
        self.asked = {paper.id: len(paper.reviewers & self.loads.keys()) for paper in self.papers}
        self.eligible = {
            paper.id: [judge.id for judge in known if judge.hindrance(paper) is None]
            for paper in self.papers
        }
        self.old = {paper.id: paper.reviewers for paper in self.papers}
        for paper in self.papers:
            for judge_id in paper.reviewers & self.loads.keys():
                self.loads[judge_id] += 1

    def take(self, paper_id: int, judge_ids: Collection[int]) -> None:
        """Ask these reviewers for a proposal."""
        for judge_id in judge_ids:
            self.new[paper_id].add(judge_id)
            self.held[judge_id].add(paper_id)
            self.loads[judge_id] += 1

    def balance(self) -> None:
        """Move what is new until no chain of moves makes the loads more equal.

        That is the best there is: the sum of the squared loads is a convex cost of a flow, and
        without a chain that lowers it, it is least.
        """
        is_moving = True
        while is_moving:
            by_load = sorted(self.loads, key=lambda judge: (-self.loads[judge], judge))
            is_moving = any(self._relieve(judge_id) for judge_id in by_load)

    def _relieve(self, busy: int) -> bool:
        """Take one proposal from a reviewer, through others if need be, to one with two less."""
        if self.loads[busy] - min(self.loads.values()) < WORTH_MOVING:
            return False
        came_from: dict[int, tuple[int, int]] = {}
        waiting = deque([busy])
        while waiting:
            giver = waiting.popleft()
            for paper_id, taker in self._moves(giver):
                if taker in came_from or taker == busy:
                    continue
                came_from[taker] = (giver, paper_id)
                if self.loads[busy] - self.loads[taker] >= WORTH_MOVING:
                    self._move_along(taker, busy, came_from)
                    return True
                waiting.append(taker)
        return False

    def _moves(self, giver: int) -> Iterator[tuple[int, int]]:
        for paper_id in sorted(self.held[giver]):
            for taker in self.eligible[paper_id]:
                if taker not in self.new[paper_id] and taker not in self.old[paper_id]:
                    yield paper_id, taker

    def _move_along(self, end: int, start: int, came_from: Mapping[int, tuple[int, int]]) -> None:
        taker = end
        while taker != start:
            giver, paper_id = came_from[taker]
            self.new[paper_id].remove(giver)
            self.held[giver].remove(paper_id)
            self.loads[giver] -= 1
            self.take(paper_id, [taker])
            taker = giver


def _unserved(
    papers: Sequence[Paper], judges: Sequence[Judge], draft: _Draft, each: int
) -> Iterator[Unserved]:
    for paper in sorted(papers, key=lambda paper: paper.id):
        missing = each - draft.asked[paper.id] - len(draft.new[paper.id])
        if missing > 0:
            found = [judge.hindrance(paper) for judge in judges]
            counts = ((which, found.count(which)) for which in Hindrance)
            yield Unserved(
                paper_id=paper.id,
                missing=missing,
                hindrances=tuple((which, count) for which, count in counts if count),
            )
