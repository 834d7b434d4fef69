"""From when until when feedback is taken."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.feedback.rules import FeedbackClosed, check_open

STARTS = datetime(2024, 9, 25, 9, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=40)


@pytest.mark.parametrize("now", [STARTS, ENDS, ENDS + timedelta(days=30)])
def test_it_is_taken_from_the_start_until_30_days_after(now: datetime) -> None:
    check_open(STARTS, ENDS, is_cancelled=False, now=now)


@pytest.mark.parametrize(
    ("now", "is_cancelled", "told"),
    [
        (STARTS - timedelta(seconds=1), False, "opens when the session begins"),
        (ENDS + timedelta(days=30, seconds=1), False, "closed 30 days after"),
        (ENDS, True, "did not run"),
    ],
)
def test_before_and_after_it_is_refused(now: datetime, *, is_cancelled: bool, told: str) -> None:
    with pytest.raises(FeedbackClosed, match=told):
        check_open(STARTS, ENDS, is_cancelled=is_cancelled, now=now)
