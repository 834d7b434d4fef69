"""The phases of review, as rules look at them."""

from collections.abc import Sequence

from sqlalchemy import select

from conference.kernel.database import db
from conference.proposals.models import Call, ReviewPhase
from conference.proposals.rules.reviewing import PhaseFacts


def phases_of(edition_id: int) -> Sequence[PhaseFacts]:
    """Return the phases of the edition's call, by time, in one statement."""
    rows = db.session.scalars(
        select(ReviewPhase)
        .join(Call, Call.id == ReviewPhase.call_id)
        .where(Call.edition_id == edition_id)
        .order_by(ReviewPhase.opens_at, ReviewPhase.id)
    )
    return [phase_facts(row) for row in rows]


def phase_facts(row: ReviewPhase) -> PhaseFacts:
    """Return what organisers say of a phase."""
    return PhaseFacts(**{name: getattr(row, name) for name in PhaseFacts.__slots__})
