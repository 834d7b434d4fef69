"""Texts of decisions and who gets which mail."""

import pytest

from conference.proposals.rules.letters import (
    START_TEXTS,
    filled,
    merged,
    names_of,
    subject,
    unknown_names,
)
from conference.proposals.rules.states import Decision

ACCEPT, RESERVE, DECLINE = Decision


def test_each_address_gets_one_mail_with_all_that_is_its() -> None:
    rows = [
        ("b@example.org", (2, DECLINE)),
        ("a@example.org", (1, ACCEPT)),
        ("b@example.org", (1, ACCEPT)),
        ("b@example.org", (1, ACCEPT)),
    ]
    assert list(merged(rows).items()) == [
        ("a@example.org", ((1, ACCEPT),)),
        ("b@example.org", ((1, ACCEPT), (2, DECLINE))),
    ]


@pytest.mark.parametrize(
    ("decisions", "words"),
    [
        ([ACCEPT], "Your session has been accepted"),
        ([ACCEPT, ACCEPT], "Your sessions have been accepted"),
        ([DECLINE], "About your proposal"),
        ([RESERVE], "About your proposal"),
        ([ACCEPT, DECLINE], "About your proposals"),
    ],
)
def test_a_subject_tells_no_refusal(decisions: list[Decision], words: str) -> None:
    assert subject(decisions) == words


def test_names_in_braces_are_filled_once() -> None:
    values = {"title": "{places} {x}", "places": "36"}
    assert filled("{title}: {places} {y}", values) == "{places} {x}: 36 {y}"


def test_unknown_names_are_told_and_ours_are_known() -> None:
    assert unknown_names("{title} {name} {} {name}") == ("name", "")
    assert [unknown_names(text) for text in START_TEXTS.values()] == [()] * 3
    assert "confirm_by" in names_of(START_TEXTS[ACCEPT])
