"""When a room and the people of a session are taken."""

from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select

from conference.kernel.database import db
from conference.programme.models import (
    RoomBlock,
    Session,
    SessionSpeaker,
    Slot,
    SpeakerAbsence,
)
from conference.programme.rules.placing import Busy


def busy(session_id: int, room_id: int | None) -> tuple[Busy, ...]:
    """Return when a session cannot stand in a room, in four statements; the session aside.

    Other sessions in the room, and others with the same people; blocks of the room, and absences.
    """
    people = db.session.scalars(
        select(SessionSpeaker.speaker_id).where(SessionSpeaker.session_id == session_id)
    ).all()
    return (*_slots(session_id, room_id, people), *_blocks(room_id), *_absences(people))


def _slots(session_id: int, room_id: int | None, people: Sequence[int]) -> Iterator[Busy]:
    with_people = select(SessionSpeaker.session_id).where(SessionSpeaker.speaker_id.in_(people))
    rows = db.session.execute(
        select(Slot.starts_at, Slot.ends_at)
        .join(Session, Session.id == Slot.session_id)
        .where(
            Slot.session_id != session_id,
            Slot.ends_at > Slot.starts_at,
            Session.is_cancelled.is_(False),
            or_(
                (Slot.room_id == room_id) & Session.shares_room.is_(False),
                Slot.session_id.in_(with_people),
            ),
        )
    )
    return (Busy(starts_at, ends_at) for starts_at, ends_at in rows)


def _blocks(room_id: int | None) -> Iterator[Busy]:
    rows = db.session.execute(
        select(RoomBlock.starts_at, RoomBlock.ends_at).where(RoomBlock.room_id == room_id)
    )
    return (Busy(starts_at, ends_at) for starts_at, ends_at in rows)


def _absences(people: Sequence[int]) -> Iterator[Busy]:
    rows = db.session.execute(
        select(SpeakerAbsence.starts_at, SpeakerAbsence.ends_at).where(
            SpeakerAbsence.speaker_id.in_(people)
        )
    )
    return (Busy(starts_at, ends_at) for starts_at, ends_at in rows)
