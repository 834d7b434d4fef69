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
