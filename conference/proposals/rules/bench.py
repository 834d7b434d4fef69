"""Who judges, what is to be judged, and what stands between them: all that assigning looks at."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from conference.kernel.errors import NotFound
from conference.proposals.rules import conflicts
from conference.proposals.rules.assigning import Judge, Pair, Paper
from conference.proposals.rules.conflicts import Named
from conference.proposals.rules.states import ConflictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerFacts:
    """Somebody with the role of a reviewer, as organisers know them."""

    person_id: int
    name: str
    email: str
    organisation: str
    track_ids: frozenset[int]

    @property
    def named(self) -> Named:
        """What tells a conflict."""
        return Named(email=self.email, organisation=self.organisation, person_id=self.person_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """A proposal that waits for opinions."""

    id: int
    code: str
    title: str
    track_id: int | None


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Everybody who may judge, everything that is to be judged, and what stands between them."""

    reviewers: Mapping[int, ReviewerFacts]
    papers: Mapping[int, PaperFacts]
    asked: Mapping[int, frozenset[int]]
    """Who was asked for a proposal, whoever has the role still."""

    given: frozenset[Pair]
    """Whose opinion of what is written."""

    declared: frozenset[Pair]
    stored: Mapping[Pair, ConflictKind]
    """Conflicts that were detected before and are written down."""

    authors: Mapping[int, tuple[Named, ...]]
    """Who is named on which proposal, drafts and those taken back included."""

    @cached_property
    def own(self) -> Mapping[int, frozenset[int]]:
        """By reviewer: every proposal of the edition that names them."""
        return {
            person_id: frozenset(
                proposal_id
                for proposal_id, named in self.authors.items()
                if conflicts.is_own(reviewer.named, named)
            )
            for person_id, reviewer in self.reviewers.items()
        }

    @cached_property
    def detected(self) -> Mapping[Pair, ConflictKind]:
        """Which reviewer stands too near to which proposal, as everything is written now."""
        found: dict[Pair, ConflictKind] = {}
        for person_id, reviewer in self.reviewers.items():
            own = self.own[person_id]
            partners = [named for proposal_id in own for named in self.authors[proposal_id]]
            for paper_id in self.papers.keys() - own:
                kind = conflicts.detected(reviewer.named, self.authors.get(paper_id, ()), partners)
                if kind is not None:
                    found[paper_id, person_id] = kind
        return found

    @cached_property
    def judges(self) -> tuple[Judge, ...]:
        """The reviewers as the rules of assigning know them."""
        barred: defaultdict[int, set[int]] = defaultdict(set)
        for paper_id, person_id in (*self.declared, *self.detected):
            barred[person_id].add(paper_id)
        return tuple(
            Judge(
                id=person_id,
                track_ids=reviewer.track_ids,
                own=self.own[person_id],
                conflicts=frozenset(barred[person_id]),
            )
            for person_id, reviewer in self.reviewers.items()
        )

    @cached_property
    def waiting(self) -> tuple[Paper, ...]:
        """The proposals as the rules of assigning know them."""
        return tuple(self.paper(paper_id) for paper_id in self.papers)

    @cached_property
    def loads(self) -> Mapping[int, int]:
        """How many of these proposals each reviewer was asked for."""
        return {
            person_id: sum(person_id in self.asked.get(paper_id, ()) for paper_id in self.papers)
            for person_id in self.reviewers
        }

    def without(self, kept: Collection[int]) -> "Bench":
        """Return the bench as somebody sees it who is kept from some proposals."""
        return replace(
            self,
            papers={found: paper for found, paper in self.papers.items() if found not in kept},
            declared=frozenset(pair for pair in self.declared if pair[0] not in kept),
        )

    def paper(self, paper_id: int) -> Paper:
        """Return one proposal as the rules of assigning know it. Raises: NotFound."""
        if paper_id not in self.papers:
            raise NotFound
        return Paper(
            id=paper_id,
            track_id=self.papers[paper_id].track_id,
            reviewers=self.asked.get(paper_id, frozenset()),
        )

    def judge(self, person_id: int) -> Judge:
        """Return one reviewer as the rules of assigning know them. Raises: NotFound."""
        found = next((judge for judge in self.judges if judge.id == person_id), None)
        if found is None:
            raise NotFound
        return found
