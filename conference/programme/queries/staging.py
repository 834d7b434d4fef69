"""Sessions that came from proposals, locked for whoever changes them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from conference.kernel.database import db
from conference.programme.models import Session


def session_of_proposal_for_update(proposal_id: int) -> Session | None:
    """Lock and return the session of a proposal, if it has one."""
    found = sessions_of_proposals_for_update([proposal_id])
    return found[0][1] if found else None


def sessions_of_proposals_for_update(
    proposal_ids: Collection[int],
) -> Sequence[tuple[int, Session]]:
    """Lock and return the sessions of these proposals by id, each with its proposal's id."""
    rows = db.session.scalars(
        select(Session)
        .where(Session.proposal_id.in_(proposal_ids))
        .order_by(Session.id)
        .with_for_update()
    )
    return [(row.proposal_id, row) for row in rows if row.proposal_id is not None]
