"""One session of the draft with all its words, for whoever writes them."""

from typing import Any

from sqlalchemy import Select, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme.models import ReleaseEntry, Session, SessionSpeaker
from conference.programme.queries.contents import public_entries
from conference.programme.rules.states import StageRole

UNKNOWN = "There is no such session in the draft."

_WORDS = (
    *("code", "kind", "title", "summary", "abstract", "content_note", "track_id", "format_id"),
    *("language", "level", "recording", "layout"),
    *("minutes", "places", "is_sensitive", "shares_room", "is_cancelled", "hidden_at"),
)


def session_for_update(edition_id: int, code: str) -> Session:
    """Lock and return a session of the draft. Raises: NotFound."""
    row = db.session.scalar(_by_code(edition_id, code).with_for_update())
    if row is None:
        raise NotFound(UNKNOWN)
    return row


def has_session(edition_id: int, code: str) -> bool:
    """Say whether the draft has a session of this code."""
    return db.session.scalar(_by_code(edition_id, code)) is not None


def session_words(edition_id: int, code: str) -> dict[str, Any]:
    """Return what the draft says of a session, in four statements. Raises: NotFound.

    ``speakers`` are lines of names, ``was_public`` says whether a release ever showed it, and
    ``public`` is its entry in the newest one, if there is one.
    """
    row = db.session.scalar(_by_code(edition_id, code))
    if row is None:
        raise NotFound(UNKNOWN)
    stage = db.session.execute(
        select(Speaker.name, SessionSpeaker.role)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .where(SessionSpeaker.session_id == row.id)
        .order_by(SessionSpeaker.position, Speaker.id)
    ).all()
    public = public_entries(edition_id).get(row.id)
    shown = select(ReleaseEntry.id).where(ReleaseEntry.session_id == row.id).limit(1)
    return {
        **{name: getattr(row, name) for name in _WORDS},
        "speakers": "\n".join(name for name, role in stage if role is StageRole.SPEAKER),
        "chair": next((name for name, role in stage if role is StageRole.CHAIR), ""),
        "id": row.id,
        "was_public": db.session.scalar(shown) is not None,
        "public": public,
    }


def _by_code(edition_id: int, code: str) -> Select[Session]:
    return select(Session).where(Session.edition_id == edition_id, Session.code == code)
