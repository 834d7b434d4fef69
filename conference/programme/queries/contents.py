"""What a release holds of each session, and what the draft would give the next one."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, select

from conference.kernel.database import db
from conference.programme.models import (
    Release,
    ReleaseEntry,
    ReleaseStage,
    Session,
    SessionSpeaker,
    Slot,
)
from conference.programme.queries.entries import newest_made
from conference.programme.rules.releases import DraftEntry, Placement, PublicEntry, Stage, Words
from conference.programme.rules.states import StageRole

_WORDS = tuple(Words.__slots__)


def public_entries(edition_id: int) -> dict[int, PublicEntry]:
    """Return the newest release, shown or not, by session id: the next release follows it."""
    return _of_release(newest_made(), edition_id)


def entries_of_release(edition_id: int, number: int) -> dict[int, PublicEntry]:
    """Return a release by session id; one that there never was has none."""
    numbered = (
        select(Release.id)
        .where(Release.edition_id == bindparam("edition_id"), Release.number == number)
        .scalar_subquery()
    )
    return _of_release(numbered, edition_id)


def draft_entries(edition_id: int) -> dict[int, DraftEntry]:
    """Return the draft by session id: every session, placed or not."""
    drafted = (
        select(SessionSpeaker)
        .join(Session, Session.id == SessionSpeaker.session_id)
        .where(Session.edition_id == bindparam("edition_id"))
    )
    stage = _stages(drafted, edition_id)
    rows = db.session.execute(
        select(
            Session.id,
            Session.is_cancelled,
            Slot.starts_at,
            Slot.ends_at,
            Slot.room_id,
            *(getattr(Session, name) for name in _WORDS),
        )
        .outerjoin(Slot, Slot.session_id == Session.id)
        .where(Session.edition_id == edition_id)
    )
    return {
        row.id: DraftEntry(
            session_id=row.id,
            words=_words(row),
            placement=None if row.starts_at is None else _placement(row),
            stage=stage.get(row.id, ()),
            is_cancelled=row.is_cancelled,
        )
        for row in rows
    }


def _of_release(release_id: ScalarSelect[int], edition_id: int) -> dict[int, PublicEntry]:
    stage = _stages(select(ReleaseStage).where(ReleaseStage.release_id == release_id), edition_id)
    rows = db.session.execute(
        select(
            ReleaseEntry.session_id,
            ReleaseEntry.starts_at,
            ReleaseEntry.ends_at,
            ReleaseEntry.room_id,
            ReleaseEntry.state,
            ReleaseEntry.sequence,
            ReleaseEntry.changed_at,
            *(getattr(ReleaseEntry, name) for name in _WORDS),
        ).where(ReleaseEntry.release_id == release_id),
        {"edition_id": edition_id},
    )
    return {
        row.session_id: PublicEntry(
            session_id=row.session_id,
            words=_words(row),
            placement=_placement(row),
            stage=stage.get(row.session_id, ()),
            state=row.state,
            sequence=row.sequence,
            changed_at=row.changed_at,
        )
        for row in rows
    }


def _stages(
    statement: Select[SessionSpeaker] | Select[ReleaseStage], edition_id: int
) -> dict[int, Stage]:
    """Return who is on stage in each session, in order."""
    rows = db.session.scalars(statement, {"edition_id": edition_id}).all()
    found: defaultdict[int, list[tuple[int, StageRole]]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one.session_id, one.position, one.speaker_id)):
        found[row.session_id].append((row.speaker_id, row.role))
    return {session_id: tuple(stage) for session_id, stage in found.items()}


def _words(row: Any) -> Words:
    return Words(**{name: getattr(row, name) for name in _WORDS})


def _placement(row: Any) -> Placement:
    return Placement(starts_at=row.starts_at, ends_at=row.ends_at, room_id=row.room_id)
