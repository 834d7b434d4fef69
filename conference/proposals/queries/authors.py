"""Who speaks in a proposal, and who may do what to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.rules.states import AuthorState, ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRow:
    """Somebody named as a speaker, as the other speakers and organisers see them."""

    id: int
    person_id: int | None
    name: str
    email: str
    organisation: str
    is_owner: bool
    state: AuthorState
    invited_at: datetime
    reminded_at: datetime | None

    @property
    def may_edit(self) -> bool:
        """Whether they may change the proposal: its owner, and who has accepted."""
        return self.is_owner or self.state is AuthorState.ACCEPTED

    @property
    def has_say(self) -> bool:
        """Whether what was accepted is theirs: who accepted, and an owner who did not decline."""
        return self.may_edit and self.state is not AuthorState.DECLINED


def has_say() -> ColumnElement[bool]:
    """Return the condition of an author with a say (``AuthorRow.has_say``)."""
    is_invited_owner = and_(ProposalAuthor.is_owner, ProposalAuthor.state == AuthorState.INVITED)
    return or_(ProposalAuthor.state == AuthorState.ACCEPTED, is_invited_owner)


def as_row(author: ProposalAuthor) -> AuthorRow:
    """Return an author as pages show one."""
    return AuthorRow(
        id=author.id,
        person_id=author.person_id,
        name=author.name,
        email=author.email,
        organisation=author.organisation,
        is_owner=author.is_owner,
        state=author.state,
        invited_at=author.invited_at,
        reminded_at=author.reminded_at,
    )


def author_of_person(proposal_id: int, person_id: int) -> ProposalAuthor:
    """Return what a person is in a proposal; named twice, by two addresses, its owner first.

    Raises: NotFound (nothing).
    """
    found = db.session.scalar(
        select(ProposalAuthor)
        .where(ProposalAuthor.proposal_id == proposal_id, ProposalAuthor.person_id == person_id)
        .order_by(ProposalAuthor.is_owner.desc(), ProposalAuthor.id)
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def author_by_id(proposal_id: int, author_id: int) -> ProposalAuthor:
    """Return one speaker of a proposal. Raises: NotFound."""
    found = db.session.scalar(
        select(ProposalAuthor).where(
            ProposalAuthor.proposal_id == proposal_id, ProposalAuthor.id == author_id
        )
    )
    if found is None:
        raise NotFound
    return found


def invited_address(code: str, author_id: int) -> str:
    """Return the address of a speaker of a proposal of this code; taken off meanwhile: nothing."""
    found = db.session.scalar(
        select(ProposalAuthor.email)
        .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
        .where(ProposalAuthor.id == author_id, Proposal.code == code)
    )
    return found or ""


def owner_of(proposal_id: int) -> ProposalAuthor:
    """Return the owner of a proposal. Raises: NotFound."""
    found = db.session.scalar(
        select(ProposalAuthor).where(
            ProposalAuthor.proposal_id == proposal_id, ProposalAuthor.is_owner
        )
    )
    if found is None:
        raise NotFound
    return found


def is_named(proposal_id: int, person_id: int) -> bool:
    """Say whether a proposal names this person, whatever they have answered."""
    wanted = exists().where(
        ProposalAuthor.proposal_id == proposal_id, ProposalAuthor.person_id == person_id
    )
    return bool(db.session.scalar(select(wanted)))


def told_of(proposal_id: int) -> tuple[AuthorRow, ...]:
    """Return whose it is, to be told what others do to it: not who declined or was only asked."""
    rows = db.session.scalars(
        select(ProposalAuthor)
        .where(ProposalAuthor.proposal_id == proposal_id)
        .order_by(ProposalAuthor.id)
    )
    return tuple(one for one in map(as_row, rows) if one.has_say)


def sent_by(edition_id: int, owner: ProposalAuthor) -> int:
    """Count what the same owner has sent in and not withdrawn; the call is locked."""
    is_same = ProposalAuthor.email == owner.email
    if owner.person_id is not None:
        is_same = or_(is_same, ProposalAuthor.person_id == owner.person_id)
    return db.session.scalars(
        select(func.count(Proposal.id.distinct()))
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(
            Proposal.edition_id == edition_id,
            Proposal.state.not_in((ProposalState.DRAFT, ProposalState.WITHDRAWN)),
            ProposalAuthor.is_owner,
            is_same,
        )
    ).one()
