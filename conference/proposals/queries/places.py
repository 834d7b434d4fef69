"""Places that accepted proposals left, and the reserves that may have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from conference.kernel.database import db
from conference.proposals.models import Proposal
from conference.proposals.rules.ranking import NO_STANDING, Standing, distance
from conference.proposals.rules.states import Decision, ProposalState


@dataclass(frozen=True, slots=True)
class Titled:
    """A proposal by its code and title."""

    id: int
    code: str
    title: str
    track_id: int | None
    format_id: int | None
    left_at: datetime | None = None


def free_places(edition_id: int) -> Sequence[Titled]:
    """Return proposals that were accepted and then withdrawn, while nobody has their place."""
    return _titled(edition_id, *_is_free_place())


def reserves(edition_id: int) -> Sequence[Titled]:
    """Return the proposals that wait on the reserve list."""
    return _titled(edition_id, Proposal.state == ProposalState.RESERVE)


def best_for(
    place: Titled, reserves: Sequence[Titled], standings: Mapping[int, Standing]
) -> list[Titled]:
    """Return reserves for a place: those of its track and format first, best first in each."""

    def order(row: Titled) -> tuple[int, float]:
        far = distance(
            is_track=row.track_id == place.track_id, is_format=row.format_id == place.format_id
        )
        return far, -(standings.get(row.id, NO_STANDING).score or 0)

    return sorted(reserves, key=order)


def is_free_place(proposal_id: int) -> bool:
    """Say whether a proposal left a place that nobody has settled yet."""
    found = select(Proposal.id).where(Proposal.id == proposal_id, *_is_free_place())
    return db.session.scalar(found) is not None


def free_place_count(edition_id: int) -> int:
    """Return how many places became free and wait for the committee, for the desk."""
    statement = select(func.count(Proposal.id)).where(
        Proposal.edition_id == edition_id, *_is_free_place()
    )
    return db.session.scalar(statement) or 0


def _titled(edition_id: int, *conditions: Any) -> Sequence[Titled]:
    found = db.session.execute(
        select(
            Proposal.id,
            Proposal.code,
            Proposal.title,
            Proposal.track_id,
            Proposal.format_id,
            Proposal.withdrawn_at,
        )
        .where(Proposal.edition_id == edition_id, *conditions)
        .order_by(Proposal.withdrawn_at, Proposal.submitted_at, Proposal.id)
    )
    return [Titled(*row) for row in found]


def _is_free_place() -> tuple[Any, ...]:
    was_taken = or_(Proposal.told == Decision.ACCEPT, Proposal.confirmed_at.is_not(None))
    return (
        Proposal.state == ProposalState.WITHDRAWN,
        was_taken,
        Proposal.replaced_at.is_(None),
    )
