"""What was seen before the committee pressed, and what it is refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from conference.kernel.errors import NotFound
from conference.proposals.rules.deciding import (
    AnswerDates,
    DecidedMeanwhile,
    Seen,
    check_decision,
    check_unchanged,
    read_tick,
)
from conference.proposals.rules.refusals import MoveRefused
from conference.proposals.rules.states import Decision, ProposalState


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=UTC)


CONFIRM_BY, DOORS = utc(6, 26, 22, 59), utc(9, 25, 7, 30)


@pytest.mark.parametrize(
    ("told_at", "answer_by"),
    [
        (None, CONFIRM_BY),
        (utc(6, 12, 9), CONFIRM_BY),
        (utc(6, 19, 22, 59), CONFIRM_BY),
        (utc(6, 19, 23, 30), utc(6, 27, 22, 59)),  # the 20th at the venue
        (utc(7, 15, 9), utc(7, 22, 22, 59)),
        (utc(9, 20, 9), DOORS),
        (utc(9, 26, 9), utc(10, 3, 22, 59)),
        (utc(10, 24, 9), utc(10, 31, 23, 59)),
    ],
)
def test_whoever_is_told_late_has_a_week(told_at: datetime | None, answer_by: datetime) -> None:
    dates = AnswerDates(confirm_by=CONFIRM_BY, doors_at=DOORS, zone=ZoneInfo("Europe/London"))
    assert dates.answer_by(told_at) == answer_by


def test_a_call_without_a_date_gives_nobody_one() -> None:
    dates = AnswerDates(confirm_by=None, doors_at=DOORS, zone=ZoneInfo("Europe/London"))
    assert dates.answer_by(utc(7, 15, 9)) is None


@pytest.mark.parametrize(
    "seen",
    [
        Seen("ABC", ProposalState.SUBMITTED, None),
        Seen("ABC", ProposalState.RESERVE, Decision.DECLINE),
    ],
)
def test_a_tick_is_read_as_it_was_written(seen: Seen) -> None:
    assert read_tick(seen.tick) == seen


@pytest.mark.parametrize("text", ["", "ABC", "ABC:gone:-", "ABC:reserve:", "ABC:reserve:maybe"])
def test_what_is_no_tick_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        read_tick(text)


def test_what_changed_is_told_and_not_endlessly() -> None:
    codes = [f"C{number}" for number in range(7)]
    seen = [Seen(code, ProposalState.SUBMITTED, None) for code in codes]
    now = {code: Seen(code, ProposalState.WITHDRAWN, None) for code in codes}
    with pytest.raises(DecidedMeanwhile) as refusal:
        check_unchanged(seen, now, {code: f"T {code}" for code in codes})
    assert str(refusal.value).count("was sent in and is withdrawn") == 5
    assert "And 2 more" in str(refusal.value)
    check_unchanged(seen, {one.code: one for one in seen}, {})


ALLOWED = {
    ProposalState.SUBMITTED: {*Decision, None},
    ProposalState.RESERVE: {Decision.ACCEPT, Decision.DECLINE, None},
    ProposalState.DECLINED: {Decision.ACCEPT, Decision.RESERVE, None},
}


@pytest.mark.parametrize("decision", [*Decision, None])
@pytest.mark.parametrize("state", list(ProposalState))
def test_what_the_committee_may_decide(state: ProposalState, decision: Decision | None) -> None:
    if decision in ALLOWED.get(state, set()):
        check_decision(state, decision)
        return
    with pytest.raises(MoveRefused, match=f"is {state.value} by now"):
        check_decision(state, decision)
