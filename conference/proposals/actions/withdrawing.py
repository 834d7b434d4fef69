"""The end of a proposal by those whose it is: what hangs on it ends with it."""

from datetime import datetime

from conference.history import actions as history
from conference.kernel.events import announce
from conference.proposals.actions import drafts
from conference.proposals.events import ProposalWithdrawn
from conference.proposals.models import Proposal
from conference.proposals.rules.states import ProposalState, check_move

WITHDRAWN = "proposal withdrawn"
"""How the history names it."""


def end(row: Proposal, *, what: str = WITHDRAWN, actor: str, now: datetime) -> None:
    """Withdraw a locked proposal; withdrawn already, nothing changes. Raises: MoveRefused."""
    if row.state is ProposalState.WITHDRAWN:
        return
    check_move(row.state, ProposalState.WITHDRAWN)
    row.state, row.withdrawn_at, row.pending = ProposalState.WITHDRAWN, now, None
    row.version += 1
    drafts.forget(row.edition_id, [row.id])
    history.record(actor, what, on=("proposal", row.id), at=now, edition_id=row.edition_id)
    announce(ProposalWithdrawn(edition_id=row.edition_id, proposal_id=row.id, actor=actor, at=now))
