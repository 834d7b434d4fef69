"""The release that the draft would be now, and how it differs from the newest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import or_, select

from conference.kernel.database import db
from conference.people.models import Speaker
from conference.programme.models import Release, Session, SessionSpeaker
from conference.programme.queries.contents import draft_entries, public_entries
from conference.programme.rules.releases import (
    CONCERNING,
    Change,
    ChangeKind,
    PublicEntry,
    changes,
    next_entry,
)
from conference.programme.rules.states import EntryState

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
        """The sessions that move, are called off or run again."""
        return frozenset(row.session_id for row in self.changes if row.kind in CONCERNING)

    def told(self, hidden: Collection[int]) -> frozenset[int]:
        """Return the sessions whose people are told: of a hidden one only whether it runs."""
        return frozenset(
            row.session_id
            for row in self.changes
            if row.kind in CONCERNING
            and (row.session_id not in hidden or row.kind is not ChangeKind.MOVED)
        )

    def newly_on_stage(self, hidden: Collection[int]) -> frozenset[OnStage]:
        """Return who would be on stage in a session that runs, and was not so before."""
        return frozenset(
            (change.session_id, speaker_id)
            for change in self.changes
            if change.after is not None and change.after.state is EntryState.CONFIRMED
            if change.session_id not in hidden
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
    """Return the release that the draft would be at ``now``, in four statements."""
    previous, draft = public_entries(edition_id), draft_entries(edition_id)
    found = (
        next_entry(previous.get(session_id), draft.get(session_id), now=now)
        for session_id in sorted({*previous, *draft})
    )
    entries = tuple(entry for entry in found if entry is not None)
    return NextRelease(
        entries=entries,
        changes=changes(previous, entries),
        mark=_mark(previous, entries),
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


def silent_speakers(session_ids: Collection[int], speaker_ids: Collection[int]) -> int:
    """Return how many of these, and of those on stage in these sessions, no mail can reach."""
    on_stage = select(SessionSpeaker.speaker_id).where(SessionSpeaker.session_id.in_(session_ids))
    rows = db.session.scalars(
        select(Speaker.id).where(
            or_(Speaker.id.in_(speaker_ids), Speaker.id.in_(on_stage)),
            Speaker.person_id.is_(None),
        )
    )
    return len(rows.all())


def hidden_ids(edition_id: int) -> frozenset[int]:
    """Return the sessions that nothing public shows now."""
    rows = db.session.scalars(
        select(Session.id).where(Session.edition_id == edition_id, Session.hidden_at.is_not(None))
    )
    return frozenset(rows)


def _mark(previous: dict[int, PublicEntry], entries: tuple[PublicEntry, ...]) -> str:
    said = [
        (entry.session_id, entry.words, entry.placement, entry.stage, entry.state)
        for entry in (*previous.values(), *entries)
    ]
    return sha256(repr(said).encode()).hexdigest()[:MARK_LENGTH]
