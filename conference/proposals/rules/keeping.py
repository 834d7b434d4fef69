"""How long proposals and what belongs to them are kept (domain.md C4)."""

from datetime import datetime, timedelta

from conference.proposals.rules.states import ProposalState

KEPT = timedelta(days=183)
"""Six months after the decision."""

UNSUCCESSFUL = frozenset(
    {
        ProposalState.DRAFT,
        ProposalState.SUBMITTED,
        ProposalState.RESERVE,
        ProposalState.DECLINED,
        ProposalState.WITHDRAWN,
    }
)
"""What goes in the end: accepted and confirmed ones belong to the programme's archive."""


def is_over(kept_from: datetime | None, *, now: datetime) -> bool:
    """Say whether six months have passed since a moment; one that has not come never passes."""
    return kept_from is not None and now - kept_from >= KEPT
