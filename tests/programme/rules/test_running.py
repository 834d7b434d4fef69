"""What is on at a moment, and what comes next."""

import pytest

from conference.programme.rules.running import now_and_next
from conference.programme.rules.timing import Span
from tests.factories.programme import at

SPANS = tuple(
    Span(title=title, starts_at=at(start), ends_at=at(end))
    for title, start, end in (
        ("long", "09:00", "12:00"),
        ("first", "09:00", "10:00"),
        ("second", "10:00", "11:00"),
        ("beside", "10:00", "10:30"),
        ("last", "13:00", "14:00"),
    )
)


@pytest.mark.parametrize(
    ("moment", "running", "following"),
    [
        ("08:00", [], ["long", "first"]),
        ("09:00", ["long", "first"], ["second", "beside"]),
        ("10:00", ["long", "second", "beside"], ["last"]),
        ("12:30", [], ["last"]),
        ("13:59", ["last"], []),
        ("14:00", [], []),
    ],
)
def test_what_ends_now_is_over_and_what_begins_now_is_on(
    moment: str, running: list[str], following: list[str]
) -> None:
    found = now_and_next(SPANS, at(moment))
    assert tuple([span.title for span in spans] for spans in found) == (running, following)


def test_of_nothing_comes_nothing() -> None:
    assert now_and_next((), at("09:00")) == ((), ())
