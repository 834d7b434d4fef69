"""An edition as an import finds it: its days, names, sessions and people, in nine statements."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from conference.documents.imports import ImportedMaterial
from conference.documents.schedules import event_guid
from conference.editions.queries import EditionFrame, frame_by_id
from conference.kernel.database import db
from conference.people.models import Speaker
from conference.programme.models import (
    Release,
    ReleaseStage,
    Room,
    Session,
    SessionSpeaker,
    Slot,
)
from conference.programme.queries.materials import materials_of
from conference.programme.rules.imports import Known, KnownSession, KnownSpeaker, Slotted


def known(edition_id: int) -> Known:
    """Return what the edition has already. Raises: NotFound."""
    edition = frame_by_id(edition_id)
    rooms = db.session.scalars(
        select(Room.name).where(Room.edition_id == edition_id).order_by(Room.position, Room.id)
    )
    return Known(
        first_day=edition.starts_on,
        last_day=edition.ends_on,
        zone=ZoneInfo(edition.timezone),
        venue=edition.venue_name,
        tracks=tuple(track.name for track in edition.tracks),
        formats=tuple(kind.name for kind in edition.formats),
        rooms=tuple(rooms),
        sessions=_sessions(edition),
        speakers=_speakers(edition_id),
    )


def _sessions(edition: EditionFrame) -> tuple[KnownSession, ...]:
    stage: defaultdict[int, list[int]] = defaultdict(list)
    for session_id, speaker_id in db.session.execute(
        select(SessionSpeaker.session_id, SessionSpeaker.speaker_id)
        .join(Session, Session.id == SessionSpeaker.session_id)
        .where(Session.edition_id == edition.id)
        .order_by(SessionSpeaker.position, SessionSpeaker.speaker_id)
    ):
        stage[session_id].append(speaker_id)
    told = materials_of(edition.id)
    rows = db.session.execute(
        select(Session, Slot, Room.name)
        .outerjoin(Slot, Slot.session_id == Session.id)
        .outerjoin(Room, Room.id == Slot.room_id)
        .where(Session.edition_id == edition.id)
        .order_by(Session.id)
    )
    return tuple(
        KnownSession(
            id=row.id,
            code=row.code,
            guid=row.guid,
            own_guid=event_guid(edition.slug, row.id),
            facts=replace(
                _facts(row, slot, room or "", edition),
                materials=tuple(
                    ImportedMaterial(title=one.title, address=one.address)
                    for one in told.get(row.id, ())
                ),
            ),
            speaker_ids=tuple(stage[row.id]),
        )
        for row, slot, room in rows
    )


def _facts(row: Session, slot: Slot | None, room: str, edition: EditionFrame) -> Slotted:
    track = edition.tracks_by_id.get(row.track_id or 0)
    kind = edition.formats_by_id.get(row.format_id or 0)
    length = (slot.ends_at - slot.starts_at) // timedelta(minutes=1) if slot else row.minutes
    return Slotted(
        kind=row.kind,
        title=row.title,
        summary=row.summary,
        abstract=row.abstract,
        track=track.name if track else "",
        format=kind.name if kind else "",
        language=row.language,
        level=row.level,
        recording=row.recording,
        room=room,
        starts_at=slot.starts_at if slot else None,
        minutes=length,
        is_cancelled=row.is_cancelled,
    )


def _speakers(edition_id: int) -> tuple[KnownSpeaker, ...]:
    public = frozenset(
        db.session.scalars(
            select(ReleaseStage.speaker_id)
            .join(Release, Release.id == ReleaseStage.release_id)
            .where(Release.edition_id == edition_id)
            .distinct()
        )
    )
    rows = db.session.scalars(
        select(Speaker).where(Speaker.edition_id == edition_id).order_by(Speaker.id)
    )
    return tuple(
        KnownSpeaker(
            id=row.id,
            code=row.code,
            name=row.name,
            alias=row.alias,
            biography=row.biography,
            was_public=row.id in public,
        )
        for row in rows
    )
