"""Versions beside the newest: what two differ in, what an old one does to the draft, who saw it."""

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from conference.kernel.errors import Refused
from conference.programme.rules.releases import (
    DraftEntry,
    Placement,
    PublicEntry,
    Stage,
    Words,
)
from conference.programme.rules.states import EntryState, SessionKind


class DraftOvertaken(Refused):
    """The draft is not the one that the page showed."""

    code = "draft_overtaken"
    message = (
        "The draft was changed since you opened this page. Nothing was taken into it. Look again."
    )


class NothingToTake(Refused):
    """The draft says what the version says."""

    code = "nothing_to_take"
    message = "The draft says what this version says. Nothing was changed."


class LockedInTheWay(Refused):
    """Sessions that would move, or lose their time, are locked to it."""

    code = "locked_in_the_way"

    def __init__(self, titles: Iterable[str]) -> None:
        """Name them."""
        names = ", ".join(f"“{title}”" for title in titles)
        super().__init__(
            f"Locked to another time or room: {names}. Unlock them first, or tick that they may "
            "move too. Nothing was changed."
        )


NAMES: Mapping[str, str] = {
    "code": "code",
    "kind": "what it is",
    "title": "title",
    "summary": "the sentence in lists",
    "abstract": "abstract",
    "content_note": "content note",
    "track_id": "track",
    "format_id": "format",
    "language": "language",
    "level": "for whom",
    "recording": "recording",
    "places": "places to book",
    "is_sensitive": "whether it is sensitive",
}
"""What organisers call each of a session's words."""

ON_STAGE = "who is on stage"


def differing(before: Words, after: Words) -> tuple[str, ...]:
    """Return which words of a session differ, as the code names them."""
    return tuple(name for name in Words.__slots__ if getattr(before, name) != getattr(after, name))


def changed_words(before: tuple[Words, Stage], after: tuple[Words, Stage]) -> tuple[str, ...]:
    """Return the names of what a session says otherwise, those on stage last."""
    (was, stage_before), (now, stage_after) = before, after
    found = tuple(NAMES.get(name, name) for name in differing(was, now))
    return (*found, ON_STAGE) if stage_before != stage_after else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What the newest release of a session has fixed, because people rely on it."""

    is_session: bool
    places: int | None


class TakenKind(enum.StrEnum):
    """What an old version does to a session of the draft."""

    MOVED = "moved"
    BACK = "back"
    CALLED_OFF = "called_off"
    UNPLACED = "unplaced"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One session of the draft as it is, and as it would be with an old version in it."""

    kind: TakenKind
    before: DraftEntry
    after: DraftEntry

    @property
    def session_id(self) -> int:
        """Which session."""
        return self.before.session_id

    @property
    def has_other_stand(self) -> bool:
        """Whether its time or room is another one, or goes."""
        return self.before.placement != self.after.placement

    @property
    def is_otherwise_off(self) -> bool:
        """Whether it is called off, or runs again."""
        return self.before.is_cancelled != self.after.is_cancelled

    @property
    def loses_time(self) -> bool:
        """Whether it stands nowhere after that."""
        return self.before.placement is not None and self.after.placement is None

    @property
    def words(self) -> tuple[str, ...]:
        """The names of what it says otherwise."""
        return changed_words(
            (self.before.words, self.before.stage), (self.after.words, self.after.stage)
        )


def taken(
    version: Mapping[int, PublicEntry],
    draft: Mapping[int, DraftEntry],
    fixed: Mapping[int, Fixed],
    outside: Collection[int] = frozenset(),
) -> tuple[Taken, ...]:
    """Return what taking a version into the draft changes, by the time of the version.

    A session that the version has is as it was there, but for what a release has fixed since; one
    that it has not keeps its words and loses its time. A session that was called off there is
    called off in the draft, at the time it was planned for. Those ``outside`` the edition's days
    lose their time.
    """
    found = []
    for key, row in draft.items():
        after = _as_it_was(version.get(key), row, fixed.get(key))
        found.append(_taken(row, replace(after, placement=None) if key in outside else after))
    known = [one for one in found if one is not None]
    return tuple(sorted(known, key=_order))


