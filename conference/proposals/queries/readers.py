"""From which proposals somebody is kept, whatever their role: their own, and those of conflict."""

from dataclasses import dataclass

from sqlalchemy import or_, select, union

from conference.kernel.database import db
from conference.proposals.models import ConflictOfInterest, Proposal, ProposalAuthor


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads or decides, as the authors of a proposal are known."""

    person_id: int
    email: str


def kept_from(edition_id: int, reader: Reader) -> frozenset[int]:
    """Return the proposals that this person never judges: their own, and those of conflict."""
    is_theirs = or_(
        ProposalAuthor.person_id == reader.person_id, ProposalAuthor.email == reader.email
    )
    own = (
        select(ProposalAuthor.proposal_id)
        .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
        .where(Proposal.edition_id == edition_id, is_theirs)
    )
    torn = (
        select(ConflictOfInterest.proposal_id)
        .join(Proposal, Proposal.id == ConflictOfInterest.proposal_id)
        .where(Proposal.edition_id == edition_id, ConflictOfInterest.person_id == reader.person_id)
    )
    return frozenset(db.session.scalars(union(own, torn)))
