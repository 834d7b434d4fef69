"""Times that people on stage have not answered to, and who was asked for an answer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, select

from conference.kernel.database import db
from conference.people.models import Person, Speaker
from conference.programme.models import (
    AskedSlot,
    ReleaseEntry,
    ReleaseStage,
    Session,
    SessionSpeaker,
    Slot,
    SlotAnswer,
)
from conference.programme.queries.answers import slot_mark
from conference.programme.queries.entries import newest
from conference.programme.rules.answers import shown_title
from conference.programme.rules.states import EntryState, SessionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSlot:
    """A time of the draft to which somebody on stage has not answered.

    They were asked by a release, which tells them of the time, or by a mail of its own;
    ``address`` is empty where no mail can reach them.
    """

    session_id: int
    code: str
    title: str
    is_sensitive: bool
    speaker_id: int
    person_id: int | None
    name: str
    address: str
    starts_at: datetime
    mark: str
    is_asked: bool

    @property
    def told_title(self) -> str:
        """What mails may call it."""
        return shown_title(self.title, is_sensitive=self.is_sensitive)

    @property
    def may_be_asked(self) -> bool:
        """Whether a mail can ask, and none has."""
        return bool(self.address) and not self.is_asked


def open_slots(edition_id: int, now: datetime) -> tuple[OpenSlot, ...]:
    """Return what is ahead and not answered, by time, in three statements.

    Hidden sessions, and those that are called off, are nobody's to answer for.
    """
    asked = _asked_by_mail(edition_id) | _asked_by_release(edition_id)
    rows = db.session.execute(
        select(
            *(Session.id, Session.code, Session.title, Session.is_sensitive),
            *(Speaker.id.label("speaker_id"), Speaker.person_id, Speaker.name, Person.email),
            *(Slot.starts_at, Slot.room_id),
        )
        .join(Slot, Slot.session_id == Session.id)
        .join(SessionSpeaker, SessionSpeaker.session_id == Session.id)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .outerjoin(Person, Person.id == Speaker.person_id)
        .outerjoin(
            SlotAnswer,
            and_(
                SlotAnswer.session_id == Session.id,
                SlotAnswer.speaker_id == Speaker.id,
                SlotAnswer.starts_at == Slot.starts_at,
                SlotAnswer.room_id.is_not_distinct_from(Slot.room_id),
            ),
        )
        .where(
            Session.edition_id == edition_id,
            Session.kind == SessionKind.SESSION,
            Session.is_cancelled.is_(False),
            Session.hidden_at.is_(None),
            SlotAnswer.session_id.is_(None),
            Slot.starts_at > now,
        )
        .order_by(Slot.starts_at, Session.id, SessionSpeaker.position, Speaker.id)
    )
    return tuple(
        OpenSlot(
            session_id=row.id,
            code=row.code,
            title=row.title,
            is_sensitive=row.is_sensitive,
            speaker_id=row.speaker_id,
            person_id=row.person_id,
            name=row.name,
            address=row.email or "",
            starts_at=row.starts_at,
            mark=(mark := slot_mark(row.starts_at, row.room_id)),
            is_asked=bool(row.email) and (row.id, row.speaker_id, mark) in asked,
        )
        for row in rows
    )


def asked_and_open(edition_id: int, now: datetime) -> Mapping[int, Sequence[str]]:
    """Return the titles of what each speaker, by id, was asked about and has not answered."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for slot in open_slots(edition_id, now):
        if slot.is_asked:
            found[slot.speaker_id].append(slot.told_title)
    return found


def asked_of_person(edition_id: int, person_id: int, now: datetime) -> Sequence[str]:
    """Return the titles of what a person was asked about and has not answered."""
    return [
        slot.told_title
        for slot in open_slots(edition_id, now)
        if slot.is_asked and slot.person_id == person_id
    ]


def answered(session_ids: Collection[int]) -> frozenset[tuple[int, int, str]]:
    """Return who answered to which time and room of these sessions: session, speaker, mark."""
    rows = db.session.execute(
        select(
            SlotAnswer.session_id, SlotAnswer.speaker_id, SlotAnswer.starts_at, SlotAnswer.room_id
        ).where(SlotAnswer.session_id.in_(session_ids))
    )
    return _marked(rows)


def _asked_by_mail(edition_id: int) -> frozenset[tuple[int, int, str]]:
    rows = db.session.execute(
        select(AskedSlot.session_id, AskedSlot.speaker_id, AskedSlot.mark)
        .join(Session, Session.id == AskedSlot.session_id)
        .where(Session.edition_id == edition_id)
    )
    return frozenset((session_id, speaker_id, mark) for session_id, speaker_id, mark in rows)


def _asked_by_release(edition_id: int) -> frozenset[tuple[int, int, str]]:
    """Return whom the mails of releases told, and so asked, of the times that are public now."""
    rows = db.session.execute(
        select(
            *(ReleaseEntry.session_id, ReleaseStage.speaker_id),
            *(ReleaseEntry.starts_at, ReleaseEntry.room_id),
        )
        .join(
            ReleaseStage,
            and_(
                ReleaseStage.release_id == ReleaseEntry.release_id,
                ReleaseStage.session_id == ReleaseEntry.session_id,
            ),
        )
        .where(
            ReleaseEntry.release_id == newest(),
            ReleaseEntry.state == EntryState.CONFIRMED,
        ),
        {"edition_id": edition_id},
    )
    return _marked(rows)


def _marked(
    rows: Iterable[Row[int, int, datetime, int | None]],
) -> frozenset[tuple[int, int, str]]:
    return frozenset(
        (session_id, speaker_id, slot_mark(starts_at, room_id))
        for session_id, speaker_id, starts_at, room_id in rows
    )
