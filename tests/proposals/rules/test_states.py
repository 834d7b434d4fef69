"""The moves of a proposal."""

import pytest

from conference.proposals.rules.refusals import MoveRefused
from conference.proposals.rules.states import MOVES, Decision, ProposalState, check_move

STATES = list(ProposalState)


def test_every_state_says_where_it_may_go() -> None:
    assert set(MOVES) == set(ProposalState)


@pytest.mark.parametrize("target", STATES)
@pytest.mark.parametrize("state", STATES)
def test_only_moves_of_the_table_are_made(state: ProposalState, target: ProposalState) -> None:
    if target in MOVES[state]:
        check_move(state, target)
    else:
        with pytest.raises(MoveRefused, match=f"is {state.label.lower()} by now"):
            check_move(state, target)


def test_a_draft_is_never_decided_and_nothing_withdrawn_comes_back() -> None:
    reached = {decision.state for decision in Decision}
    assert MOVES[ProposalState.DRAFT] & reached == set()
    assert MOVES[ProposalState.WITHDRAWN] == set()
