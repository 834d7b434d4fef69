"""Who reads the committee's pages, and what of them they are kept from, whatever their role."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, union
from sqlalchemy.orm import QueryableAttribute

from conference.kernel.database import db
from conference.people.models import Person
from conference.proposals.models import ConflictOfInterest, Proposal, ProposalAuthor
from conference.proposals.queries.phases import phases_of
from conference.proposals.rules import reviewing


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads or decides, as the authors of a proposal are known.

    Of somebody who reviews as well, ``reads_blind`` says that nothing may tell them who wrote what.
    """

    person_id: int
    email: str
    reads_blind: bool = False


def reviewing_reader(edition_id: int, person_id: int, email: str, *, now: datetime) -> Reader:
    """Return somebody who reviews, as they read the committee's pages now; one statement."""
    is_blind = reviewing.is_blind_yet(phases_of(edition_id), now=now)
    return Reader(person_id, email, reads_blind=is_blind)


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


def is_impartial(
    proposal_id: QueryableAttribute[int], person_id: QueryableAttribute[int] | int
) -> ColumnElement[bool]:
    """Return the condition under which what somebody says of a proposal counts, and is read.

    It does not while the proposal names them, or a conflict of interest stands between. What was
    written stays: a conflict that was a slip of the pen, or that somebody made for themselves by
    naming a stranger, goes again.
    """
    has_conflict = exists().where(
        ConflictOfInterest.proposal_id == proposal_id, ConflictOfInterest.person_id == person_id
    )
    is_own = exists().where(
        ProposalAuthor.proposal_id == proposal_id,
        Person.id == person_id,
        or_(Person.id == ProposalAuthor.person_id, Person.email == ProposalAuthor.email),
    )
    return and_(
        ~has_conflict.correlate_except(ConflictOfInterest),
        ~is_own.correlate_except(ProposalAuthor, Person),
    )
