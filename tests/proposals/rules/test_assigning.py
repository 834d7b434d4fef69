"""Who reviews what: fair, repeatable, never one's own."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from conference.proposals.rules.assigning import (
    Hindrance,
    Judge,
    NotAssignable,
    Paper,
    Plan,
    Unserved,
    check_pair,
    evenly,
    stand_in,
    to_one,
)

JUDGES = tuple(Judge(id=number) for number in range(1, 9))
PAPERS = tuple(Paper(id=number) for number in range(1, 119))


@some.composite
def years(draw: some.DrawFn, papers: int = 12, judges: int = 6) -> tuple[list[Paper], list[Judge]]:
    """Return a year with tracks, own proposals, conflicts, and some that were asked before."""
    judge_ids = list(range(1, draw(some.integers(0, judges)) + 1))
    paper_ids = list(range(1, draw(some.integers(0, papers)) + 1))
    tracks = some.frozensets(some.integers(1, 3), max_size=2)
    barred = (
        some.frozensets(some.sampled_from(paper_ids), max_size=3)
        if paper_ids
        else some.just(frozenset[int]())
    )
    asked = some.frozensets(some.sampled_from([*judge_ids, 99]), max_size=2)
    return (
        [
            Paper(
                id=paper_id,
                track_id=draw(some.sampled_from([None, 1, 2, 3])),
                reviewers=draw(asked),
            )
            for paper_id in paper_ids
        ],
        [
            Judge(id=judge_id, track_ids=draw(tracks), own=draw(barred), conflicts=draw(barred))
            for judge_id in judge_ids
        ],
    )


def after(papers: list[Paper], plan: Plan) -> list[Paper]:
    """Return the papers as they stand when the plan was carried out."""
    return [
        Paper(
            id=paper.id,
            track_id=paper.track_id,
            reviewers=paper.reviewers | {judge for found, judge in plan.pairs if found == paper.id},
        )
        for paper in papers
    ]


def test_three_for_each_of_118_among_eight() -> None:
    plan = evenly(PAPERS, JUDGES, each=3, seed=7)
    assert (len(set(plan.pairs)), sorted(plan.loads.values()), plan.unserved) == (
        354,
        [44] * 6 + [45] * 2,
        (),
    )


def test_another_seed_is_another_draw() -> None:
    draws = [evenly(PAPERS, JUDGES, each=3, seed=seed).pairs for seed in (7, 7, 8)]
    assert (draws[0] == draws[1], draws[0] == draws[2]) == (True, False)


@given(years(), some.integers(0, 4), some.integers())
def test_every_proposal_gets_its_reviewers_or_it_is_said_why_not(
    year: tuple[list[Paper], list[Judge]], each: int, seed: int
) -> None:
    papers, judges = year
    plan = evenly(papers, judges, each=each, seed=seed)
    known = {judge.id: judge for judge in judges}
    short = {}
    for paper in papers:
        new = [judge for found, judge in plan.pairs if found == paper.id]
        asked = paper.reviewers & known.keys()
        may = {judge.id for judge in judges if judge.hindrance(paper) is None} - asked
        assert len(new) == len(set(new)) == min(len(may), max(0, each - len(asked)))
        assert set(new) <= may
        short[paper.id] = max(0, each - len(asked) - len(new))
    assert {row.paper_id: row.missing for row in plan.unserved} == {
        paper_id: missing for paper_id, missing in short.items() if missing
    }


@given(years(), some.integers(0, 4), some.integers())
def test_the_same_draw_twice_is_the_same_and_a_second_run_adds_nothing(
    year: tuple[list[Paper], list[Judge]], each: int, seed: int
) -> None:
    papers, judges = year
    plan = evenly(papers, judges, each=each, seed=seed)
    assert evenly(papers[::-1], judges[::-1], each=each, seed=seed).pairs == plan.pairs
    again = evenly(after(papers, plan), judges, each=each, seed=seed + 1)
    assert (again.pairs, again.loads) == ((), plan.loads)


@given(some.integers(1, 40), some.integers(1, 8), some.integers(1, 3), some.integers())
def test_loads_differ_by_at_most_one_where_nothing_stands_between(
    papers: int, judges: int, each: int, seed: int
) -> None:
    plan = evenly(
        [Paper(id=number) for number in range(papers)],
        [Judge(id=number) for number in range(judges)],
        each=each,
        seed=seed,
    )
    assert max(plan.loads.values()) - min(plan.loads.values()) <= 1


@settings(max_examples=60)
@given(years(papers=4, judges=4), some.integers(1, 2), some.integers())
def test_no_other_way_has_more_equal_loads(
    year: tuple[list[Paper], list[Judge]], each: int, seed: int
) -> None:
    papers, judges = year
    plan = evenly(papers, judges, each=each, seed=seed)
    found = sum(load**2 for load in plan.loads.values())
    assert found == min(
        sum(
            sum(
                judge.id in chosen or judge.id in paper.reviewers
                for paper, chosen in zip(papers, way, strict=True)
            )
            ** 2
            for judge in judges
        )
        for way in product(*(choices(paper, judges, each) for paper in papers))
    )


def choices(paper: Paper, judges: list[Judge], each: int) -> list[tuple[int, ...]]:
    """Return every way to give a paper the reviewers that it lacks."""
    known = {judge.id for judge in judges}
    may = [
        judge.id
        for judge in judges
        if judge.hindrance(paper) is None and judge.id not in paper.reviewers
    ]
    lacking = max(0, each - len(paper.reviewers & known))
    return list(combinations(may, min(len(may), lacking)))


def test_who_could_not_be_served_is_told_with_the_reason() -> None:
    judges = (
        Judge(id=1, own=frozenset({1})),
        Judge(id=2, conflicts=frozenset({1})),
        Judge(id=3, track_ids=frozenset({8})),
        Judge(id=4),
    )
    plan = evenly([Paper(id=1, track_id=9)], judges, each=3, seed=1)
    row = Unserved(paper_id=1, missing=2, hindrances=tuple((which, 1) for which in Hindrance))
    assert (plan.pairs, plan.unserved) == (((1, 4),), (row,))
    assert row.reason == (
        "Nobody else may judge it: 1 reviewer is one of its speakers, 1 has a conflict of "
        "interest, 1 is limited to other tracks."
    )
    many = Unserved(paper_id=1, missing=1, hindrances=((Hindrance.CONFLICT, 2),))
    assert many.reason == "Nobody else may judge it: 2 reviewers have a conflict of interest."
    assert evenly([Paper(id=1)], (), each=1, seed=1).unserved[0].reason == (
        "There are not enough reviewers."
    )


def test_a_draw_is_known_by_who_is_asked_for_what() -> None:
    marks = [Plan(pairs=pairs).mark for pairs in (((1, 2), (3, 4)), ((3, 4), (1, 2)), ((1, 4),))]
    assert (marks[0] == marks[1], marks[0] == marks[2]) == (True, False)


def test_the_least_busy_who_may_steps_in() -> None:
    paper = Paper(id=1, reviewers=frozenset({1}))
    judges = [Judge(id=1), Judge(id=2, own=frozenset({1})), Judge(id=3), Judge(id=4), Judge(id=5)]
    loads = {1: 0, 2: 0, 3: 5, 4: 2, 5: 2}
    assert (stand_in(paper, judges, loads), stand_in(paper, judges[:2], loads)) == (4, None)


def test_a_reviewer_is_given_what_they_may_have() -> None:
    judge = Judge(id=1, own=frozenset({2}), conflicts=frozenset({3}), track_ids=frozenset({8}))
    papers = [Paper(id=number, track_id=8) for number in (1, 2, 3)]
    asked = Paper(id=4, track_id=8, reviewers=frozenset({1}))
    assert to_one([*papers, asked, Paper(id=5, track_id=9)], judge) == ((1, 1),)


@pytest.mark.parametrize(
    ("judge", "sentence"),
    [
        (
            Judge(id=1, own=frozenset({1})),
            "It is the reviewer’s own proposal. Nothing was changed.",
        ),
        (
            Judge(id=1, conflicts=frozenset({1})),
            "The reviewer has a conflict of interest. Nothing was changed.",
        ),
        (
            Judge(id=1, track_ids=frozenset({8})),
            "The reviewer is limited to other tracks. Nothing was changed.",
        ),
    ],
)
def test_who_may_not_is_refused(judge: Judge, sentence: str) -> None:
    with pytest.raises(NotAssignable) as refusal:
        check_pair(Paper(id=1, track_id=9), judge)
    assert str(refusal.value) == sentence
    check_pair(Paper(id=1), Judge(id=2))
