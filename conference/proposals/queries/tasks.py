"""What one speaker is asked to do, has done and has said: the speaker's own pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conference.editions import queries as editions
from conference.editions.models import Edition
from conference.editions.rules import PolicyKind
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.text import holds_address
from conference.people import queries as people
from conference.people.models import Speaker
from conference.people.rules import RecordingChoice
from conference.proposals.models import (
    Call,
    Proposal,
    ProposalAuthor,
    SpeakerConduct,
    SpeakerDetails,
    SpeakerPicture,
)
from conference.proposals.queries.authors import as_row, has_say
from conference.proposals.queries.stage import biography_to_reuse, done_tasks, speaker_of
from conference.proposals.rules.deciding import AnswerDates
from conference.proposals.rules.states import (
    TAKEN,
    AuthorState,
    Decision,
    ProposalState,
    SpeakerTaskKind,
)
from conference.proposals.rules.tasks import OWN_TASKS, open_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One task of the list."""

    kind: SpeakerTaskKind
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenProposal:
    """A proposal that was accepted, as one of its speakers sees it."""

    code: str
    title: str
    is_confirmed: bool
    is_owner: bool
    answer_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksPage:
    """The task list of one person; no tasks before a first proposal is confirmed."""

    name: str
    proposals: tuple[TakenProposal, ...]
    tasks: tuple[TaskRow, ...]

    @property
    def may_have_left(self) -> bool:
        """Whether they have tasks and nothing of theirs is confirmed: it may be withdrawn."""
        return bool(self.tasks) and not any(one.is_confirmed for one in self.proposals)

    @property
    def owes_answer(self) -> bool:
        """Whether this person is to say that they come, for one proposal at least."""
        return any(one.is_owner and not one.is_confirmed for one in self.proposals)

    @property
    def awaits_answer(self) -> bool:
        """Whether a proposal waits for somebody's answer."""
        return not all(one.is_confirmed for one in self.proposals)

    @property
    def confirm_by(self) -> datetime | None:
        """Until when the first answer that they owe is asked for, if they owe one."""
        dates = (one.answer_by for one in self.proposals if one.is_owner and not one.is_confirmed)
        return min((date for date in dates if date is not None), default=None)

    @property
    def done(self) -> int:
        """How many tasks are done, answers for proposals among them."""
        return sum(row.is_done for row in self.tasks) + sum(
            one.is_confirmed for one in self.proposals
        )

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.tasks) + len(self.proposals)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSpeaker:
    """All that a speaker has said of themselves."""

    speaker_id: int
    code: str
    name: str
    organisation: str
    biography: str
    alias: str
    is_listed: bool
    shows_organisation: bool
    shows_biography: bool
    shows_picture: bool
    recording: RecordingChoice
    equipment: str
    access: str
    travel: str
    reuses_biography: bool
    picture_mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSight:
    """How somebody is shown to everybody; whoever is on no stage yet has chosen nothing."""

    is_listed: bool = True
    shows_picture: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationPage:
    """What there is to answer, and who is on stage if the answer is yes; ``sight`` is theirs."""

    code: str
    title: str
    state: ProposalState
    is_owner: bool
    owner: str
    confirm_by: datetime | None
    authors: tuple[tuple[str, AuthorState], ...]
    sight: OwnSight

    @property
    def asks_name(self) -> bool:
        """Whether we know only an address of its owner."""
        return holds_address(self.owner)

    @property
    def missing(self) -> tuple[str, ...]:
        """Who never answered: they are not on stage."""
        return tuple(name for name, state in self.authors if state is AuthorState.INVITED)


def tasks_page(edition_id: int, person_id: int) -> TasksPage:
    """Return what a person is asked to do, in at most six statements."""
    speaker = speaker_of(edition_id, person_id)
    return TasksPage(
        name=speaker.name if speaker else "",
        proposals=_proposals(edition_id, person_id),
        tasks=_tasks(edition_id, speaker.id) if speaker else (),
    )


def own_speaker(edition_id: int, person_id: int) -> OwnSpeaker:
    """Return what a person on stage has said, in at most four statements.

    A biography that is still empty begins with the one that they let us use again. Raises:
    NotFound (they are not on stage).
    """
    speaker = speaker_of(edition_id, person_id)
    if speaker is None:
        raise NotFound("You are not on stage in this conference, so there is nothing to fill in.")
    details = db.session.get(SpeakerDetails, speaker.id) or SpeakerDetails(
        recording=RecordingChoice.UNDECIDED,
        equipment="",
        access="",
        travel="",
        reuses_biography=False,
    )
    mark = db.session.scalar(
        select(SpeakerPicture.mark).where(SpeakerPicture.speaker_id == speaker.id)
    )
    return OwnSpeaker(
        speaker_id=speaker.id,
        code=speaker.code,
        name=speaker.name,
        organisation=speaker.organisation,
        biography=speaker.biography or biography_to_reuse(edition_id, person_id),
        alias=speaker.alias,
        is_listed=speaker.is_listed,
        shows_organisation=speaker.shows_organisation,
        shows_biography=speaker.shows_biography,
        shows_picture=speaker.shows_picture,
        recording=details.recording,
        equipment=details.equipment,
        access=details.access,
        travel=details.travel,
        reuses_biography=details.reuses_biography,
        picture_mark=mark or "",
    )


