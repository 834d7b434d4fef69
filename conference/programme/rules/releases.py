"""What a release shows of each session, given the draft and the release before it."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from conference.kernel.errors import Refused
from conference.programme.rules.states import (
    EntryState,
    RecordingChoice,
    SessionKind,
    SessionLevel,
    StageRole,
)

A_MOMENT = timedelta(minutes=2)
"""So long what was done is told as just done."""

Stage = tuple[tuple[int, StageRole], ...]
"""Who is on stage, in order: speakers' ids and what each does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All that a session says of itself, wherever and whenever it is."""

    code: str
    kind: SessionKind
    title: str
    summary: str
    abstract: str
    content_note: str
    track_id: int | None
    format_id: int | None
    language: str
    level: SessionLevel
    recording: RecordingChoice
    places: int | None
    is_sensitive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """When and where a session is; without a room it is everywhere, as a break is."""

    starts_at: datetime
    ends_at: datetime
    room_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """A session as organisers have it now; without a placement it is in no slot."""

    session_id: int
    words: Words
    placement: Placement | None
    stage: Stage = ()
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEntry:
    """A session as a release shows it.

    ``sequence`` counts the changes of time, room or state that calendars must act on (RFC 5545
    section 3.8.7.4); ``changed_at`` is the moment of the last change of any kind.
    """

    session_id: int
    words: Words
    placement: Placement
    stage: Stage = ()
    state: EntryState
    sequence: int
    changed_at: datetime

    @property
    def runs(self) -> bool:
        """Whether it is a session, and not called off."""
        return self.words.kind is SessionKind.SESSION and self.state is EntryState.CONFIRMED


def next_entry(
    previous: PublicEntry | None, draft: DraftEntry | None, *, now: datetime
) -> PublicEntry | None:
    """Return what the next release shows of one session; nothing where it shows nothing.

    A session that was public and runs no more stays, cancelled, at the time and in the room that
    people have in their calendars. A break just goes: no calendar holds one.
    """
    if draft is not None and draft.placement is not None and not draft.is_cancelled:
        return _running(previous, draft, draft.placement, now)
    if previous is None or previous.words.kind is SessionKind.BREAK:
        return None
    known = draft if draft is not None else previous
    cancelled = replace(previous, words=known.words, stage=known.stage, state=EntryState.CANCELLED)
    return _follow(previous, cancelled, now)


def _running(
    previous: PublicEntry | None, draft: DraftEntry, placement: Placement, now: datetime
) -> PublicEntry:
    entry = PublicEntry(
        session_id=draft.session_id,
        words=draft.words,
        placement=placement,
        stage=draft.stage,
        state=EntryState.CONFIRMED,
        sequence=0,
        changed_at=now,
    )
    return entry if previous is None else _follow(previous, entry, now)


def _follow(previous: PublicEntry, entry: PublicEntry, now: datetime) -> PublicEntry:
    """Count on from the entry before: the sequence never goes down, the moment never lies."""
    is_moved = (entry.placement, entry.state) != (previous.placement, previous.state)
    is_changed = is_moved or (entry.words, entry.stage) != (previous.words, previous.stage)
    return replace(
        entry,
        sequence=previous.sequence + is_moved,
        changed_at=now if is_changed else previous.changed_at,
    )


class ReleaseBlocked(Refused):
    """Something is wrong that nobody can accept."""

    code = "release_blocked"
    message = "Something blocks this release. Mend it in the schedule first."


class DraftChanged(Refused):
    """The draft is not the one that the page showed."""

    code = "draft_changed"
    message = "The draft was changed since you opened this page. Nothing was released. Look again."


class ReleasedMeanwhile(Refused):
    """Somebody released after the page was opened, or the same press came twice."""

    code = "released_meanwhile"

    def __init__(self, number: int, *, is_fresh: bool) -> None:
        """Name the release that there is now."""
        when = "a moment ago" if is_fresh else "since you opened this page"
        super().__init__(f"Release {number} was made {when}. This press released nothing more.")


class NothingNew(Refused):
    """The draft says what the newest release says."""

    code = "nothing_new"
    message = "The draft says nothing new. Nothing was released."


class ChangeKind(enum.StrEnum):
    """How a session differs from the release before."""

    NEW = "new"
    MOVED = "moved"
    CANCELLED = "cancelled"
    BACK = "back"
    REWORDED = "reworded"
    GONE = "gone"


CONCERNING = frozenset({ChangeKind.MOVED, ChangeKind.CANCELLED, ChangeKind.BACK})
"""What people on stage and people with a place are told of (workflows.md rule 44)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One session that differs; a new one has nothing before, a break that goes nothing after."""

    session_id: int
    kind: ChangeKind
    before: PublicEntry | None
    after: PublicEntry | None

    @property
    def shown(self) -> PublicEntry:
        """What is said of it now, or was said last."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found

    @property
    def was_called(self) -> str:
        """The title that it had before; empty where it has the same one now."""
        if self.before is None or self.after is None:
            return ""
        was, now = self.before.words.title, self.after.words.title
        return was if was != now else ""

    @property
    def says_more(self) -> bool:
        """Whether it also has other words or people, beside what its kind says."""
        if self.before is None or self.after is None or self.kind is ChangeKind.REWORDED:
            return False
        return (self.before.words, self.before.stage) != (self.after.words, self.after.stage)


def changes(
    previous: Mapping[int, PublicEntry], entries: Iterable[PublicEntry]
) -> tuple[Change, ...]:
    """Return how a release differs from the one before, by time."""
    after = {entry.session_id: entry for entry in entries}
    found = (
        _change(session_id, previous.get(session_id), after.get(session_id))
        for session_id in {*previous, *after}
    )
    known = [change for change in found if change is not None]
    return tuple(
        sorted(known, key=lambda change: (change.shown.placement.starts_at, change.session_id))
    )


def _change(
    session_id: int, before: PublicEntry | None, after: PublicEntry | None
) -> Change | None:
    kind = _kind(before, after)
    if kind is None:
        return None
    return Change(session_id=session_id, kind=kind, before=before, after=after)


def _kind(before: PublicEntry | None, after: PublicEntry | None) -> ChangeKind | None:
    if before is None or after is None:
        return ChangeKind.GONE if after is None else ChangeKind.NEW
    if after.state is not before.state:
        is_off = after.state is EntryState.CANCELLED
        return ChangeKind.CANCELLED if is_off else ChangeKind.BACK
    if after.placement != before.placement:
        return ChangeKind.MOVED
    is_reworded = (after.words, after.stage) != (before.words, before.stage)
    return ChangeKind.REWORDED if is_reworded else None
