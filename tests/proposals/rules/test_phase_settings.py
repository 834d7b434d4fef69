"""Phases of review follow each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conference.proposals.rules.phase_settings import problems_of_phase
from conference.proposals.rules.reviewing import PhaseFacts
from conference.proposals.rules.states import SightOfOthers

BEGINS = datetime(2024, 6, 3, 23, 0, tzinfo=UTC)
DAY = timedelta(days=1)
READING = PhaseFacts(
    name="First reading",
    opens_at=BEGINS,
    closes_at=BEGINS + 7 * DAY,
    is_blind=True,
    may_review=True,
    may_discuss=False,
    sight=SightOfOthers.NEVER,
)
LATER = replace(
    READING,
    name="Discussion",
    opens_at=READING.closes_at,
    closes_at=READING.closes_at + DAY,
    may_discuss=True,
    sight=SightOfOthers.AFTER_OWN,
)


def test_one_may_begin_when_the_other_ends() -> None:
    assert problems_of_phase(READING, [LATER]) == {}
    assert problems_of_phase(LATER, [READING]) == {}
    assert problems_of_phase(replace(LATER, is_blind=False), [READING]) == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"closes_at": BEGINS}, "closes_at"),
        ({"closes_at": BEGINS + 7 * DAY + timedelta(minutes=1)}, "opens_at"),
        ({"opens_at": BEGINS + 7 * DAY, "closes_at": BEGINS + 30 * DAY}, "opens_at"),
        ({"name": "DISCUSSION"}, "name"),
        ({"may_review": False}, "may_review"),
        ({"may_discuss": True}, "sight"),
        ({"is_blind": False}, "is_blind"),
    ],
)
def test_a_phase_is_possible_beside_the_others(changed: dict[str, Any], field: str) -> None:
    assert list(problems_of_phase(replace(READING, **changed), [LATER])) == [field]


def test_names_that_were_shown_cannot_be_hidden_again() -> None:
    shown = replace(READING, is_blind=False)
    assert problems_of_phase(LATER, [shown]) == {
        "is_blind": "Names are shown in “First reading”, which comes before: reviewers know them "
        "by then"
    }
