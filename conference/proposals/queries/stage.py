"""What a confirmed proposal brings to the stage, and the speakers whom it needs there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from conference.editions.rules import SessionLevel
from conference.kernel.database import db
from conference.kernel.text import holds_address
from conference.people.models import Person, Speaker
from conference.people.rules import RecordingChoice, most_protective
from conference.proposals.models import (
    Call,
    Proposal,
    ProposalAuthor,
    SpeakerDetails,
    SpeakerTask,
)
from conference.proposals.rules.stage import summary
from conference.proposals.rules.states import (
    TAKEN,
    AuthorState,
    ProposalState,
    SpeakerTaskKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStage:
    """An author who accepted and is known as a speaker of the edition; maybe without a name."""

    speaker_id: int
    person_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _ForStage:
    """The words of a proposal that become a session's."""

    title: str
    summary: str
    abstract: str
    content_note: str
    format_id: int | None
    track_id: int | None
    language: str
    level: SessionLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged(_ForStage):
    """What a session takes over from a proposal; ``author_ids`` are speakers, past ones too."""

    recording: RecordingChoice
    speakers: tuple[OnStage, ...]
    author_ids: frozenset[int]
    is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(_ForStage):
    """The words of a proposal that is accepted and not confirmed."""

    proposal_id: int


def planned(proposal_ids: Sequence[int]) -> tuple[Planned, ...]:
    """Return what these proposals would bring to the stage, in one statement."""
    rows = db.session.scalars(
        select(Proposal).where(Proposal.id.in_(proposal_ids)).order_by(Proposal.id)
    )
    return tuple(Planned(proposal_id=row.id, **_words(row)) for row in rows)


def waiting_for_a_yes(edition_id: int) -> tuple[int, ...]:
    """Return the proposals that are accepted and not confirmed."""
    rows = db.session.scalars(
        select(Proposal.id)
        .where(Proposal.edition_id == edition_id, Proposal.state == ProposalState.ACCEPTED)
        .order_by(Proposal.id)
    )
    return tuple(rows)


def staged(proposal_id: int) -> Staged:
    """Return what a proposal brings to the stage, in four statements."""
    row = db.session.get_one(Proposal, proposal_id)
    speakers = on_stage(proposal_id)
    is_provisional = db.session.scalar(
        select(Call.is_provisional).where(Call.edition_id == row.edition_id)
    )
    return Staged(
        **_words(row),
        recording=recording_of([speaker.speaker_id for speaker in speakers]),
        speakers=speakers,
        author_ids=_known_authors(proposal_id),
        is_provisional=bool(is_provisional) and row.state is ProposalState.ACCEPTED,
    )


def on_stage(proposal_id: int) -> tuple[OnStage, ...]:
    """Return the authors who accepted and are speakers already, in their order."""
    rows = db.session.execute(
        select(Speaker.id, Person.id, ProposalAuthor.name, Person.email)
        .join(Speaker, Speaker.id == ProposalAuthor.speaker_id)
        .join(Person, Person.id == ProposalAuthor.person_id)
        .where(
            ProposalAuthor.proposal_id == proposal_id,
            ProposalAuthor.state == AuthorState.ACCEPTED,
        )
        .order_by(ProposalAuthor.position, ProposalAuthor.id)
    )
    return tuple(
        OnStage(
            speaker_id=speaker_id,
            person_id=person_id,
            name="" if holds_address(name) else name,
            email=email,
        )
        for speaker_id, person_id, name, email in rows
    )


def recording_of(speaker_ids: Sequence[int]) -> RecordingChoice:
    """Return how a session with these speakers may be recorded: the most protective choice."""
    rows = db.session.execute(
        select(SpeakerDetails.speaker_id, SpeakerDetails.recording).where(
            SpeakerDetails.speaker_id.in_(speaker_ids)
        )
    )
    chosen: dict[int, RecordingChoice] = dict(rows.all())
    return most_protective(
        chosen.get(speaker_id, RecordingChoice.UNDECIDED) for speaker_id in speaker_ids
    )


def speaker_of(edition_id: int, person_id: int) -> Speaker | None:
    """Return who a person is on the stage of an edition, if they are anybody."""
    return db.session.scalars(
        select(Speaker)
        .where(Speaker.edition_id == edition_id, Speaker.person_id == person_id)
        .order_by(Speaker.id)
        .limit(1)
    ).first()


def done_tasks(speaker_id: int) -> frozenset[SpeakerTaskKind]:
    """Return the tasks that a speaker has saved."""
    return frozenset(
        db.session.scalars(select(SpeakerTask.task).where(SpeakerTask.speaker_id == speaker_id))
    )


def biography_to_reuse(edition_id: int, person_id: int) -> str:
    """Return the newest biography that a person agreed to be used again, of another edition."""
    found = db.session.scalar(
        select(Speaker.biography)
        .join(SpeakerDetails, SpeakerDetails.speaker_id == Speaker.id)
        .where(
            Speaker.person_id == person_id,
            Speaker.edition_id != edition_id,
            Speaker.biography != "",
            SpeakerDetails.reuses_biography,
        )
        .order_by(Speaker.id.desc())
        .limit(1)
    )
    return found or ""


def taken_proposals_of(speaker_id: int) -> tuple[int, ...]:
    """Return the ids of the proposals that a speaker stands for, accepted or confirmed."""
    rows = db.session.scalars(
        select(Proposal.id)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(
            ProposalAuthor.speaker_id == speaker_id,
            ProposalAuthor.state == AuthorState.ACCEPTED,
            Proposal.state.in_(TAKEN),
        )
        .order_by(Proposal.id)
    )
    return tuple(rows)


def has_confirmed(speaker_id: int) -> bool:
    """Say whether a speaker stands for a proposal that is confirmed."""
    wanted = (
        exists()
        .where(ProposalAuthor.speaker_id == speaker_id)
        .where(ProposalAuthor.state == AuthorState.ACCEPTED)
        .where(Proposal.id == ProposalAuthor.proposal_id)
        .where(Proposal.state == ProposalState.CONFIRMED)
    )
    return bool(db.session.scalar(select(wanted)))


def withdrawn_authors(proposal_id: int) -> frozenset[int] | None:
    """Return which speakers a withdrawn proposal had; nothing for one that is not withdrawn."""
    if db.session.get_one(Proposal, proposal_id).state is not ProposalState.WITHDRAWN:
        return None
    return _known_authors(proposal_id)


def _known_authors(proposal_id: int) -> frozenset[int]:
    return frozenset(
        db.session.scalars(
            select(Speaker.id)
            .join(ProposalAuthor, ProposalAuthor.speaker_id == Speaker.id)
            .where(ProposalAuthor.proposal_id == proposal_id)
        )
    )


def _words(row: Proposal) -> dict[str, Any]:
    """Return the fields of ``_ForStage``."""
    copied = {name: getattr(row, name) for name in _ForStage.__slots__ if name != "summary"}
    return copied | {"summary": summary(row.audience, row.outcome)}
