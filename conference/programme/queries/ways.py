"""What leads somebody who proposes or speaks back to their own pages, and where they speak."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from conference.kernel.database import db
from conference.people.models import Speaker
from conference.programme.models import Session, SessionSpeaker
from conference.programme.queries.entries import entries_of_sessions
from conference.programme.queries.stage import speakers_of
from conference.programme.rules.visibility import public_room
from conference.proposals.models import Proposal, ProposalAuthor


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerWays:
    """Which pages of speakers have something for a person: they stay when the call is closed."""

    has_proposals: bool = False
    is_on_stage: bool = False

    @property
    def is_any(self) -> bool:
        """Whether there is one."""
        return self.has_proposals or self.is_on_stage


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPlace:
    """When and where everybody reads that a proposal's session runs.

    ``room`` is what the public may know of it.
    """

    session: str
    starts_at: datetime
    ends_at: datetime
    room: str
    is_cancelled: bool


def speaker_ways(edition_id: int, person_id: int | None) -> SpeakerWays:
    """Return which pages of speakers a person has, in one statement; nobody known: none."""
    if person_id is None:
        return SpeakerWays()
    has_proposals = exists().where(
        Proposal.id == ProposalAuthor.proposal_id,
        Proposal.edition_id == edition_id,
        ProposalAuthor.person_id == person_id,
    )
    is_on_stage = exists().where(
        SessionSpeaker.speaker_id == Speaker.id,
        Session.id == SessionSpeaker.session_id,
        Session.is_cancelled.is_(False),
        Speaker.edition_id == edition_id,
        Speaker.person_id == person_id,
    )
    proposes, speaks = db.session.execute(select(has_proposals, is_on_stage)).one()
    return SpeakerWays(has_proposals=proposes, is_on_stage=speaks)


def public_place(edition_id: int, proposal: str) -> PublicPlace | None:
    """Return where the public reads that a proposal's session runs, in at most three statements.

    None: it is not public yet, or it is hidden.
    """
    session_id = db.session.scalar(
        select(Session.id)
        .join(Proposal, Proposal.id == Session.proposal_id)
        .where(Proposal.edition_id == edition_id, Proposal.code == proposal)
    )
    found = entries_of_sessions(edition_id, [session_id]) if session_id else ()
    if session_id is None or not found:
        return None
    (entry,) = found
    speakers = speakers_of(edition_id, [session_id]).get(session_id, ())
    room = public_room(entry.room_name, secrecy=entry.room_secrecy, speakers=speakers)
    return PublicPlace(
        session=entry.code,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        room=room.text,
        is_cancelled=entry.is_cancelled,
    )
