"""Single proposals: found by code, locked, and whose they are."""

from collections.abc import Sequence

from sqlalchemy import select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.proposals.models import Proposal, ProposalAuthor


def proposal(edition_id: int, code: str) -> Proposal:
    """Return one proposal. Raises: NotFound."""
    row = db.session.scalar(
        select(Proposal).where(Proposal.edition_id == edition_id, Proposal.code == code)
    )
    if row is None:
        raise NotFound
    return row


def proposal_for_update(edition_id: int, code: str) -> Proposal:
    """Lock one proposal; the call, if it is locked too, comes first. Raises: NotFound."""
    row = db.session.scalar(
        select(Proposal)
        .where(Proposal.edition_id == edition_id, Proposal.code == code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def by_form_token(edition_id: int, form_token: str) -> Proposal | None:
    """Return the proposal that a form has made already, if it has."""
    return db.session.scalar(
        select(Proposal).where(Proposal.edition_id == edition_id, Proposal.form_token == form_token)
    )


def authors(proposal_id: int) -> Sequence[ProposalAuthor]:
    """Return who is named as a speaker, in order."""
    return db.session.scalars(
        select(ProposalAuthor)
        .where(ProposalAuthor.proposal_id == proposal_id)
        .order_by(ProposalAuthor.position, ProposalAuthor.id)
    ).all()
