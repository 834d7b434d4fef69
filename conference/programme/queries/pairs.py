"""Releases that the public saw, each with the one before, and what the two differ in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, exists, null, or_, select
from sqlalchemy.orm import aliased

from conference.kernel.database import db
from conference.programme.models import Release, ReleaseEntry, ReleaseStage, Session
from conference.programme.queries.published import unseen_times
from conference.programme.rules.releases import Words
from conference.programme.rules.states import SessionKind
from conference.programme.rules.versions import seen


@dataclass(frozen=True, slots=True)
class Pair:
    """A release that the public saw, and the one it saw before; nothing before the first."""

    release: Release
    before: Release | None


def pairs(edition_id: int) -> list[Pair]:
    """Return the releases that the public saw, the newest first."""
    rows = db.session.scalars(
        select(Release).where(Release.edition_id == edition_id).order_by(Release.number.desc())
    )
    by_number = {row.number: row for row in rows}
    return [
        Pair(by_number[number], by_number.get(before))
        for number, before in seen(tuple(by_number), unseen_times(edition_id))
    ]


def different(newest_id: int, pairs: Sequence[Pair]) -> Sequence[Any]:
    """Return the entries that differ from those that the public saw before."""
    now, was, newest = aliased(ReleaseEntry), aliased(ReleaseEntry), aliased(ReleaseEntry)
    before = {pair.release.id: pair.before.id for pair in pairs if pair.before}
    numbers = {
        pair.release.id: (pair.before.number, pair.release.number) for pair in pairs if pair.before
    }
    return db.session.execute(
        select(
            now.release_id,
            now.session_id,
            newest.code,
            newest.title,
            now.title.label("now_title"),
            was.title.label("was_title"),
            (now.is_sensitive | was.is_sensitive | newest.is_sensitive).label("is_sensitive"),
            _was_hidden(now, numbers).label("was_hidden"),
            was.release_id.label("was_release_id"),
            now.state,
            now.starts_at.label("now_starts_at"),
            now.ends_at.label("now_ends_at"),
            now.room_id.label("now_room_id"),
            was.id.label("was_id"),
            was.state.label("was_state"),
            was.starts_at.label("was_starts_at"),
            was.ends_at.label("was_ends_at"),
            was.room_id.label("was_room_id"),
        )
        .join(Session, Session.id == now.session_id)
        .join(newest, (newest.session_id == now.session_id) & (newest.release_id == newest_id))
        .outerjoin(
            was,
            (was.session_id == now.session_id)
            & (was.release_id == case(before, value=now.release_id)),
        )
        .where(
            now.release_id.in_(before),
            now.kind == SessionKind.SESSION,
            newest.kind == SessionKind.SESSION,
            Session.hidden_at.is_(None),
            _is_other(now, was),
            or_(now.release_id.not_in(_over_unseen(pairs)), _says_other(now, was)),
        )
        .order_by(now.starts_at, now.session_id)
    ).all()


def touching_hidden(pairs: Sequence[Pair]) -> frozenset[int]:
    """Return the releases that changed a session which is hidden now, a first one all it shows."""
    now, was = aliased(ReleaseEntry), aliased(ReleaseEntry)
    before = {pair.release.id: pair.before.id for pair in pairs if pair.before}
    found = db.session.scalars(
        select(now.release_id)
        .distinct()
        .join(Session, Session.id == now.session_id)
        .outerjoin(
            was,
            (was.session_id == now.session_id)
            & (was.release_id == (case(before, value=now.release_id) if before else null())),
        )
        .where(
            now.release_id.in_([pair.release.id for pair in pairs]),
            Session.hidden_at.is_not(None),
            _is_other(now, was),
        )
    )
    return frozenset(found)


def _is_other(now: type[ReleaseEntry], was: type[ReleaseEntry]) -> ColumnElement[bool]:
    """Say whether an entry differs from what the public saw before.

    Each change of time, room or state raises the sequence, and each of any kind moves the moment:
    the long texts need not be compared.
    """
    return or_(was.id.is_(None), was.sequence != now.sequence, was.changed_at != now.changed_at)


def _over_unseen(pairs: Sequence[Pair]) -> list[int]:
    """Return the releases before which one was made that nobody saw."""
    return [
        pair.release.id
        for pair in pairs
        if pair.before and pair.before.number < pair.release.number - 1
    ]


def _says_other(now: type[ReleaseEntry], was: type[ReleaseEntry]) -> ColumnElement[bool]:
    """Say whether anything of an entry is different: what was unseen may have taken it back."""
    names = ("state", "starts_at", "ends_at", "room_id", *Words.__slots__)
    return or_(
        was.id.is_(None),
        *(getattr(now, name).is_distinct_from(getattr(was, name)) for name in names),
        _has_more_on_stage(now, was),
        _has_more_on_stage(was, now),
    )


def _has_more_on_stage(one: type[ReleaseEntry], other: type[ReleaseEntry]) -> ColumnElement[bool]:
    """Say whether somebody is on stage in one entry who is not there in the other, as they are."""
    here, there = aliased(ReleaseStage), aliased(ReleaseStage)
    is_there = (
        exists()
        .where(
            there.release_id == other.release_id,
            there.session_id == other.session_id,
            there.speaker_id == here.speaker_id,
            there.position == here.position,
            there.role == here.role,
        )
        .correlate_except(there)
    )
    return (
        exists()
        .where(here.release_id == one.release_id, here.session_id == one.session_id, ~is_there)
        .correlate_except(here)
    )


def _was_hidden(
    now: type[ReleaseEntry], numbers: Mapping[int, tuple[int, int]]
) -> ColumnElement[bool]:
    """Say whether a session was hidden in a release, in the one seen before, or in one between.

    ``numbers`` are those of both, by the release's id. What was released in between, and seen by
    nobody, may be where a title was taken back.
    """
    marked = aliased(ReleaseEntry)
    first, last = (
        case({key: pair[side] for key, pair in numbers.items()}, value=now.release_id)
        for side in (0, 1)
    )
    return exists().where(
        marked.session_id == now.session_id,
        marked.was_hidden,
        Release.id == marked.release_id,
        Release.number.between(first, last),
    )
