"""Colours of tracks can be read on every ground."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.demo.programme_facts import TRACKS
from conference.programme.rules.colours import (
    DARK_GROUNDS,
    LEAST,
    LIGHT_GROUNDS,
    PAIRS,
    contrast,
    is_colour,
    pair_of,
    problem_in_the_dark,
    problem_on_paper,
)

TOKENS = Path(__file__).parents[3] / "conference" / "static" / "css" / "tokens.css"
colours = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def test_the_ratio_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1.0


def test_grounds_are_those_of_the_style_sheet() -> None:
    tokens = TOKENS.read_text(encoding="utf-8")
    names = ("--paper", "--paper-2", "--sheet", "--accent-soft")
    found = [
        tuple(re.findall(rf"{name}: (#[0-9a-f]{{6}})", tokens)[which] for name in names)
        for which in (0, 1)
    ]
    assert found == [LIGHT_GROUNDS, DARK_GROUNDS]


@pytest.mark.parametrize("key", PAIRS)
def test_named_pairs_can_be_read_everywhere(key: str) -> None:
    _, colour, dark_colour = PAIRS[key]
    assert (problem_on_paper(colour), problem_in_the_dark(dark_colour)) == ("", "")
    assert pair_of(colour.upper(), dark_colour) == key


def test_the_sample_day_uses_the_named_pairs() -> None:
    assert [pair_of(*track[-2:]) for track in TRACKS] == list(PAIRS)


def test_what_is_too_pale_is_told_with_what_would_do() -> None:
    told = problem_on_paper("#888888")
    assert told.startswith("Its contrast is 3.0 to 1 where it is hardest to read.")
    assert problem_on_paper(told.split(". ")[-1].split()[0]) == ""
    assert problem_in_the_dark("#101010").startswith("Its contrast is 1.0 to 1")


@pytest.mark.parametrize("text", ["", "red", "#12345", "#1234567", "#gggggg", "123456"])
def test_what_is_no_colour_is_told(text: str) -> None:
    assert not is_colour(text)
    assert problem_on_paper(text) == "Enter a colour like #0a1867"


@given(colours)
def test_every_refusal_names_a_colour_that_is_taken(colour: str) -> None:
    for problem in (problem_on_paper, problem_in_the_dark):
        told = problem(colour)
        if told:
            offered = re.findall(r"#[0-9a-f]{6}", told)
            assert [problem(one) for one in offered] == [""]


@given(colours, colours)
def test_the_order_of_two_colours_does_not_matter(one: str, two: str) -> None:
    assert contrast(one, two) == contrast(two, one) >= 1.0
    assert LEAST < 21
