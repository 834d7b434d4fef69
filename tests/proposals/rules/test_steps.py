"""The order of the steps; and names that mails may show."""

import pytest

from conference.proposals.rules.authors import SOMEBODY, name_in_mail
from conference.proposals.rules.steps import FIELD_STEPS, WORDS, Step, after, before, steps_of
from conference.proposals.rules.writing import too_long


def test_each_step_has_its_words_and_leads_to_the_next() -> None:
    assert set(WORDS) == set(Step)
    for has_questions in (True, False):
        order = steps_of(has_questions=has_questions)
        assert [after(step, has_questions=has_questions) for step in order] == [*order[1:], None]
        assert [before(step, has_questions=has_questions) for step in order] == [None, *order[:-1]]


def test_without_questions_their_page_is_left_out() -> None:
    assert Step.QUESTIONS not in steps_of(has_questions=False)
    assert after(Step.SPEAKERS, has_questions=False) is Step.NEEDS
    assert after(Step.QUESTIONS, has_questions=False) is None


def test_what_is_missing_is_answered_somewhere() -> None:
    assert set(FIELD_STEPS.values()) <= set(Step)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Yewande  Cole", "Yewande Cole"),
        ("Dr. O'Neill-Smith", "Dr. O'Neill-Smith"),
        ("www.example.org", SOMEBODY),
        ("Buy at example.org now", SOMEBODY),
        ("a@b", SOMEBODY),
        ("a" * 61, SOMEBODY),
        (" ", SOMEBODY),
    ],
)
def test_a_name_that_could_advertise_is_not_shown(name: str, shown: str) -> None:
    assert name_in_mail(name) == shown


def test_a_text_that_is_too_long_says_how_long_it_is() -> None:
    assert too_long("The title", "a" * 200, 200) is None
    assert too_long("The title", "a" * 1300, 200) == (
        "The title has 1,300 characters. The limit is 200"
    )
