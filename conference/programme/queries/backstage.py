"""Reading speakers for those who make the programme: who, where, and when they cannot be there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme.models import Session, SessionSpeaker, SpeakerAbsence


@dataclass(frozen=True, slots=True, kw_only=True)
class BackstageRow:
    """Somebody who is or was meant to be on stage; ``titles`` are sessions of the draft."""

    code: str
    name: str
    is_listed: bool
    hidden_at: datetime | None
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """A time in which somebody cannot be there."""

    id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BackstagePage:
    """A speaker with absences by time."""

    row: BackstageRow
    organisation: str
    absences: tuple[AbsenceRow, ...]


def backstage(edition_id: int) -> tuple[BackstageRow, ...]:
    """Return the speakers of the edition by name, in two statements."""
    speakers = db.session.scalars(
        select(Speaker).where(Speaker.edition_id == edition_id).order_by(Speaker.name, Speaker.id)
    )
    titles = _titles(edition_id)
    return tuple(_row(speaker, titles.get(speaker.id, ())) for speaker in speakers)


def backstage_page(edition_id: int, code: str) -> BackstagePage:
    """Return a speaker, in three statements. Raises: NotFound."""
    speaker = db.session.scalar(_speaker(edition_id, code))
    if speaker is None:
        raise NotFound("There is no such speaker.")
    return BackstagePage(
        row=_row(speaker, _titles(edition_id).get(speaker.id, ())),
        organisation=speaker.organisation,
        absences=tuple(
            AbsenceRow(id=row.id, starts_at=row.starts_at, ends_at=row.ends_at)
            for row in absences_of(speaker.id)
        ),
    )


def speaker_for_update(edition_id: int, code: str) -> Speaker:
    """Lock and return a speaker. Raises: NotFound."""
    found = db.session.scalar(_speaker(edition_id, code).with_for_update())
    if found is None:
        raise NotFound("There is no such speaker.")
    return found


def speaker_names(edition_id: int) -> Sequence[tuple[int, str]]:
    """Return the ids and names of the edition's speakers."""
    return [
        (row.id, row.name)
        for row in db.session.execute(
            select(Speaker.id, Speaker.name).where(Speaker.edition_id == edition_id)
        )
    ]


def absences_of(speaker_id: int) -> Sequence[SpeakerAbsence]:
    """Return the times in which somebody cannot be there, in order."""
    return db.session.scalars(
        select(SpeakerAbsence)
        .where(SpeakerAbsence.speaker_id == speaker_id)
        .order_by(SpeakerAbsence.starts_at, SpeakerAbsence.ends_at, SpeakerAbsence.id)
    ).all()


def _speaker(edition_id: int, code: str) -> Select[Speaker]:
    return select(Speaker).where(Speaker.edition_id == edition_id, Speaker.code == code)


def _titles(edition_id: int) -> dict[int, tuple[str, ...]]:
    rows = db.session.execute(
        select(SessionSpeaker.speaker_id, Session.title)
        .join(Session, Session.id == SessionSpeaker.session_id)
        .where(Session.edition_id == edition_id)
        .order_by(Session.title)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for speaker_id, title in rows:
        found[speaker_id].append(title)
    return {speaker_id: tuple(titles) for speaker_id, titles in found.items()}


def _row(speaker: Speaker, titles: tuple[str, ...]) -> BackstageRow:
    return BackstageRow(
        code=speaker.code,
        name=speaker.name,
        is_listed=speaker.is_listed,
        hidden_at=speaker.hidden_at,
        titles=titles,
    )
