"""What speakers' own mails (receipt, invitation, answers) say of a proposal."""

from dataclasses import dataclass

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.proposals.models import Proposal
from conference.proposals.queries.authors import AuthorRow, as_row, author_by_id, owner_of
from conference.proposals.queries.proposals import authors
from conference.proposals.rules.states import ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedProposal:
    """A proposal as a mail tells of it."""

    edition_id: int
    code: str
    title: str
    audience: str
    outcome: str
    abstract: str
    format_id: int | None
    track_id: int | None
    owner_name: str
    is_withdrawn: bool


def mailed_proposal(proposal_id: int) -> MailedProposal:
    """Return what a mail says of a proposal. Raises: NotFound (it was thrown away)."""
    row = db.session.get(Proposal, proposal_id)
    if row is None:
        raise NotFound
    return MailedProposal(
        edition_id=row.edition_id,
        code=row.code,
        title=row.title,
        audience=row.audience,
        outcome=row.outcome,
        abstract=row.abstract,
        format_id=row.format_id,
        track_id=row.track_id,
        owner_name=owner_of(row.id).name,
        is_withdrawn=row.state is ProposalState.WITHDRAWN,
    )


def mailed_at(proposal_id: int, address: str) -> AuthorRow:
    """Return the speaker of this address. Raises: NotFound (taken off meanwhile)."""
    found = next((one for one in authors(proposal_id) if one.email == address), None)
    if found is None:
        raise NotFound
    return as_row(found)


def mailed_author(proposal_id: int, author_id: int) -> AuthorRow:
    """Return a speaker whom a mail is about. Raises: NotFound (taken off meanwhile)."""
    return as_row(author_by_id(proposal_id, author_id))
