"""What was seen before the committee pressed, and what it is refused."""

import pytest

from conference.kernel.errors import NotFound
from conference.proposals.rules.deciding import (
    DecidedMeanwhile,
    Seen,
    check_decision,
    check_unchanged,
    read_tick,
)
from conference.proposals.rules.refusals import MoveRefused
from conference.proposals.rules.states import Decision, ProposalState


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
    assert str(refusal.value).count("was submitted and is withdrawn") == 5
    assert "And 2 more" in str(refusal.value)
    check_unchanged(seen, {one.code: one for one in seen}, {})


@pytest.mark.parametrize(
    ("state", "decision", "is_allowed"),
    [
        (ProposalState.SUBMITTED, Decision.DECLINE, True),
        (ProposalState.RESERVE, Decision.ACCEPT, True),
        (ProposalState.RESERVE, Decision.RESERVE, False),
        (ProposalState.DECLINED, None, True),
        (ProposalState.ACCEPTED, None, False),
        (ProposalState.ACCEPTED, Decision.ACCEPT, False),
        (ProposalState.CONFIRMED, Decision.DECLINE, False),
        (ProposalState.WITHDRAWN, Decision.ACCEPT, False),
        (ProposalState.DRAFT, Decision.ACCEPT, False),
    ],
)
def test_what_the_committee_may_decide(
    state: ProposalState, decision: Decision | None, *, is_allowed: bool
) -> None:
    if is_allowed:
        check_decision(state, decision)
        return
    with pytest.raises(MoveRefused):
        check_decision(state, decision)
