"""Accepted is not confirmed: speakers answer for their proposal, or organisers for them."""

from dataclasses import dataclass
from datetime import datetime

from conference.editions.actions import touch_public
from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.events import announce
from conference.kernel.text import holds_address
from conference.people.models import Speaker
from conference.proposals.actions import on_behalf, withdrawing
from conference.proposals.events import (
    ProposalConfirmed,
    ProposalUnconfirmed,
    SpeakersJoined,
)
from conference.proposals.models import Proposal, ProposalAuthor, SpeakerDetails
from conference.proposals.queries import authors as authors_of
from conference.proposals.queries import calls, proposals, stage
from conference.proposals.rules.refusals import MoveRefused, StateOvertaken
from conference.proposals.rules.stage import NameMissing, OwnerAnswers
from conference.proposals.rules.states import (
    AuthorState,
    ProposalState,
    SpeakerTaskKind,
    check_move,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What an owner lets everybody see of them from the first release on."""

    is_listed: bool
    shows_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers for which proposal, when; organisers answer ``on_behalf`` of its speakers.

    ``name`` is what an owner of whom we have only an address is to be called, ``sight`` how they
    chose to be shown; none: as it stands.
    """

    edition_id: int
    code: str
    person_id: int
    now: datetime
    on_behalf: bool = False
    name: str = ""
    sight: Sight | None = None

    @property
    def actor(self) -> str:
        """How the history names who answers."""
        return history.person(self.person_id)


def confirm(answer: Answer) -> None:
    """Confirm an accepted proposal: its speakers come. A second time changes nothing.

    Authors who accepted become speakers of the edition; whoever never answered is not on stage.
    The owner's yes, or that of organisers for an owner with an account, is the owner's answer to
    the invitation too. Raises: NotFound, OwnerAnswers, MoveRefused, NameMissing.
    """
    row = _locked(answer)
    if row.state is ProposalState.CONFIRMED:
        return
    check_move(row.state, ProposalState.CONFIRMED)
    if not answer.on_behalf:
        _take_name(row, answer.name)
    row.state, row.confirmed_at = ProposalState.CONFIRMED, answer.now
    owner = authors_of.owner_of(row.id)
    if owner.state is AuthorState.INVITED and owner.person_id is not None:
        accept(row, owner, actor=answer.actor, now=answer.now)
    put_on_stage(row)
    if answer.sight is not None and owner.speaker_id is not None:
        _show(owner.speaker_id, answer.sight, row.edition_id)
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
    if row.state is not ProposalState.CONFIRMED:  # the committee's own way to accepted is not this
        raise MoveRefused(row.state.label, ProposalState.ACCEPTED.label)
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
    withdrawing.end(_locked(answer), actor=answer.actor, now=answer.now)


def withdraw_for(answer: Answer, *, seen: ProposalState) -> None:
    """Withdraw others' proposal in the state in which organisers saw it.

    Twice is once.

    Raises: NotFound, OwnAtDesk, StateOvertaken, MoveRefused.
    """
    row = _locked(answer)
    on_behalf.check_not_own(row, answer.person_id)
    if row.state is ProposalState.WITHDRAWN:
        return
    if row.state is not seen:
        raise StateOvertaken(row.state.label)
    what = on_behalf.words(withdrawing.WITHDRAWN)
    withdrawing.end(row, what=what, actor=answer.actor, now=answer.now)


def accept(row: Proposal, author: ProposalAuthor, *, actor: str, now: datetime) -> None:
    """Note that somebody named on a locked proposal speaks, whatever they had answered."""
    author.state, author.answered_at = AuthorState.ACCEPTED, now
    history.record(
        actor,
        "invitation accepted",
        on=("proposal", row.id),
        at=now,
        edition_id=row.edition_id,
        author=author.id,
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
            speaker = db.session.get_one(Speaker, author.speaker_id)
            if holds_address(speaker.name):
                speaker.name = author.name
            if author.is_owner and row.needs:
                _carry_over(row.needs, author.speaker_id)
    db.session.flush()


def _carry_over(needs: str, speaker_id: int) -> None:
    """Let what somebody wrote that they need stand in their tasks, where nothing stands yet.

    The proposal's form asks for equipment and access at once, so it stands in both, and both are
    still to be looked at. What the speaker has saved is never written over.
    """
    saved = stage.done_tasks(speaker_id)
    details = db.session.get(SpeakerDetails, speaker_id)
    if details is None:
        details = SpeakerDetails(speaker_id=speaker_id, equipment="", access="")
        db.session.add(details)
    if SpeakerTaskKind.EQUIPMENT not in saved and not details.equipment:
        details.equipment = needs
    if SpeakerTaskKind.ACCESS not in saved and not details.access:
        details.access = needs


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


def _show(speaker_id: int, sight: Sight, edition_id: int) -> None:
    """Let an owner be shown as they chose, in sessions that are public already too."""
    speaker = db.session.get_one(Speaker, speaker_id)
    if Sight(is_listed=speaker.is_listed, shows_picture=speaker.shows_picture) != sight:
        speaker.is_listed, speaker.shows_picture = sight.is_listed, sight.shows_picture
        touch_public(edition_id)


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
    if own is None or not authors_of.as_row(own).has_say:
        raise NotFound
    if not own.is_owner:
        raise OwnerAnswers(next(author.name for author in authors if author.is_owner))


def _take_name(row: Proposal, name: str) -> None:
    owner = next(author for author in proposals.authors(row.id) if author.is_owner)
    if not holds_address(owner.name):
        return
    if not name or holds_address(name):
        raise NameMissing
    owner.name = name


def _record(row: Proposal, what: str, answer: Answer) -> None:
    words = on_behalf.words(what) if answer.on_behalf else what
    history.record(
        answer.actor, words, on=("proposal", row.id), at=answer.now, edition_id=row.edition_id
    )