def outside_of(
    version: Mapping[int, PublicEntry], days: tuple[date, date], zone: tzinfo
) -> frozenset[int]:
    """Return the sessions that a version has on none of the edition's days, first to last.

    The days of an edition can be moved after a release.
    """
    return frozenset(
        key
        for key, entry in version.items()
        if not days[0] <= entry.placement.starts_at.astimezone(zone).date() <= days[1]
    )


def kept_places(
    version: Mapping[int, PublicEntry],
    draft: Mapping[int, DraftEntry],
    fixed: Mapping[int, Fixed],
) -> frozenset[int]:
    """Return the sessions that keep a number of places which the version has otherwise."""
    return frozenset(
        key
        for key, entry in version.items()
        if (known := fixed.get(key)) is not None
        and known.places is not None
        and key in draft
        and draft[key].words.places != entry.words.places
    )


def _as_it_was(entry: PublicEntry | None, row: DraftEntry, fixed: Fixed | None) -> DraftEntry:
    if entry is None:
        return replace(row, placement=None)
    return DraftEntry(
        session_id=row.session_id,
        words=_words(entry.words, row.words, fixed),
        placement=entry.placement,
        stage=entry.stage,
        is_cancelled=entry.state is EntryState.CANCELLED,
    )


def _words(words: Words, drafted: Words, fixed: Fixed | None) -> Words:
    if fixed is None:
        return replace(words, code=drafted.code)
    return replace(
        words,
        code=drafted.code,
        kind=SessionKind.SESSION if fixed.is_session else words.kind,
        places=words.places if fixed.places is None else drafted.places,
    )


def _taken(before: DraftEntry, after: DraftEntry) -> Taken | None:
    if before == after:
        return None
    return Taken(kind=_kind(before, after), before=before, after=after)


def _kind(before: DraftEntry, after: DraftEntry) -> TakenKind:
    if before.is_cancelled != after.is_cancelled:
        return TakenKind.CALLED_OFF if after.is_cancelled else TakenKind.BACK
    if before.placement == after.placement:
        return TakenKind.REWORDED
    if after.placement is None:
        return TakenKind.UNPLACED
    return TakenKind.BACK if before.placement is None else TakenKind.MOVED


def _order(one: Taken) -> tuple[bool, str, int]:
    stand: Placement | None = one.after.placement or one.before.placement
    return stand is None, stand.starts_at.isoformat() if stand else "", one.session_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A time without a public programme: the release before it, and the one at its end."""

    after: int
    until: int | None
    began_at: datetime
    ended_at: datetime | None


def is_unseen(number: int, times: Iterable[Unseen]) -> bool:
    """Say whether a release was made since the programme was switched off, and it still is."""
    return any(time.until is None and time.after < number for time in times)


def seen_before(number: int, times: Iterable[Unseen]) -> int | None:
    """Return the number of the release that the public saw before this one; 0: none.

    Nothing where the public never saw this one: it was made, and followed by the next one, while
    the programme was switched off.
    """
    for time in times:
        if time.after < number and (time.until is None or number < time.until):
            return None
        if time.after < number == time.until:
            return time.after
    return number - 1


def seen_at(number: int, made_at: datetime, times: Iterable[Unseen]) -> datetime | None:
    """Return since when the public saw a release, if it ever did: one made unseen, since the end.

    ``made_at`` is when it was made.
    """
    known = tuple(times)
    if seen_before(number, known) is None:
        return None
    ends = (time.ended_at for time in known if time.after < number == time.until)
    return next(ends, made_at)


def news_from(since: datetime, times: Iterable[Unseen]) -> datetime:
    """Return from when on a change is news to the public, if what it saw at ``since`` is old.

    What was changed in a time without a programme is new to everybody when that time ends.
    """
    begins = (
        time.began_at for time in times if time.ended_at is not None and time.ended_at > since
    )
    return min((since, *begins))


def was_seen(number: int, times: Iterable[Unseen]) -> bool:
    """Say whether the public ever saw this release."""
    return seen_before(number, times) is not None


def seen(numbers: Collection[int], times: tuple[Unseen, ...]) -> Iterator[tuple[int, int]]:
    """Yield each release that the public saw with the one it saw before, in the order given."""
    for number in numbers:
        before = seen_before(number, times)
        if before is not None:
            yield number, before
