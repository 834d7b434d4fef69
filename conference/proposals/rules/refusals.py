"""What the package refuses, and the sentence that says so."""

from conference.kernel.errors import Refused


class ProposalRefused(Refused):
    """A rule about calls, proposals or reviews says no."""

    code = "proposal_refused"


class MoveRefused(ProposalRefused):
    """The proposal is not in a state from which this is possible."""

    code = "proposal_move_refused"

    def __init__(self, state: str, target: str) -> None:
        """Say where it stands."""
        super().__init__(
            f"This proposal is {state.lower()} by now, so it cannot become {target.lower()}. "
            "Nothing was changed."
        )


class StateOvertaken(ProposalRefused):
    """The proposal has moved on since the page that asks was shown."""

    code = "proposal_state_overtaken"

    def __init__(self, state: str) -> None:
        """Say where it stands."""
        super().__init__(f"This proposal is {state.lower()} by now. Nothing was changed yet.")


class OwnAtDesk(ProposalRefused):
    """An organiser is named on the proposal that they would change or withdraw for others."""

    code = "own_at_desk"
    message = (
        "You are named on this proposal, so you change it under My proposals, or another "
        "organiser does it. Nothing was changed here."
    )
