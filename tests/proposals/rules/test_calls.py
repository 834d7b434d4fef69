"""When a call takes proposals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conference.proposals.rules.calls import CallClosed, CallDates, CallPhase, check_open

OPENS = datetime(2024, 4, 8, 8, 0, tzinfo=UTC)
CLOSES = datetime(2024, 6, 3, 22, 59, tzinfo=UTC)
WORKSHOPS_CLOSE = datetime(2024, 5, 20, 22, 59, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DATES = CallDates(
    is_shown=True,
    opens_at=OPENS,
    closes_at=CLOSES,
    grace=15 * MINUTE,
    format_closes={1: None, 2: WORKSHOPS_CLOSE},
)


@pytest.mark.parametrize(
    ("now", "format_id", "phase"),
    [
        (OPENS - MINUTE, None, CallPhase.BEFORE),
        (OPENS, None, CallPhase.OPEN),
        (CLOSES - MINUTE, 1, CallPhase.OPEN),
        (CLOSES, 1, CallPhase.GRACE),
        (CLOSES + 14 * MINUTE, None, CallPhase.GRACE),
        (CLOSES + 15 * MINUTE, None, CallPhase.CLOSED),
        (WORKSHOPS_CLOSE, 2, CallPhase.GRACE),
        (WORKSHOPS_CLOSE + 15 * MINUTE, 2, CallPhase.CLOSED),
    ],
)
def test_phases(now: datetime, format_id: int | None, phase: CallPhase) -> None:
    assert DATES.phase(now, format_id) is phase


@pytest.mark.parametrize(
    ("formats", "closes_at"),
    [
        ({}, CLOSES),
        ({1: None, 2: WORKSHOPS_CLOSE}, CLOSES),
        ({2: WORKSHOPS_CLOSE}, WORKSHOPS_CLOSE),
        ({1: None, 2: CLOSES + timedelta(days=1)}, CLOSES + timedelta(days=1)),
    ],
)
def test_whoever_has_chosen_no_format_has_until_the_last_of_them(
    formats: dict[int, datetime | None], closes_at: datetime
) -> None:
    dates = replace(DATES, format_closes=formats)
    assert dates.deadline() == closes_at
    moments = (closes_at - MINUTE, closes_at, closes_at + 15 * MINUTE)
    assert [dates.phase(now) for now in moments] == [
        CallPhase.OPEN,
        CallPhase.GRACE,
        CallPhase.CLOSED,
    ]


def test_a_call_that_is_not_shown_takes_nothing() -> None:
    hidden = CallDates(is_shown=False, opens_at=OPENS, closes_at=CLOSES, grace=MINUTE)
    assert hidden.phase(OPENS) is CallPhase.HIDDEN
    with pytest.raises(CallClosed, match="not opened yet"):
        check_open(hidden, now=OPENS, format_id=None, extended_to=CLOSES)


def test_an_extension_counts_after_the_deadline_and_to_its_own_end() -> None:
    later = CLOSES + timedelta(days=1)
    until = CLOSES + timedelta(days=2)
    check_open(DATES, now=later, format_id=1, extended_to=until)
    with pytest.raises(CallClosed, match="deadline has passed"):
        check_open(DATES, now=later, format_id=1)
    with pytest.raises(CallClosed, match="deadline has passed"):
        check_open(DATES, now=until, format_id=1, extended_to=until)
    with pytest.raises(CallClosed, match="not opened yet"):
        check_open(DATES, now=OPENS - MINUTE, format_id=1, extended_to=until)