def confirmation_page(edition_id: int, code: str, person_id: int | None = None) -> ConfirmationPage:
    """Return what is to be answered; without a person, as organisers see it.

    Raises: NotFound (no such proposal, or not one of this person's).
    """
    rows = db.session.execute(
        select(Proposal, ProposalAuthor)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(Proposal.edition_id == edition_id, Proposal.code == code)
        .order_by(ProposalAuthor.position, ProposalAuthor.id)
    ).all()
    own = [author for _, author in rows if author.person_id == person_id]
    if not rows or (person_id is not None and not any(as_row(one).has_say for one in own)):
        raise NotFound
    proposal = rows[0][0]
    return ConfirmationPage(
        code=proposal.code,
        title=proposal.title,
        state=proposal.state,
        is_owner=any(author.is_owner for author in own),
        owner=next((author.name for _, author in rows if author.is_owner), ""),
        confirm_by=_answer_dates(edition_id).answer_by(_told_at(proposal)),
        authors=tuple((author.name, author.state) for _, author in rows),
        sight=_sight(speaker_of(edition_id, person_id) if person_id is not None else None),
    )


def agreed_version(speaker_id: int) -> int | None:
    """Return the newest version of the conduct (its id) that a speaker agreed to."""
    return db.session.scalar(
        select(func.max(SpeakerConduct.policy_id)).where(SpeakerConduct.speaker_id == speaker_id)
    )


def _sight(speaker: Speaker | None) -> OwnSight:
    if speaker is None:
        return OwnSight()
    return OwnSight(is_listed=speaker.is_listed, shows_picture=speaker.shows_picture)


def _answer_dates(edition_id: int) -> AnswerDates:
    confirm_by, doors_at = db.session.execute(
        select(Call.confirm_by, Edition.doors_at)
        .select_from(Edition)
        .outerjoin(Call, Call.edition_id == Edition.id)
        .where(Edition.id == edition_id)
    ).one()
    return AnswerDates(confirm_by=confirm_by, doors_at=doors_at, zone=clock.ZONE)


def _told_at(row: Proposal) -> datetime | None:
    return row.told_at if row.told is Decision.ACCEPT else None


def answer_by(edition_id: int, address: str) -> datetime | None:
    """Return until when the first answer that the owner at this address owes is asked for."""
    rows = db.session.scalars(
        select(Proposal)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(Proposal.edition_id == edition_id, Proposal.state == ProposalState.ACCEPTED)
        .where(ProposalAuthor.email == address, ProposalAuthor.is_owner)
    )
    dates = _answer_dates(edition_id)
    found = (dates.answer_by(_told_at(row)) for row in rows)
    return min((one for one in found if one is not None), default=dates.confirm_by)


def left_of(edition_id: int, address: str) -> tuple[SpeakerTaskKind, ...]:
    """Return what somebody on stage has still to do, by their address; nobody there: nothing."""
    person_id = people.id_of(address)
    speaker = None if person_id is None else speaker_of(edition_id, person_id)
    tasks = _tasks(edition_id, speaker.id) if speaker else ()
    return tuple(row.kind for row in tasks if not row.is_done)


def _proposals(edition_id: int, person_id: int) -> tuple[TakenProposal, ...]:
    rows = db.session.execute(
        select(Proposal, ProposalAuthor.is_owner)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(
            Proposal.edition_id == edition_id,
            Proposal.state.in_(TAKEN),
            ProposalAuthor.person_id == person_id,
            has_say(),
        )
        .order_by(Proposal.id)
    )
    dates = _answer_dates(edition_id)
    return tuple(
        TakenProposal(
            code=row.code,
            title=row.title,
            is_confirmed=row.state is ProposalState.CONFIRMED,
            is_owner=is_owner,
            answer_by=dates.answer_by(_told_at(row)),
        )
        for row, is_owner in rows
    )


def _tasks(edition_id: int, speaker_id: int) -> tuple[TaskRow, ...]:
    conduct = editions.newest_policy(edition_id, PolicyKind.CONDUCT)
    left = open_tasks(
        done_tasks(speaker_id),
        agreed_to=agreed_version(speaker_id),
        conduct_id=conduct.id if conduct else None,
    )
    return tuple(TaskRow(kind=kind, is_done=kind not in left) for kind in OWN_TASKS)
