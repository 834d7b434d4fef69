"""What organisers cannot say of a call together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conference.proposals.rules.call_settings import (
    Around,
    CallFacts,
    ExtensionFacts,
    NoWeight,
    check_weights,
    problem_of_format,
    problems_of_call,
    problems_of_extension,
)

OPENS = datetime(2024, 4, 8, 8, 0, tzinfo=UTC)
CLOSES = datetime(2024, 6, 3, 22, 59, tzinfo=UTC)
CONFIRM = datetime(2024, 7, 5, 22, 59, tzinfo=UTC)
DOORS = datetime(2024, 9, 25, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)
FACTS = CallFacts(
    body="Tell us.",
    is_shown=True,
    opens_at=OPENS,
    closes_at=CLOSES,
    grace_minutes=15,
    limit_per_person=2,
    abstract_words=300,
    confirm_by=CONFIRM,
    is_provisional=True,
)
AROUND = Around(formats={"Talk": None}, has_formats=True, doors_at=DOORS)


@pytest.mark.parametrize(
    ("changed", "around", "problems"),
    [
        ({}, AROUND, {}),
        (
            {"closes_at": OPENS},
            AROUND,
            {"closes_at": "The call closes after it opens. Enter a later time"},
        ),
        (
            {"closes_at": DOORS, "confirm_by": None, "is_provisional": False},
            AROUND,
            {"closes_at": "The call closes before the conference begins"},
        ),
        (
            {"confirm_by": CLOSES},
            AROUND,
            {"confirm_by": "Speakers confirm after the call has closed. Enter a later day"},
        ),
        (
            {"confirm_by": DOORS},
            AROUND,
            {"confirm_by": "Speakers confirm before the conference begins"},
        ),
        ({"body": " "}, AROUND, {"body": "Write the text before the call is shown"}),
        ({"body": "", "is_shown": False}, AROUND, {}),
        (
            {},
            replace(AROUND, formats={}),
            {"is_shown": "Choose under Formats what may be proposed before the call is shown"},
        ),
        ({}, replace(AROUND, formats={}, has_formats=False), {}),
        ({"is_shown": False}, replace(AROUND, formats={}), {}),
        (
            {"confirm_by": None},
            AROUND,
            {
                "is_provisional": "Give the day until which speakers confirm: what is planned "
                "without a yes must not wait for ever"
            },
        ),
        (
            {},
            replace(AROUND, formats={"Talk": None, "Workshop": OPENS, "Clinic": OPENS + DAY}),
            {"opens_at": "Workshop closes before this"},
        ),
        (
            {},
            replace(AROUND, formats={"Workshop": CLOSES + DAY}),
            {"closes_at": "Workshop closes after this. A format closes with the call or before it"},
        ),
        ({}, replace(AROUND, formats={"Workshop": CLOSES}), {}),
    ],
)
def test_a_call_is_possible_as_a_whole(
    changed: dict[str, Any], around: Around, problems: dict[str, str]
) -> None:
    assert problems_of_call(replace(FACTS, **changed), around) == problems


@pytest.mark.parametrize(
    ("closes_at", "begins"),
    [
        (None, None),
        (OPENS + DAY, None),
        (CLOSES, None),
        (OPENS, "It closes after the call has opened"),
        (CLOSES + DAY, "It closes with the call or before it"),
    ],
)
def test_a_format_closes_while_the_call_is_open(
    closes_at: datetime | None, begins: str | None
) -> None:
    found = problem_of_format(closes_at, call_opens_at=OPENS, call_closes_at=CLOSES)
    assert (found and found.split(".")[0]) == begins


def test_at_least_one_criterion_counts() -> None:
    check_weights([])
    check_weights([0, 1])
    with pytest.raises(NoWeight, match="without one that counts there is no total"):
        check_weights([0, 0])


@pytest.mark.parametrize(
    ("closes_at", "problems"),
    [
        (CLOSES + DAY, {}),
        (CLOSES, {"closes_at": "An extension ends after the call has closed. Enter a later time"}),
        (OPENS, {"closes_at": "This is over already. Enter a later time"}),
        (DOORS, {"closes_at": "An extension ends before the conference begins"}),
    ],
)
def test_an_extension_extends(closes_at: datetime, problems: dict[str, str]) -> None:
    facts = ExtensionFacts(uses=1, closes_at=closes_at, note="")
    found = problems_of_extension(facts, call_closes_at=CLOSES, doors_at=DOORS, now=OPENS + DAY)
    assert found == problems
