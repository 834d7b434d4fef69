"""Opinions become one figure; ties stay ties."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from conference.proposals.rules.ranking import (
    NO_STANDING,
    Measure,
    Standing,
    ranked,
    standing,
    weighted,
)


@pytest.mark.parametrize(
    ("scores", "weights", "score"),
    [
        ({1: 4, 2: 5}, {1: 1, 2: 1}, 4.5),
        ({1: 4, 2: 1}, {1: 2, 2: 1}, 3.0),
        ({1: 4, 2: 1}, {1: 1, 2: 0}, 4.0),
        ({1: 5}, {1: 2, 2: 1}, 5.0),
        ({2: 5}, {1: 1, 2: 0}, None),
        ({}, {1: 1}, None),
        ({9: 5}, {1: 1}, None),
        ({1: 5, 9: 1}, {1: 3}, 5.0),
    ],
)
def test_a_review_is_scored_by_weight_and_weight_0_stands_beside(
    scores: dict[int, int], weights: dict[int, int], score: float | None
) -> None:
    assert weighted(scores, weights) == score


@given(
    some.dictionaries(
        some.integers(1, 9), some.tuples(some.integers(1, 5), some.integers(1, 10)), min_size=1
    )
)
def test_a_score_lies_between_the_lowest_and_the_highest(
    given_: dict[int, tuple[int, int]],
) -> None:
    scores = {which: value for which, (value, _) in given_.items()}
    mean = weighted(scores, {which: weight for which, (_, weight) in given_.items()})
    assert mean is not None
    assert min(scores.values()) <= mean <= max(scores.values())


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (Measure.MEDIAN, Standing(score=4.0, spread=4.0, opinions=3, abstentions=1)),
        (Measure.MEAN, Standing(score=3.333333, spread=4.0, opinions=3, abstentions=1)),
    ],
)
def test_median_and_mean_are_said_apart(measure: Measure, expected: Standing) -> None:
    assert standing([1.0, 5.0, 4.0], abstentions=1, measure=measure) == expected
    assert expected.reviews == 4


def test_only_abstentions_are_no_score() -> None:
    found = standing([], abstentions=2, measure=Measure.MEAN)
    assert found == Standing(score=None, spread=None, opinions=0, abstentions=2)


def test_ties_share_a_place_and_stay_in_order() -> None:
    def of(score: float) -> Standing:
        return Standing(score=score, spread=0.0, opinions=1, abstentions=0)

    rows = [("a", of(3)), ("b", NO_STANDING), ("c", of(5)), ("d", of(3)), ("e", of(1))]
    assert ranked(rows) == [(1, "c"), (2, "a"), (2, "d"), (4, "e"), (None, "b")]


@given(some.permutations([13 / 3, 11 / 3, 4.0, 3.1, 0.7]))
def test_the_order_of_reviews_changes_nothing(scores: list[float]) -> None:
    found = standing(scores, abstentions=0, measure=Measure.MEAN)
    assert found == standing(sorted(scores), abstentions=0, measure=Measure.MEAN)
