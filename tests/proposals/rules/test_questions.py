"""Which questions a proposal is asked, and which answers will do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.proposals.rules.questions import (
    LONG_LENGTH,
    NO,
    SHORT_LENGTH,
    YES,
    AskedQuestion,
    applying,
    fault,
    faults,
    lines,
    tidied,
)
from conference.proposals.rules.states import QuestionKind

HEALTH, DIGITAL = 1, 2
TRIED = AskedQuestion(id=1, kind=QuestionKind.YES_NO, label="Was it tried?", is_required=True)
WHERE = AskedQuestion(
    id=2, kind=QuestionKind.SHORT, label="Where?", asked_if_id=1, asked_if_answer=YES
)
WARD = AskedQuestion(
    id=3,
    kind=QuestionKind.SEVERAL,
    label="Which wards?",
    choices=("A", "B", "C"),
    is_required=True,
    track_ids=frozenset({HEALTH}),
    asked_if_id=1,
    asked_if_answer=YES,
)
BEDS = AskedQuestion(
    id=4, kind=QuestionKind.NUMBER, label="How many beds?", asked_if_id=3, asked_if_answer="B"
)
ALL = (TRIED, WHERE, WARD, BEDS)


@pytest.mark.parametrize(
    ("answers", "track_id", "ids"),
    [
        ({}, None, [1]),
        ({1: NO, 2: "Leeds"}, HEALTH, [1]),
        ({1: YES}, None, [1, 2]),
        ({1: YES}, DIGITAL, [1, 2]),
        ({1: YES}, HEALTH, [1, 2, 3]),
        ({1: YES, 3: "A\nB"}, HEALTH, [1, 2, 3, 4]),
        ({1: YES, 3: "A"}, HEALTH, [1, 2, 3]),
        ({1: YES, 3: "A\nB"}, DIGITAL, [1, 2]),
        ({1: NO, 3: "A\nB"}, HEALTH, [1]),
    ],
)
def test_questions_are_asked_by_track_and_by_answer(
    answers: dict[int, str], track_id: int | None, ids: list[int]
) -> None:
    assert [question.id for question in applying(ALL, answers, track_id)] == ids


def test_a_question_that_hangs_on_one_that_is_gone_is_not_asked() -> None:
    assert applying((WHERE,), {1: YES}, None) == ()


@st.composite
def asked_questions(draw: st.DrawFn) -> tuple[AskedQuestion, ...]:
    """Return up to eight questions of yes and no, of which some hang on one before."""
    made: list[AskedQuestion] = []
    for number in range(draw(st.integers(0, 8))):
        before = draw(st.none() | st.integers(0, number - 1)) if number else None
        made.append(
            AskedQuestion(
                id=number,
                kind=QuestionKind.YES_NO,
                label=f"Question {number}",
                is_required=draw(st.booleans()),
                track_ids=draw(st.frozensets(st.integers(1, 3), max_size=2)),
                asked_if_id=before,
                asked_if_answer="" if before is None else draw(st.sampled_from((YES, NO))),
            )
        )
    return tuple(made)


given_answers = st.dictionaries(st.integers(0, 8), st.sampled_from((YES, NO, "")))


@given(asked_questions(), given_answers, st.none() | st.integers(1, 3))
def test_a_question_is_asked_exactly_if_all_that_it_hangs_on_is(
    questions: tuple[AskedQuestion, ...], answers: dict[int, str], track_id: int | None
) -> None:
    by_id = {question.id: question for question in questions}

    def is_asked(question: AskedQuestion) -> bool:
        if question.track_ids and track_id not in question.track_ids:
            return False
        if question.asked_if_id is None:
            return True
        is_answered = answers.get(question.asked_if_id, "") == question.asked_if_answer
        return is_answered and is_asked(by_id[question.asked_if_id])

    assert applying(questions, answers, track_id) == tuple(filter(is_asked, questions))


@given(asked_questions(), given_answers, st.none() | st.integers(1, 3))
def test_only_what_is_asked_can_be_wrong_and_a_draft_may_miss_anything(
    questions: tuple[AskedQuestion, ...], answers: dict[int, str], track_id: int | None
) -> None:
    asked = applying(questions, answers, track_id)
    missing = {one.id for one in asked if one.is_required and not answers.get(one.id)}
    assert set(faults(questions, answers, track_id)) == missing
    assert faults(questions, answers, track_id, is_draft=True) == {}


@given(asked_questions(), given_answers, st.none() | st.integers(1, 3))
def test_old_answers_to_what_is_not_asked_change_nothing(
    questions: tuple[AskedQuestion, ...], answers: dict[int, str], track_id: int | None
) -> None:
    asked = applying(questions, answers, track_id)
    kept = {one.id: answers[one.id] for one in asked if one.id in answers}
    assert applying(questions, kept, track_id) == asked


def test_faults_name_each_question() -> None:
    assert faults(ALL, {}, HEALTH) == {1: "Choose an answer to: Was it tried?"}
    assert faults(ALL, {1: YES, 3: "A\nB", 4: "many"}, HEALTH) == {
        4: "Enter a whole number, like 12"
    }


SHORT = AskedQuestion(id=9, kind=QuestionKind.SHORT, label="Why?", is_required=True)
LONG = replace(SHORT, kind=QuestionKind.LONG, max_words=3)
ONE = replace(SHORT, kind=QuestionKind.ONE, choices=("Red", "Blue"))


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        (SHORT, "Because", None),
        (SHORT, "  ", "Answer the question: Why?"),
        (SHORT, "x" * SHORT_LENGTH, None),
        (SHORT, "x" * (SHORT_LENGTH + 1), "Use 300 characters or fewer. You have 301"),
        (replace(SHORT, max_words=1), "It is", "Use 1 word or fewer. You have 2"),
        (LONG, "one two\nthree", None),
        (LONG, "one two three four", "Use 3 words or fewer. You have 4"),
        (LONG, "x" * LONG_LENGTH, None),
        (LONG, "x" * (LONG_LENGTH + 1), "Use 10,000 characters or fewer. You have 10,001"),
        (ONE, "Red", None),
        (ONE, "", "Choose an answer to: Why?"),
        (ONE, "Red\nBlue", "Choose one answer"),
        (ONE, "Green", "Choose from the list. It may have changed since you answered"),
        (TRIED, "perhaps", "Choose from the list. It may have changed since you answered"),
        (WARD, "A\nC", None),
        (BEDS, "12", None),
        (BEDS, "", None),
        (BEDS, "-1", "Enter a whole number, like 12"),
        (BEDS, "٣", "Enter a whole number, like 12"),
        (BEDS, "1" * 10, "Enter a whole number, like 12"),
    ],
)
def test_an_answer_is_judged_by_its_question(
    question: AskedQuestion, answer: str, sentence: str | None
) -> None:
    assert fault(question, answer) == sentence


@pytest.mark.parametrize(
    ("question", "typed", "stored"),
    [
        (SHORT, "  one\ttwo\n three ", "one two three"),
        (LONG, " one\r\ntwo ", "one\ntwo"),
        (BEDS, " 1,200 ", "1200"),
        (ONE, "Blue", "Blue"),
        (WARD, ["C", "A", "C"], "A\nC"),
        (WARD, ["Z", "B"], "B\nZ"),
        (TRIED, "", ""),
    ],
)
def test_what_is_stored_is_tidy(
    question: AskedQuestion, typed: str | list[str], stored: str
) -> None:
    assert tidied(question, typed) == stored


def test_lines_of_an_answer_say_something() -> None:
    assert lines(" A \n\n B") == ("A", "B")


@given(st.text(alphabet="AB C\n", max_size=20))
def test_what_is_tidy_stays_as_it_is(typed: str) -> None:
    for question in (SHORT, LONG, BEDS, ONE, WARD):
        once = tidied(question, typed)
        assert tidied(question, once) == once
