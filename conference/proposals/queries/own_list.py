"""The list of what a person proposes or is invited to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from conference.kernel.database import db
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.rules.states import AuthorState, ProposalState
from conference.proposals.rules.writing import SHOWN_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """A proposal on the list of whoever speaks in it."""

    code: str
    title: str
    state: ProposalState
    changed_at: datetime
    is_owner: bool
    answer: AuthorState

    @property
    def state_text(self) -> str:
        """Where it stands, as its speakers may know; of what somebody declined, that they did."""
        return "You declined" if self.has_declined else SHOWN_STATES[self.state]

    @property
    def tone(self) -> str:
        """The kind of status that it is shown as."""
        return "note" if self.has_declined else self.state.tone

    @property
    def has_declined(self) -> bool:
        """Whether they do not speak in it: how it goes on is told to those who do."""
        return self.answer is AuthorState.DECLINED

    @property
    def owes_answer(self) -> bool:
        """Whether it is accepted, and theirs to confirm."""
        return (
            self.state is ProposalState.ACCEPTED
            and self.is_owner
            and self.answer is AuthorState.ACCEPTED
        )

    @property
    def has_tasks(self) -> bool:
        """Whether they are on its stage."""
        return self.state is ProposalState.CONFIRMED and self.answer is AuthorState.ACCEPTED

    @property
    def is_invitation(self) -> bool:
        """Whether they are asked to answer."""
        return self.answer is AuthorState.INVITED and self.state is not ProposalState.WITHDRAWN

    @property
    def may_open(self) -> bool:
        """Whether they read all of it, and not only what they were invited to."""
        return self.is_owner or self.answer is AuthorState.ACCEPTED


def own_rows(edition_id: int, person_id: int) -> Sequence[OwnRow]:
    """Return what a person speaks in or is invited to, the newest first; one statement."""
    rows = db.session.execute(
        select(Proposal, ProposalAuthor.is_owner, ProposalAuthor.state)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(Proposal.edition_id == edition_id, ProposalAuthor.person_id == person_id)
        .order_by(Proposal.id.desc())
    )
    return tuple(
        OwnRow(
            code=row.code,
            title=row.title,
            state=row.state,
            changed_at=_changed_at(row),
            is_owner=is_owner,
            answer=answer,
        )
        for row, is_owner, answer in rows
    )


def _changed_at(row: Proposal) -> datetime:
    """Return when its words or its state changed last, as far as its speakers know."""
    moments = (
        row.edited_at,
        row.submitted_at,
        row.told_at,
        row.confirmed_at,
        row.withdrawn_at,
    )
    return max(moment for moment in moments if moment is not None)
