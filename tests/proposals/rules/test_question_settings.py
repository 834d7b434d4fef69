"""What organisers cannot say of a question, alone or among the others."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.proposals.rules.ordering import neighbours_swapped
from conference.proposals.rules.question_settings import (
    Company,
    QuestionFacts,
    QuestionOutOfOrder,
    check_order,
    problems_of_question,
)
from conference.proposals.rules.questions import AskedQuestion
from conference.proposals.rules.states import QuestionKind

HEALTH, DIGITAL = 1, 2
TRIED = AskedQuestion(id=1, kind=QuestionKind.YES_NO, label="Tried?", track_ids=frozenset({HEALTH}))
WHY = AskedQuestion(id=2, kind=QuestionKind.LONG, label="Why?")
BEFORE = (TRIED, WHY)
FACTS = QuestionFacts(
    kind=QuestionKind.ONE,
    label="Where?",
    hint="",
    purpose="To place it",
    choices=("Ward", "Clinic"),
    max_words=None,
    is_required=False,
    is_for_reviewers=False,
    asked_if_id=1,
    asked_if_answer="yes",
    kept_days=90,
    track_ids=frozenset(),
)
HANGING = AskedQuestion(
    id=9,
    kind=QuestionKind.SHORT,
    label="Which?",
    track_ids=frozenset({HEALTH}),
    asked_if_id=8,
    asked_if_answer="Ward",
)
WAS = AskedQuestion(id=8, kind=QuestionKind.ONE, label="Where?", choices=("Ward", "Clinic"))


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({}, {}),
        (
            {"choices": ("Ward",)},
            {"choices": "Enter 2 to 20 choices, each on a line of its own"},
        ),
        ({"choices": ("Ward", "WARD")}, {"choices": "Two choices are the same. Leave one out"}),
        (
            {"choices": ("Ward", "x" * 101)},
            {"choices": "Enter 100 characters or fewer for each choice"},
        ),
        (
            {"kind": QuestionKind.NUMBER},
            {"choices": "This kind has no list. Leave it empty, or choose another kind"},
        ),
        ({"kind": QuestionKind.LONG, "choices": (), "max_words": 80}, {}),
        (
            {"max_words": 80},
            {"max_words": "Only answers in lines of text have words to count. Leave it empty"},
        ),
        (
            {"asked_if_id": None},
            {"asked_if_id": "Choose the question that has this answer"},
        ),
        ({"asked_if_id": None, "asked_if_answer": ""}, {}),
        (
            {"asked_if_id": 7},
            {"asked_if_id": "Choose a question that is asked before this one"},
        ),
        (
            {"asked_if_id": 2},
            {"asked_if_id": "Choose a question with a list, or one of yes or no"},
        ),
        (
            {"asked_if_answer": "perhaps"},
            {"asked_if_answer": "Enter an answer that “Tried?” can have: yes, no"},
        ),
        (
            {"track_ids": frozenset({DIGITAL})},
            {"track_ids": "“Tried?” is asked for other tracks, so this never would be"},
        ),
        ({"track_ids": frozenset({DIGITAL, HEALTH})}, {}),
    ],
)
def test_a_question_is_possible_after_the_others(
    changed: dict[str, Any], problems: dict[str, str]
) -> None:
    assert problems_of_question(replace(FACTS, **changed), Company(before=BEFORE)) == problems


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({}, {}),
        (
            {"choices": ("Clinic", "Home")},
            {"choices": "“Which?” is asked only after “Ward”"},
        ),
        (
            {"kind": QuestionKind.YES_NO, "choices": ()},
            {"kind": "“Which?” is asked only after “Ward”"},
        ),
        (
            {"track_ids": frozenset({DIGITAL}), "asked_if_id": None, "asked_if_answer": ""},
            {"track_ids": "“Which?” hangs on this one and is for other tracks"},
        ),
    ],
)
def test_what_others_hang_on_stays(changed: dict[str, Any], problems: dict[str, str]) -> None:
    company = Company(before=BEFORE, hanging=(HANGING,))
    assert problems_of_question(replace(FACTS, **changed), company) == problems


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({"choices": ("Clinic", "Home", "Ward")}, {}),
        (
            {"choices": ("Clinic", "Home")},
            {"choices": "It has been answered. Add to the list, but take nothing away"},
        ),
        (
            {"kind": QuestionKind.SEVERAL},
            {"kind": "It has been answered. Retire it and make a new one"},
        ),
    ],
)
def test_what_was_answered_can_only_grow(changed: dict[str, Any], problems: dict[str, str]) -> None:
    company = Company(before=BEFORE, was=WAS)
    assert problems_of_question(replace(FACTS, **changed), company) == problems


def test_a_question_stays_after_the_one_that_it_hangs_on() -> None:
    hanging = replace(WHY, asked_if_id=1, asked_if_answer="yes")
    check_order((TRIED, hanging))
    check_order((hanging,))
    with pytest.raises(QuestionOutOfOrder, match=r"“Why\?” is asked only where “Tried\?”"):
        check_order((hanging, TRIED))


@given(st.permutations(range(5)), st.integers(0, 4), st.sampled_from((-1, 1)))
def test_up_and_down_are_each_others_way_back(ids: list[int], moving: int, by: int) -> None:
    once = neighbours_swapped(ids, moving, by)
    assert sorted(once) == sorted(ids)
    if once == tuple(ids):
        assert ids[0 if by < 0 else -1] == moving
    else:
        assert neighbours_swapped(once, moving, -by) == tuple(ids)
