"""Accepted is not confirmed: speakers answer for their proposal, or organisers for them."""

from dataclasses import dataclass
from datetime import datetime

from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.events import announce
from conference.people.models import Speaker
from conference.proposals.events import (
    ProposalConfirmed,
    ProposalUnconfirmed,
    ProposalWithdrawn,
    SpeakersJoined,
)
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.queries import calls, proposals, stage
from conference.proposals.rules.stage import OwnerAnswers
from conference.proposals.rules.states import AuthorState, ProposalState, check_move


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers for which proposal, when; organisers answer ``on_behalf`` of its speakers."""

    edition_id: int
    code: str
    person_id: int
    now: datetime
    on_behalf: bool = False

    @property
    def actor(self) -> str:
        """How the history names who answers."""
        return history.person(self.person_id)


def confirm(answer: Answer) -> None:
    """Confirm an accepted proposal: its speakers come. A second time changes nothing.

    Authors who accepted become speakers of the edition; whoever never answered is not on stage.
    Raises: NotFound, OwnerAnswers, MoveRefused.
    """
    row = _locked(answer)
    if row.state is ProposalState.CONFIRMED:
        return
    check_move(row.state, ProposalState.CONFIRMED)
    row.state, row.confirmed_at = ProposalState.CONFIRMED, answer.now
    put_on_stage(row)
    _record(row, "proposal confirmed", answer)
    announce(
        ProposalConfirmed(
            edition_id=row.edition_id, proposal_id=row.id, actor=answer.actor, at=answer.now
        )
    )


def unconfirm(answer: Answer) -> None:
    """Take a confirmation back; nobody gets a mail. A second time changes nothing.

    Raises: NotFound, MoveRefused.
    """
    row = _locked(answer)
    if row.state is ProposalState.ACCEPTED:
        return
    check_move(row.state, ProposalState.ACCEPTED)
    row.state, row.confirmed_at = ProposalState.ACCEPTED, None
    _record(row, "confirmation taken back", answer)
    announce(
        ProposalUnconfirmed(
            edition_id=row.edition_id, proposal_id=row.id, actor=answer.actor, at=answer.now
        )
    )


def withdraw(answer: Answer) -> None:
    """Withdraw a proposal that was sent in, whatever had been agreed. Twice is once.

    Raises: NotFound, OwnerAnswers, MoveRefused.
    """
    row = _locked(answer)
    if row.state is ProposalState.WITHDRAWN:
        return
    check_move(row.state, ProposalState.WITHDRAWN)
    row.state, row.withdrawn_at = ProposalState.WITHDRAWN, answer.now
    row.pending = None
    _record(row, "proposal withdrawn", answer)
    announce(
        ProposalWithdrawn(
            edition_id=row.edition_id, proposal_id=row.id, actor=answer.actor, at=answer.now
        )
    )


def let_join(row: Proposal, *, actor: str, now: datetime) -> None:
    """Put whoever accepted an invitation on the stage of a locked proposal that is confirmed."""
    if row.state is ProposalState.CONFIRMED:
        put_on_stage(row)
        announce(SpeakersJoined(edition_id=row.edition_id, proposal_id=row.id, actor=actor, at=now))


def put_on_stage(row: Proposal) -> None:
    """Let every author who accepted be a speaker of the edition, once for each person."""
    for author in proposals.authors(row.id):
        if author.state is AuthorState.ACCEPTED and author.person_id is not None:
            author.speaker_id = author.speaker_id or _speaker(row.edition_id, author)
    db.session.flush()


def _speaker(edition_id: int, author: ProposalAuthor) -> int:
    if author.person_id is None:
        raise NotFound
    known = stage.speaker_of(edition_id, author.person_id)
    if known is None:
        known = Speaker(
            edition_id=edition_id,
            person_id=author.person_id,
            code=codes.random_code(),
            name=author.name,
            organisation=author.organisation,
            biography=author.biography or stage.biography_to_reuse(edition_id, author.person_id),
        )
        db.session.add(known)
        db.session.flush()
    return known.id


def _locked(answer: Answer) -> Proposal:
    """Lock the call, then the proposal; refuse who has no say in it."""
    calls.call_for_update(answer.edition_id)
    row = proposals.proposal_for_update(answer.edition_id, answer.code)
    if not answer.on_behalf:
        _check_owner(row, answer.person_id)
    return row


def _check_owner(row: Proposal, person_id: int) -> None:
    authors = proposals.authors(row.id)
    own = next((author for author in authors if author.person_id == person_id), None)
    if own is None or own.state is not AuthorState.ACCEPTED:
        raise NotFound
    if not own.is_owner:
        raise OwnerAnswers(next(author.name for author in authors if author.is_owner))


def _record(row: Proposal, what: str, answer: Answer) -> None:
    words = f"{what} on behalf of the speakers" if answer.on_behalf else what
    history.record(
        answer.actor, words, on=("proposal", row.id), at=answer.now, edition_id=row.edition_id
    )
