"""Spans of time are half open."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.programme.rules.timing import Span

NOON = datetime(2024, 9, 25, 11, 0, tzinfo=UTC)


def span(starts: int, ends: int) -> Span:
    """Return a span by minutes after noon."""
    return Span(
        title="A session",
        starts_at=NOON + timedelta(minutes=starts),
        ends_at=NOON + timedelta(minutes=ends),
    )


@pytest.mark.parametrize(
    ("one", "other", "is_clash"),
    [
        ((0, 40), (40, 80), False),
        ((0, 40), (39, 80), True),
        ((0, 90), (50, 60), True),
        ((0, 40), (0, 40), True),
        ((0, 40), (60, 90), False),
        ((20, 20), (0, 40), False),
    ],
)
def test_spans_clash_when_both_are_on(
    one: tuple[int, int], other: tuple[int, int], is_clash: bool
) -> None:
    first, second = span(*one), span(*other)
    assert (first.overlaps(second), second.overlaps(first)) == (is_clash, is_clash)
