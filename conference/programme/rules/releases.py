"""What a release shows of each session, given the draft and the release before it."""

from dataclasses import dataclass, replace
from datetime import datetime

from conference.programme.rules.states import EntryState, SessionKind


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
    state: EntryState
    sequence: int
    changed_at: datetime


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
    words = draft.words if draft is not None else previous.words
    return _follow(previous, replace(previous, words=words, state=EntryState.CANCELLED), now)


def _running(
    previous: PublicEntry | None, draft: DraftEntry, placement: Placement, now: datetime
) -> PublicEntry:
    entry = PublicEntry(
        session_id=draft.session_id,
        words=draft.words,
        placement=placement,
        state=EntryState.CONFIRMED,
        sequence=0,
        changed_at=now,
    )
    return entry if previous is None else _follow(previous, entry, now)


def _follow(previous: PublicEntry, entry: PublicEntry, now: datetime) -> PublicEntry:
    """Count on from the entry before: the sequence never goes down, the moment never lies."""
    is_moved = (entry.placement, entry.state) != (previous.placement, previous.state)
    is_changed = is_moved or entry.words != previous.words
    return replace(
        entry,
        sequence=previous.sequence + is_moved,
        changed_at=now if is_changed else previous.changed_at,
    )
