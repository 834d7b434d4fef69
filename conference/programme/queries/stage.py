"""Who is on stage, as the public sees them: nothing leaves but through ``public_speaker``."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from conference.kernel.database import db
from conference.people.models import Speaker
from conference.programme.models import ReleaseStage
from conference.programme.queries.entries import newest
from conference.programme.rules.states import StageRole
from conference.programme.rules.visibility import PublicSpeaker, SpeakerChoices, public_speaker
from conference.proposals.models import SpeakerPicture

SpeakersById = dict[int, tuple[PublicSpeaker, ...]]
"""Speakers by session id, in their order on stage."""

_COLUMNS = tuple(name for name in SpeakerChoices.__slots__ if name != "picture")


def speakers_of(edition_id: int, session_ids: Collection[int] | None = None) -> SpeakersById:
    """Return who is on stage, as the public sees them; of these sessions, or of all."""
    statement = _on_stage() if session_ids is None else _on_stage_of()
    values = {"edition_id": edition_id, "session_ids": list(session_ids or ())}
    found: defaultdict[int, list[PublicSpeaker]] = defaultdict(list)
    for row in db.session.execute(statement, values):
        found[row.session_id].append(_public(row))
    return {session_id: tuple(speakers) for session_id, speakers in found.items()}


def choices_of_all(edition_id: int) -> dict[int, SpeakerChoices]:
    """Return what each speaker of an edition chose to show, by their ids."""
    rows = db.session.execute(
        select(
            Speaker.id,
            *(getattr(Speaker, name) for name in _COLUMNS),
            func.coalesce(SpeakerPicture.mark, "").label("picture"),
        )
        .outerjoin(SpeakerPicture, SpeakerPicture.speaker_id == Speaker.id)
        .where(Speaker.edition_id == edition_id)
    )
    return {row.id: _choices(row) for row in rows}


@cache
def _on_stage() -> Select[Any]:
    return (
        select(
            ReleaseStage.session_id,
            ReleaseStage.role,
            *(getattr(Speaker, name) for name in _COLUMNS),
            func.coalesce(SpeakerPicture.mark, "").label("picture"),
        )
        .join(Speaker, Speaker.id == ReleaseStage.speaker_id)
        .outerjoin(SpeakerPicture, SpeakerPicture.speaker_id == Speaker.id)
        .where(ReleaseStage.release_id == newest())
        .order_by(ReleaseStage.session_id, ReleaseStage.position, Speaker.id)
    )


@cache
def _on_stage_of() -> Select[Any]:
    return _on_stage().where(ReleaseStage.session_id.in_(bindparam("session_ids", expanding=True)))


def _public(row: Row[Any]) -> PublicSpeaker:
    found = public_speaker(_choices(row))
    return replace(found, is_chair=True) if row.role is StageRole.CHAIR else found


def _choices(row: Row[Any]) -> SpeakerChoices:
    return SpeakerChoices(**{name: getattr(row, name) for name in SpeakerChoices.__slots__})
