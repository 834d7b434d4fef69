"""The release that the draft would be now, and how it differs from the newest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import or_, select

from conference.history.models import Entry
from conference.kernel.database import db
from conference.people.models import Speaker
from conference.programme.models import (
    Release,
    ReleaseEntry,
    ReleaseStage,
    Session,
    SessionSpeaker,
)
from conference.programme.queries.entries import draft_entries, public_entries
from conference.programme.rules.releases import (
    CONCERNING,
    Change,
    ChangeKind,
    PublicEntry,
    changes,
    next_entry,
)
from conference.programme.rules.states import EntryState, SessionKind
from conference.programme.rules.versions import (
    SWITCHED_OFF,
    SWITCHED_ON,
    Switched,
    Unseen,
    seen_before,
    unseen,
)

MARK_LENGTH = 16
OnStage = tuple[int, int]
"""A session and somebody on its stage, by their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRelease:
    """What would be public, what is different, and a mark of it: the same draft, the same mark."""

    entries: tuple[PublicEntry, ...]
    changes: tuple[Change, ...]
    mark: str

    def of_kind(self, *kinds: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of these kinds, by time."""
        return tuple(change for change in self.changes if change.kind in kinds)

    @property
    def concerning(self) -> frozenset[int]:
        """The sessions whose people are told."""
        return frozenset(row.session_id for row in self.changes if row.kind in CONCERNING)

    @property
    def newly_on_stage(self) -> frozenset[OnStage]:
        """Who would be on stage in a session that runs, and was not so before."""
        return frozenset(
            (change.session_id, speaker_id)
            for change in self.changes
            if change.after is not None and change.after.state is EntryState.CONFIRMED
            for speaker_id, _ in change.after.stage
            if change.before is None or speaker_id not in dict(change.before.stage)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A release in the organisers' list."""

    number: int
    name: str
    note: str
    released_at: datetime
    released_by: str

    @property
    def title(self) -> str:
        """What organisers call it: its number, and its name if it has one."""
        return f"Version {self.number}, {self.name}" if self.name else f"Version {self.number}"


def next_release(edition_id: int, now: datetime) -> NextRelease:
    """Return the release that the draft would be at ``now``, in two statements."""
    previous, draft = public_entries(edition_id), draft_entries(edition_id)
    found = (
        next_entry(previous.get(session_id), draft.get(session_id), now=now)
        for session_id in sorted({*previous, *draft})
    )
    entries = tuple(entry for entry in found if entry is not None)
    return NextRelease(
        entries=entries, changes=changes(previous, entries), mark=_mark(previous, entries)
    )


def release_rows(edition_id: int) -> tuple[ReleaseRow, ...]:
    """Return all releases of the edition, the newest first."""
    rows = db.session.scalars(
        select(Release).where(Release.edition_id == edition_id).order_by(Release.number.desc())
    )
    return tuple(
        ReleaseRow(
            number=row.number,
            name=row.name,
            note=row.note,
            released_at=row.released_at,
            released_by=row.released_by,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Before:
    """How the release before had a session."""

    state: EntryState
    starts_at: datetime


def unseen_times(edition_id: int) -> tuple[Unseen, ...]:
    """Return when the programme was switched off, the oldest first, as the history has it."""
    rows = db.session.execute(
        select(Entry.what, Entry.details)
        .where(
            Entry.subject_kind == "edition",
            Entry.subject_id == edition_id,
            Entry.what.in_((SWITCHED_ON, SWITCHED_OFF)),
        )
        .order_by(Entry.id)
    )
    return unseen(
        Switched(is_on=what == SWITCHED_ON, number=details["release"]) for what, details in rows
    )


def moved_in(release_id: int) -> dict[int, Before]:
    """Return the sessions that this release moved, called off or brought back, as they were.

    As they were when the public saw them last: what changed while the programme was switched off
    is told with the release that is public when it is switched on again, and of a release that
    the public does not see, nobody is told anything. Nobody is told of a hidden session.
    """
    release = db.session.get_one(Release, release_id)
    number_before = seen_before(release.number, unseen_times(release.edition_id))
    if not number_before:
        return {}
    before = (
        select(
            ReleaseEntry.session_id,
            ReleaseEntry.state,
            ReleaseEntry.starts_at,
            ReleaseEntry.ends_at,
            ReleaseEntry.room_id,
        )
        .join(Release, Release.id == ReleaseEntry.release_id)
        .where(Release.edition_id == release.edition_id, Release.number == number_before)
        .subquery()
    )
    rows = db.session.execute(
        select(ReleaseEntry.session_id, before.c.state, before.c.starts_at)
        .join(before, before.c.session_id == ReleaseEntry.session_id)
        .join(Session, Session.id == ReleaseEntry.session_id)
        .where(
            ReleaseEntry.release_id == release_id,
            or_(
                ReleaseEntry.state != before.c.state,
                ReleaseEntry.starts_at != before.c.starts_at,
                ReleaseEntry.ends_at != before.c.ends_at,
                ReleaseEntry.room_id.is_distinct_from(before.c.room_id),
            ),
            Session.hidden_at.is_(None),
        )
    )
    return {session_id: Before(state, starts_at) for session_id, state, starts_at in rows}


def newly_on_stage(release_id: int) -> frozenset[OnStage]:
    """Return who is on stage in this release and was not when the public saw one last.

    Of sessions that run and are not hidden; of a release that the public does not see, nobody.
    """
    release = db.session.get_one(Release, release_id)
    number_before = seen_before(release.number, unseen_times(release.edition_id))
    if number_before is None:
        return frozenset()
    stage = select(ReleaseStage.session_id, ReleaseStage.speaker_id)
    before = (
        stage.join(Release, Release.id == ReleaseStage.release_id)
        .where(Release.edition_id == release.edition_id, Release.number == number_before)
        .subquery()
    )
    rows = db.session.execute(
        stage.join(
            ReleaseEntry,
            (ReleaseEntry.release_id == ReleaseStage.release_id)
            & (ReleaseEntry.session_id == ReleaseStage.session_id),
        )
        .join(Session, Session.id == ReleaseStage.session_id)
        .outerjoin(
            before,
            (before.c.session_id == ReleaseStage.session_id)
            & (before.c.speaker_id == ReleaseStage.speaker_id),
        )
        .where(
            ReleaseStage.release_id == release_id,
            ReleaseEntry.state == EntryState.CONFIRMED,
            ReleaseEntry.kind == SessionKind.SESSION,
            Session.hidden_at.is_(None),
            before.c.session_id.is_(None),
        )
    )
    return frozenset((session_id, speaker_id) for session_id, speaker_id in rows)


def silent_speakers(session_ids: Collection[int]) -> int:
    """Return how many people on stage in these sessions no mail can reach."""
    rows = db.session.scalars(
        select(Speaker.id)
        .distinct()
        .join(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id)
        .where(SessionSpeaker.session_id.in_(session_ids), Speaker.person_id.is_(None))
    )
    return len(rows.all())


def _mark(previous: dict[int, PublicEntry], entries: tuple[PublicEntry, ...]) -> str:
    said = [
        (entry.session_id, entry.words, entry.placement, entry.stage, entry.state)
        for entry in (*previous.values(), *entries)
    ]
    return sha256(repr(said).encode()).hexdigest()[:MARK_LENGTH]
