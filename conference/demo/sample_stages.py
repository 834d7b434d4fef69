"""What the clock's moments find of the sample's proposals: waiting, or decided.

Sessions, tickets and bookings hang on the 36 that were taken: they stand at every moment. The 70
others wait for reviewers and for the committee at the moments of these.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from conference.demo import sample_opinions as opinions
from conference.demo.moments import Moment
from conference.demo.sample_proposals import DECIDED, FATES, TOLD, TOLD_AS
from conference.editions.models import Edition
from conference.kernel.database import db
from conference.proposals.models import Proposal
from conference.proposals.rules.states import ProposalState

WAITING = {"review": opinions.SOON, "committee": opinions.LATE}
"""Keys of the moments at which they wait, and until when opinions are given."""

UNDECIDED = (ProposalState.SUBMITTED, ProposalState.RESERVE, ProposalState.DECLINED)


def stand_at(moment: Moment) -> None:
    """Let the sample's proposals be as this moment finds them.

    What somebody accepted, or has noted and not told, stands as they left it; so do the opinions
    that they wrote. Runs inside ``transaction()``.
    """
    rows = _others()
    until = WAITING.get(moment.key)
    if until is None:
        _decide([row for row in rows if row.state is ProposalState.SUBMITTED])
    else:
        _undo(rows, until)
    opinions.give(rows, until=until or opinions.LATE)


def _undo(rows: Sequence[Proposal], until: datetime) -> None:
    for row in rows:
        row.state, row.told, row.told_at, row.decided_at = ProposalState.SUBMITTED, None, None, None
    db.session.flush()
    if until < opinions.LATE:
        opinions.take_back([row.id for row in rows])


def _decide(rows: Sequence[Proposal]) -> None:
    for row in rows:
        row.state = FATES[row.form_token]
        row.told, row.told_at, row.decided_at = TOLD_AS[row.state], TOLD, DECIDED
    db.session.flush()


def _others() -> Sequence[Proposal]:
    """Lock and return what was judged, not taken, and is nobody's work in progress."""
    return db.session.scalars(
        select(Proposal)
        .join(Edition, Edition.id == Proposal.edition_id)
        .where(
            Edition.is_sample,
            Proposal.form_token.in_(FATES),
            Proposal.state.in_(UNDECIDED),
            Proposal.pending.is_(None),
        )
        .order_by(Proposal.id)
        .with_for_update(of=Proposal)
    ).all()
