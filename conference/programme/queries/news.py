"""What a release, or showing a session again, tells to whom it concerns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from conference.kernel.database import db
from conference.programme.models import Release, ReleaseEntry, ReleaseStage, Session
from conference.programme.queries.entries import release_number
from conference.programme.queries.published import unseen_times
from conference.programme.queries.releases import OnStage
from conference.programme.rules.states import EntryState, SessionKind
from conference.programme.rules.versions import is_unseen, seen_at, seen_before


@dataclass(frozen=True, slots=True)
class Before:
    """How the public saw a session last."""

    state: EntryState
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is told: the sessions that moved, and who is on stage for the first time.

    ``moved`` says how sessions were that moved, were called off or brought back. Those of them
    that are also ``to_stars`` are told to who starred them only: everybody else was told before.
    """

    moved: dict[int, Before]
    newly: frozenset[OnStage]
    to_stars: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.moved and not self.newly


NOTHING = News(moved={}, newly=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """What people go by of a session in one release."""

    state: EntryState
    starts_at: datetime
    ends_at: datetime
    room_id: int | None

    def is_elsewhere(self, other: "_Stand") -> bool:
        return (self.starts_at, self.ends_at, self.room_id) != (
            other.starts_at,
            other.ends_at,
            other.room_id,
        )


def news(
    release_id: int,
    *,
    since: Mapping[int, int] | None = None,
    hidden: Collection[int] = (),
) -> News:
    """Return what a release tells, against what the public saw before it.

    What changed while the programme was switched off is told with the release that is public
    when it is switched on again; of a release that the public does not see, nobody is told
    anything. Of a hidden session it tells only that it is called off, or runs after all: whoever
    counts on it must know. ``hidden`` were so when the release became public, whatever they are
    now. Of a session in ``since`` people know what the release of that number said: it was shown
    again, and the mail of that had not left.
    """
    release = db.session.get_one(Release, release_id)
    known = since or {}
    number_before = seen_before(release.number, unseen_times(release.edition_id))
    if number_before is None:
        return NOTHING
    before_id = _release_id(release.edition_id, number_before)
    moved = _moved(release_id, before_id, hidden)
    newly = _newly(release_id, before_id)
    shown = _of_shown(release, known, told=number_before)
    return News(
        moved={key: was for key, was in moved.items() if key not in known} | shown.moved,
        newly=frozenset(one for one in newly if one[0] not in {*known, *hidden}) | shown.newly,
        to_stars=shown.to_stars,
    )


def news_of_shown(edition_id: int, since: Mapping[int, int]) -> News:
    """Return what became different in sessions that are shown again.

    ``since`` says by which release people know each. That one was called off while it was hidden,
    or brought back, is told only to who starred it: the others were told when it was done.
    """
    number = release_number(edition_id)
    release_id = _release_id(edition_id, number)
    if release_id is None:
        return NOTHING
    return _of_shown(db.session.get_one(Release, release_id), since, told=number)


def known_number(edition_id: int, session_id: int, *, until: datetime) -> int:
    """Return the number of the release by which people know a session that is hidden since then.

    It is the newest that they saw before; 0 if there was none.
    """
    times = unseen_times(edition_id)
    rows = db.session.execute(
        select(Release.number, Release.released_at, ReleaseEntry.was_hidden)
        .outerjoin(
            ReleaseEntry,
            (ReleaseEntry.release_id == Release.id) & (ReleaseEntry.session_id == session_id),
        )
        .where(Release.edition_id == edition_id)
        .order_by(Release.number.desc())
    )
    for number, made_at, was_hidden in rows:
        since = seen_at(number, made_at, times)
        if since is not None and (since < until or (since == until and not was_hidden)):
            return number
    return 0


def has_unseen(edition_id: int) -> bool:
    """Say whether the newest release waits for the programme to be switched on."""
    return is_unseen(release_number(edition_id), unseen_times(edition_id))


def _release_id(edition_id: int, number: int) -> int | None:
    return db.session.scalar(
        select(Release.id).where(Release.edition_id == edition_id, Release.number == number)
    )


def _moved(release_id: int, before_id: int | None, hidden: Collection[int]) -> dict[int, Before]:
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
            or_(
                and_(Session.hidden_at.is_(None), Session.id.not_in(hidden)),
                ReleaseEntry.state != before.state,
            ),
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


def _of_shown(release: Release, since: Mapping[int, int], *, told: int) -> News:
    """Return what is different in each of these sessions since the release that people know.

    That one is called off or runs was told up to the release ``told``, hidden or not.
    """
    if not since:
        return NOTHING
    stands = _stands(release.edition_id, {release.number, told, *since.values()}, since)
    moved, to_stars = {}, set()
    for session_id, number in since.items():
        now, was = stands.get((release.number, session_id)), stands.get((number, session_id))
        if now is None or was is None:
            continue
        last = stands.get((told, session_id), was)
        is_moved = now.state is EntryState.CONFIRMED and now.is_elsewhere(was)
        if is_moved or now.state is not last.state:
            moved[session_id] = Before(last.state, was.starts_at)
        elif now.state is not was.state:
            moved[session_id] = Before(was.state, was.starts_at)
            to_stars.add(session_id)
    return News(moved=moved, newly=_newly_shown(release, since), to_stars=frozenset(to_stars))


def _newly_shown(release: Release, since: Mapping[int, int]) -> frozenset[OnStage]:
    found: set[OnStage] = set()
    for number in {*since.values()}:
        newly = _newly(release.id, _release_id(release.edition_id, number))
        found.update(one for one in newly if since.get(one[0]) == number)
    return frozenset(found)


def _stands(
    edition_id: int, numbers: Collection[int], session_ids: Collection[int]
) -> dict[tuple[int, int], _Stand]:
    """Return what these releases say of these sessions, but for those that are hidden now."""
    rows = db.session.execute(
        select(
            Release.number,
            ReleaseEntry.session_id,
            ReleaseEntry.state,
            ReleaseEntry.starts_at,
            ReleaseEntry.ends_at,
            ReleaseEntry.room_id,
        )
        .join(Release, Release.id == ReleaseEntry.release_id)
        .join(Session, Session.id == ReleaseEntry.session_id)
        .where(
            Release.edition_id == edition_id,
            Release.number.in_(numbers),
            ReleaseEntry.session_id.in_(list(session_ids)),
            Session.hidden_at.is_(None),
        )
    )
    return {
        (row.number, row.session_id): _Stand(
            state=row.state, starts_at=row.starts_at, ends_at=row.ends_at, room_id=row.room_id
        )
        for row in rows
    }
