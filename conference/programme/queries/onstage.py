"""Which proposals have become sessions."""

from sqlalchemy import select

from conference.kernel.database import db
from conference.programme.models import Session


def proposals_with_sessions() -> frozenset[int]:
    """Return the ids of proposals that a session was made of, in every edition."""
    found = db.session.scalars(select(Session.proposal_id).where(Session.proposal_id.is_not(None)))
    return frozenset(number for number in found if number is not None)
