"""Versions as organisers look at them: one by its days, two compared, one taken into the draft."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby

from sqlalchemy import func, select

from conference.editions.models import Edition
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme.models import Release, ReleaseEntry, Room, Session, Slot
from conference.programme.queries.entries import draft_entries, entries_of_release, release_number
from conference.programme.queries.releases import (
    MARK_LENGTH,
    ReleaseRow,
    next_release,
    release_rows,
    unseen_times,
)
from conference.programme.rules.releases import (
    Change,
    DraftEntry,
    Placement,
    PublicEntry,
    Stage,
    changes,
)
from conference.programme.rules.states import EntryState, SessionKind, StageRole
from conference.programme.rules.versions import (
    Fixed,
    Taken,
    changed_words,
    is_unseen,
    kept_places,
    outside_of,
    taken,
)

DRAFT = "draft"
"""What addresses call the release that the draft would be now."""

GONE = "a room that is gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSession:
    """A session as a version has it, with the names that rooms and people have now."""

    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    people: str
    is_break: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    """One version: its row in the list, and its sessions by day and time."""

    row: ReleaseRow
    days: tuple[tuple[date, tuple[VersionSession, ...]], ...]
    is_newest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One session that two versions have otherwise; ``words`` names what it says otherwise."""

    kind: str
    title: str
    before: str
    after: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the second of two versions differs from the first, by time."""

    one: str
    two: str
    differences: tuple[Difference, ...]

    def of_kind(self, kind: str) -> tuple[Difference, ...]:
        """Return the differences of one kind, by time."""
        return tuple(row for row in self.differences if row.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What taking a version into the draft would do.

    ``locked`` are the sessions, by id, whose lock stands in the way; ``kept`` how many keep the
    places that a release has fixed; ``outside`` those that the version has on no day of the
    edition. ``stands`` says, by session and side (before, after), when and where one is. The same
    draft and version have the same ``mark``.
    """

    row: ReleaseRow
    version: Mapping[int, PublicEntry]
    taken: tuple[Taken, ...]
    locked: Mapping[int, str]
    stands: Mapping[tuple[int, str], str]
    outside: frozenset[int]
    cancelled_next: int
    kept: int
    mark: str

    def of_kind(self, kind: str) -> tuple[Taken, ...]:
        """Return the sessions to which this happens."""
        return tuple(one for one in self.taken if one.kind.value == kind)

    @property
    def reworded(self) -> int:
        """How many sessions say something else, or have others on stage."""
        return sum(bool(one.words) for one in self.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPage:
    """What the published switch is about to do: the newest release, and what nobody has seen."""

    number: int
    sessions: int
    changed: int


def version_page(edition_id: int, number: int) -> VersionPage:
    """Return one version with its sessions, in five statements. Raises: NotFound."""
    rows = release_rows(edition_id)
    row = _row(rows, number)
    found = entries_of_release(edition_id, number).values()
    names = _names(edition_id, found)
    rooms = room_names(edition_id)
    by_time = sorted(
        found,
        key=lambda entry: (
            entry.placement.starts_at,
            rooms.get(entry.placement.room_id or 0, ""),
            entry.session_id,
        ),
    )
    return VersionPage(
        row=row,
        days=tuple(
            (day, tuple(_session(entry, rooms, names) for entry in group))
            for day, group in groupby(by_time, key=_day)
        ),
        is_newest=row is rows[0],
    )


def version_sides(edition_id: int) -> tuple[tuple[str, str], ...]:
    """Return (address word, label) of all that can be compared, the draft first."""
    rows = release_rows(edition_id)
    return (
        (DRAFT, "The draft as it is now"),
        *((str(row.number), row.title) for row in rows),
    )


def comparison(edition_id: int, one: str, two: str, now: datetime) -> Comparison:
    """Return how two versions differ; the draft is what the next release would be.

    Raises: NotFound (there is no such version).
    """
    labels = dict(version_sides(edition_id))
    if one not in labels or two not in labels:
        raise NotFound("There is no such version.")
    first, second = _side(edition_id, one, now), _side(edition_id, two, now)
    rooms = room_names(edition_id)
    return Comparison(
        one=labels[one],
        two=labels[two],
        differences=tuple(_difference(row, rooms) for row in changes(first, second.values())),
    )


def restoration(edition_id: int, number: int) -> Restoration:
    """Return what taking a version into the draft would do, in ten statements.

    Raises: NotFound (there is no such version).
    """
    row = _row(release_rows(edition_id), number)
    version, draft = entries_of_release(edition_id, number), draft_entries(edition_id)
    fixed = fixed_by_releases(edition_id)
    outside = outside_of(version, _days(edition_id), clock.ZONE) & draft.keys()
    found = taken(version, draft, fixed, outside)
    stuck = _locked(edition_id)
    public = entries_of_release(edition_id, release_number(edition_id))
    lost = [one.session_id for one in found if one.loses_time]
    return Restoration(
        row=row,
        version=version,
        taken=found,
        locked={
            one.session_id: one.before.words.title
            for one in found
            if one.has_other_stand and one.session_id in stuck
        },
        stands=_stands(found, room_names(edition_id)),
        outside=outside,
        cancelled_next=sum(_runs(public.get(key)) for key in lost),
        kept=len(kept_places(version, draft, fixed)),
        mark=_mark(version, draft, stuck, outside),
    )


def fixed_by_releases(edition_id: int) -> dict[int, Fixed]:
    """Return what the newest release of each session has fixed."""
    newest = (
        select(func.max(ReleaseEntry.id))
        .join(Release, Release.id == ReleaseEntry.release_id)
        .where(Release.edition_id == edition_id)
        .group_by(ReleaseEntry.session_id)
    )
    rows = db.session.execute(
        select(ReleaseEntry.session_id, ReleaseEntry.kind, ReleaseEntry.places).where(
            ReleaseEntry.id.in_(newest)
        )
    )
    return {
        session_id: Fixed(is_session=kind is SessionKind.SESSION, places=places)
        for session_id, kind, places in rows
    }


def room_names(edition_id: int) -> dict[int, str]:
    """Return the names of all rooms, as organisers may know them."""
    rows = db.session.execute(select(Room.id, Room.name).where(Room.edition_id == edition_id))
    return dict(rows.all())


def switch_page(edition_id: int) -> SwitchPage:
    """Return what the published switch would show, or has shown."""
    number = release_number(edition_id)
    found = entries_of_release(edition_id, number)
    times = unseen_times(edition_id)
    changed = 0
    if is_unseen(number, times):
        before = entries_of_release(edition_id, times[-1].after)
        changed = sum(
            key in before
            and (entry.placement, entry.state) != (before[key].placement, before[key].state)
            for key, entry in found.items()
        )
    return SwitchPage(
        number=number,
        sessions=sum(_runs(entry) for entry in found.values()),
        changed=changed,
    )


def _row(rows: Iterable[ReleaseRow], number: int) -> ReleaseRow:
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def _side(edition_id: int, word: str, now: datetime) -> Mapping[int, PublicEntry]:
    if word != DRAFT:
        return entries_of_release(edition_id, int(word))
    return {entry.session_id: entry for entry in next_release(edition_id, now).entries}


def _difference(change: Change, rooms: Mapping[int, str]) -> Difference:
    before, after = change.before, change.after
    return Difference(
        kind=change.kind.value,
        title=change.shown.words.title,
        before=stand_words(before.placement, rooms) if before else "",
        after=stand_words(after.placement, rooms) if after else "",
        words=changed_words((before.words, before.stage), (after.words, after.stage))
        if before and after
        else (),
    )


def stand_words(stand: Placement, rooms: Mapping[int, str]) -> str:
    """Write when and where something stands, for organisers."""
    starts, ends = clock.local(stand.starts_at), clock.local(stand.ends_at)
    room = "" if stand.room_id is None else f", {rooms.get(stand.room_id, GONE)}"
    return f"{starts.day} {starts:%B}, {starts:%H:%M} to {ends:%H:%M}{room}"


def _session(
    entry: PublicEntry, rooms: Mapping[int, str], names: Mapping[int, str]
) -> VersionSession:
    stand = entry.placement
    return VersionSession(
        code=entry.words.code,
        title=entry.words.title,
        starts_at=stand.starts_at,
        ends_at=stand.ends_at,
        room="" if stand.room_id is None else rooms.get(stand.room_id, GONE),
        people=_people(entry.stage, names),
        is_break=entry.words.kind is SessionKind.BREAK,
        is_cancelled=entry.state is EntryState.CANCELLED,
    )


def _people(stage: Stage, names: Mapping[int, str]) -> str:
    return ", ".join(
        f"{names[speaker_id]} (chair)" if role is StageRole.CHAIR else names[speaker_id]
        for speaker_id, role in stage
        if speaker_id in names
    )


def _names(edition_id: int, found: Iterable[PublicEntry]) -> dict[int, str]:
    wanted = {speaker_id for entry in found for speaker_id, _ in entry.stage}
    rows = db.session.execute(
        select(Speaker.id, Speaker.name).where(Speaker.edition_id == edition_id)
    )
    return {speaker_id: name for speaker_id, name in rows if speaker_id in wanted}


def _locked(edition_id: int) -> frozenset[int]:
    rows = db.session.scalars(
        select(Slot.session_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Session.edition_id == edition_id, Slot.is_locked)
    )
    return frozenset(rows)


def _days(edition_id: int) -> tuple[date, date]:
    row = db.session.execute(
        select(Edition.starts_on, Edition.ends_on).where(Edition.id == edition_id)
    ).one()
    return row.starts_on, row.ends_on


def _stands(found: Iterable[Taken], rooms: Mapping[int, str]) -> dict[tuple[int, str], str]:
    return {
        (one.session_id, side): stand_words(stand, rooms)
        for one in found
        for side, stand in (("before", one.before.placement), ("after", one.after.placement))
        if stand is not None
    }


def _runs(entry: PublicEntry | None) -> bool:
    return (
        entry is not None
        and entry.words.kind is SessionKind.SESSION
        and entry.state is EntryState.CONFIRMED
    )


def _day(entry: PublicEntry) -> date:
    return clock.local(entry.placement.starts_at).date()


def _mark(
    version: Mapping[int, PublicEntry],
    draft: Mapping[int, DraftEntry],
    stuck: Collection[int],
    outside: Collection[int],
) -> str:
    drafted = [draft[key] for key in sorted(draft)]
    said = (sorted(version), drafted, sorted(stuck), sorted(outside))
    return sha256(repr(said).encode()).hexdigest()[:MARK_LENGTH]
