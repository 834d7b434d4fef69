"""Slots of people on stage, and what they said to them: for themselves and for organisers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme.models import Room, Session, SessionSpeaker, Slot, SlotAnswer
from conference.programme.queries.contents import public_entries
from conference.programme.rules.states import EntryState, SlotWish, StageRole
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.rules.states import TAKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSlot:
    """A session of the draft as somebody on its stage sees it; without times it has none yet.

    ``is_public``: everybody reads this time and room. ``answer`` is to this time and room.
    ``proposal`` is the code of the proposal that it came from, if it is theirs to withdraw.
    """

    code: str
    title: str
    role: StageRole
    is_cancelled: bool
    starts_at: datetime | None
    ends_at: datetime | None
    room: str
    mark: str
    is_public: bool
    answer: SlotWish | None
    note: str
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer for organisers; one to a time or room that is no more is ``is_outdated``.

    ``proposal`` is the code of the proposal that the session came from, if it did.
    """

    code: str
    speaker_code: str
    title: str
    name: str
    starts_at: datetime
    answer: SlotWish
    note: str
    answered_at: datetime
    settled_at: datetime | None
    is_outdated: bool
    proposal: str


def slot_mark(starts_at: datetime, room_id: int | None) -> str:
    """Return what an answer names, so that nobody answers to what they have not seen."""
    return f"{starts_at:%Y%m%d%H%M}-{room_id or 0}"


def own_slots(edition_id: int, person_id: int) -> tuple[OwnSlot, ...]:
    """Return the sessions of somebody on stage, those with a time first, in three statements."""
    rows = db.session.execute(
        select(Session, SessionSpeaker.role, Slot, Room.name, SlotAnswer, Proposal.code)
        .join(SessionSpeaker, SessionSpeaker.session_id == Session.id)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .outerjoin(Slot, Slot.session_id == Session.id)
        .outerjoin(Room, Room.id == Slot.room_id)
        .outerjoin(
            SlotAnswer,
            and_(SlotAnswer.session_id == Session.id, SlotAnswer.speaker_id == Speaker.id),
        )
        .outerjoin(
            ProposalAuthor,
            and_(
                ProposalAuthor.proposal_id == Session.proposal_id,
                ProposalAuthor.person_id == person_id,
                ProposalAuthor.is_owner,
            ),
        )
        .outerjoin(
            Proposal,
            and_(Proposal.id == ProposalAuthor.proposal_id, Proposal.state.in_(TAKEN)),
        )
        .where(Speaker.edition_id == edition_id, Speaker.person_id == person_id)
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Session.title, Session.id)
    ).all()
    public = public_entries(edition_id)
    found = []
    for row, role, slot, room, answer, proposal in rows:
        entry = public.get(row.id)
        is_answered = answer is not None and slot is not None and _is_to(answer, slot)
        found.append(
            OwnSlot(
                code=row.code,
                title=row.title,
                role=role,
                is_cancelled=row.is_cancelled,
                starts_at=slot.starts_at if slot else None,
                ends_at=slot.ends_at if slot else None,
                room=room or "",
                mark=slot_mark(slot.starts_at, slot.room_id) if slot else "",
                is_public=entry is not None
                and slot is not None
                and entry.state is EntryState.CONFIRMED
                and entry.placement.starts_at == slot.starts_at
                and entry.placement.room_id == slot.room_id,
                answer=answer.answer if is_answered else None,
                note=answer.note if is_answered else "",
                proposal=proposal or "",
            )
        )
    return tuple(found)


def answers(edition_id: int) -> tuple[AnswerRow, ...]:
    """Return all answers: what is to be settled first, then the newest, in one statement."""
    rows = db.session.execute(
        select(
            *(SlotAnswer, Session.code, Session.title, Speaker.code, Speaker.name, Slot),
            Proposal.code.label("proposal"),
        )
        .join(Session, Session.id == SlotAnswer.session_id)
        .join(Speaker, Speaker.id == SlotAnswer.speaker_id)
        .outerjoin(Slot, Slot.session_id == Session.id)
        .outerjoin(Proposal, Proposal.id == Session.proposal_id)
        .where(Session.edition_id == edition_id)
        .order_by(SlotAnswer.answered_at.desc(), Session.id, Speaker.id)
    )
    found = [
        AnswerRow(
            code=code,
            speaker_code=speaker_code,
            title=title,
            name=name,
            starts_at=row.starts_at,
            answer=row.answer,
            note=row.note,
            answered_at=row.answered_at,
            settled_at=row.settled_at,
            is_outdated=slot is None or not _is_to(row, slot),
            proposal=proposal or "",
        )
        for row, code, title, speaker_code, name, slot, proposal in rows
    ]
    return tuple(sorted(found, key=lambda row: not is_open(row)))


def is_open(row: AnswerRow) -> bool:
    """Say whether organisers still have to do something about an answer."""
    is_yes = row.answer is SlotWish.YES
    return not (is_yes or row.settled_at is not None or row.is_outdated)


def answering(edition_id: int, code: str, person_id: int) -> tuple[int, int, Slot | None]:
    """Return session, speaker and slot of somebody who answers. Raises: NotFound."""
    row = db.session.execute(
        select(Session.id, Speaker.id, Slot)
        .join(SessionSpeaker, SessionSpeaker.session_id == Session.id)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .outerjoin(Slot, Slot.session_id == Session.id)
        .where(_is_of(edition_id, code), Speaker.person_id == person_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound
    session_id, speaker_id, slot = row
    return session_id, speaker_id, slot


def answer_row(edition_id: int, code: str, speaker_code: str) -> SlotAnswer:
    """Return what a speaker answered for a session. Raises: NotFound."""
    row = db.session.scalar(
        select(SlotAnswer)
        .join(Session, Session.id == SlotAnswer.session_id)
        .join(Speaker, Speaker.id == SlotAnswer.speaker_id)
        .where(_is_of(edition_id, code), Speaker.code == speaker_code)
        .with_for_update(of=SlotAnswer)
    )
    if row is None:
        raise NotFound
    return row


def _is_of(edition_id: int, code: str) -> ColumnElement[bool]:
    return and_(Session.edition_id == edition_id, Session.code == code)


def _is_to(answer: SlotAnswer, slot: Slot) -> bool:
    return (answer.starts_at, answer.room_id) == (slot.starts_at, slot.room_id)
