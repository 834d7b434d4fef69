"""What a release tells to people on stage, with a place, or with a star."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from conference.kernel.database import db
from conference.programme.models import Release, ReleaseEntry, ReleaseStage, Session
from conference.programme.queries.published import unseen_times
from conference.programme.queries.releases import OnStage
from conference.programme.rules.states import EntryState, SessionKind
from conference.programme.rules.versions import seen_before


@dataclass(frozen=True, slots=True)
class Before:
    """How the public saw a session last."""

    state: EntryState
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a release tells: the sessions that it moved, and who is on stage for the first time.

    ``moved`` says how sessions were that moved, were called off or brought back.
    """

    moved: dict[int, Before]
    newly: frozenset[OnStage]


def news(release_id: int) -> News:
    """Return what a release tells, against what the public saw before it.

    What changed while the programme was switched off is told with the release that is public
    when it is switched on again; of a release that the public does not see, nobody is told
    anything. Of a hidden session it tells only that it is called off, or runs after all: whoever
    counts on it must know.
    """
    release = db.session.get_one(Release, release_id)
    number_before = seen_before(release.number, unseen_times(release.edition_id))
    if number_before is None:
        return News(moved={}, newly=frozenset())
    before_id = db.session.scalar(
        select(Release.id).where(
            Release.edition_id == release.edition_id, Release.number == number_before
        )
    )
    return News(moved=_moved(release_id, before_id), newly=_newly(release_id, before_id))


def _moved(release_id: int, before_id: int | None) -> dict[int, Before]:
    if before_id is None:
        return {}
    before = aliased(ReleaseEntry)
    rows = db.session.execute(
        select(ReleaseEntry.session_id, before.state, before.starts_at)
        .join(
            before,
            (before.session_id == ReleaseEntry.session_id) & (before.release_id == before_id),
        )
        .join(Session, Session.id == ReleaseEntry.session_id)
        .where(
            ReleaseEntry.release_id == release_id,
            or_(
                ReleaseEntry.state != before.state,
                ReleaseEntry.starts_at != before.starts_at,
                ReleaseEntry.ends_at != before.ends_at,
                ReleaseEntry.room_id.is_distinct_from(before.room_id),
            ),
            or_(Session.hidden_at.is_(None), ReleaseEntry.state != before.state),
        )
    )
    return {session_id: Before(state, starts_at) for session_id, state, starts_at in rows}


def _newly(release_id: int, before_id: int | None) -> frozenset[OnStage]:
    """Return who is on stage in a session that runs, and was not when the public saw it last."""
    before = aliased(ReleaseStage)
    rows = db.session.execute(
        select(ReleaseStage.session_id, ReleaseStage.speaker_id)
        .join(
            ReleaseEntry,
            (ReleaseEntry.release_id == ReleaseStage.release_id)
            & (ReleaseEntry.session_id == ReleaseStage.session_id),
        )
        .join(Session, Session.id == ReleaseStage.session_id)
        .outerjoin(
            before,
            (before.session_id == ReleaseStage.session_id)
            & (before.speaker_id == ReleaseStage.speaker_id)
            & (before.release_id == before_id),
        )
        .where(
            ReleaseStage.release_id == release_id,
            ReleaseEntry.state == EntryState.CONFIRMED,
            ReleaseEntry.kind == SessionKind.SESSION,
            Session.hidden_at.is_(None),
            before.session_id.is_(None),
        )
    )
    return frozenset((session_id, speaker_id) for session_id, speaker_id in rows)
