"""What became different from release to release, in what everybody may know."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from conference.editions.models import Edition
from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.kernel.text import one_line
from conference.programme.models import Release, ReleaseEntry, Room, Session
from conference.programme.queries.entries import newest_release_id
from conference.programme.queries.published import unseen_times
from conference.programme.queries.renamings import OldTitles, old_titles
from conference.programme.queries.stage import SpeakersById, speakers_of
from conference.programme.rules.releases import ChangeKind
from conference.programme.rules.states import EntryState, SessionKind
from conference.programme.rules.versions import seen
from conference.programme.rules.visibility import RoomSecrecy, public_room

MOST_RELEASES = 50
"""How many releases the changelog lists; the programme itself has what came of the others."""

SHOWN = (
    ChangeKind.NEW,
    ChangeKind.BACK,
    ChangeKind.MOVED,
    ChangeKind.CANCELLED,
    ChangeKind.REWORDED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStand:
    """When a session is, and where, as far as anybody may know."""

    starts_at: datetime
    ends_at: datetime
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogLine:
    """One session that became different; ``was`` is filled only where it moved.

    ``was_called`` is the title that a release changed, where the public may be told it again.
    """

    kind: ChangeKind
    code: str
    title: str
    was_called: str
    was: PublicStand | None
    now: PublicStand


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogRelease:
    """One release; of the first only how many ``sessions`` it published is told."""

    number: int
    name: str
    note: str
    released_at: datetime
    sessions: int | None
    lines: tuple[ChangelogLine, ...]

    @property
    def title(self) -> str:
        """Its name, or else its number."""
        return self.name or f"Version {self.number}"

    @property
    def is_first(self) -> bool:
        """Whether there was no public programme before it."""
        return self.sessions is not None

    def of_kind(self, kind: str) -> tuple[ChangelogLine, ...]:
        """Return the lines of one kind, by time."""
        return tuple(line for line in self.lines if line.kind.value == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changelog:
    """All that became different, the newest first; ``is_cut`` if older releases are left out.

    ``made_at`` is when the edition was made: a date that its addresses can be named after.
    """

    made_at: datetime
    is_released: bool
    releases: tuple[ChangelogRelease, ...]
    is_cut: bool

    @property
    def updated_at(self) -> datetime:
        """When the newest of it was published."""
        return self.releases[0].released_at if self.releases else self.made_at


@dataclass(frozen=True, slots=True)
class _Pair:
    """A release that the public saw, and the one it saw before; nothing before the first."""

    release: Release
    before: Release | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What rooms, people on stage and old titles may be called now, whatever a release said."""

    rooms: Mapping[int, tuple[str, RoomSecrecy]]
    speakers: SpeakersById = field(default_factory=dict)
    before: OldTitles = field(default_factory=dict)

    def stand(self, row: Any, side: str) -> PublicStand:
        """Return when and where a session is, or was."""
        room_id = getattr(row, f"{side}_room_id")
        name, secrecy = self.rooms.get(room_id or 0, (None, RoomSecrecy.OPEN))
        room = public_room(name, secrecy=secrecy, speakers=self.speakers.get(row.session_id, ()))
        return PublicStand(
            starts_at=getattr(row, f"{side}_starts_at"),
            ends_at=getattr(row, f"{side}_ends_at"),
            room=room.told if side == "now" else room.name or "",
        )


def changelog(edition: EditionFrame) -> Changelog:
    """Return the changelog in at most ten statements, whatever the number of releases.

    A session is called what the newest release calls it, with the title before that where the
    public read it and nothing was hidden or protected since; and a room or a speaker is shown as
    today's choices say: what was taken out of the programme for somebody's sake is not kept here.
    Hidden sessions and breaks are left out, and so are releases that the public never saw.
    """
    made_at = db.session.scalars(select(Edition.created_at).where(Edition.id == edition.id)).one()
    newest_id = newest_release_id(edition.id)
    if newest_id is None:
        return Changelog(made_at=made_at, is_released=False, releases=(), is_cut=False)
    pairs = _pairs(edition.id)
    listed = pairs[:MOST_RELEASES]
    lines = _lines(edition.id, newest_id, [pair for pair in listed if pair.before])
    return Changelog(
        made_at=made_at,
        is_released=True,
        releases=tuple(_release(pair, lines.get(pair.release.id, [])) for pair in listed),
        is_cut=len(pairs) > MOST_RELEASES,
    )


def _pairs(edition_id: int) -> list[_Pair]:
    rows = db.session.scalars(
        select(Release).where(Release.edition_id == edition_id).order_by(Release.number.desc())
    )
    by_number = {row.number: row for row in rows}
    return [
        _Pair(by_number[number], by_number.get(before))
        for number, before in seen(tuple(by_number), unseen_times(edition_id))
    ]


def _release(pair: _Pair, lines: Iterable[ChangelogLine]) -> ChangelogRelease:
    row = pair.release
    return ChangelogRelease(
        number=row.number,
        name=one_line(row.name),
        note=one_line(row.note),
        released_at=row.released_at,
        sessions=None if pair.before else _count(row.id),
        lines=tuple(lines),
    )


def _count(release_id: int) -> int:
    """Return how many sessions a release shows; asked for the first one only."""
    found = db.session.scalar(
        select(func.count())
        .select_from(ReleaseEntry)
        .join(Session, Session.id == ReleaseEntry.session_id)
        .where(
            ReleaseEntry.release_id == release_id,
            ReleaseEntry.kind == SessionKind.SESSION,
            ReleaseEntry.state == EntryState.CONFIRMED,
            Session.hidden_at.is_(None),
        )
    )
    return found or 0


def _lines(
    edition_id: int, newest_id: int, pairs: Sequence[_Pair]
) -> dict[int, list[ChangelogLine]]:
    """Return the lines of releases by their ids, each by time."""
    if not pairs:
        return {}
    rows = _different(newest_id, pairs)
    names = _Names(
        rooms=_rooms(edition_id),
        speakers=speakers_of(edition_id),
        before=old_titles(edition_id, newest_id, rows),
    )
    found: defaultdict[int, list[ChangelogLine]] = defaultdict(list)
    for row in rows:
        found[row.release_id].append(_line(row, names))
    return found


def _different(newest_id: int, pairs: Sequence[_Pair]) -> Sequence[Any]:
    """Return the entries that differ from those that the public saw before.

    Each change of time, room or state raises the sequence, and each of any kind moves the moment:
    the long texts need not be compared.
    """
    now, was, newest = aliased(ReleaseEntry), aliased(ReleaseEntry), aliased(ReleaseEntry)
    before = {pair.release.id: pair.before.id for pair in pairs if pair.before}
    return db.session.execute(
        select(
            now.release_id,
            now.session_id,
            newest.code,
            newest.title,
            now.title.label("now_title"),
            was.title.label("was_title"),
            (now.is_sensitive | was.is_sensitive | newest.is_sensitive).label("is_sensitive"),
            (now.was_hidden | was.was_hidden).label("was_hidden"),
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
            or_(
                was.id.is_(None),
                was.sequence != now.sequence,
                was.changed_at != now.changed_at,
            ),
        )
        .order_by(now.starts_at, now.session_id)
    ).all()


def _line(row: Any, names: _Names) -> ChangelogLine:
    kind = _kind(row)
    return ChangelogLine(
        kind=kind,
        code=row.code,
        title=one_line(row.title),
        was_called=names.before.get((row.release_id, row.session_id), ""),
        was=names.stand(row, "was") if kind is ChangeKind.MOVED else None,
        now=names.stand(row, "now"),
    )


def _kind(row: Any) -> ChangeKind:
    is_off = row.state is EntryState.CANCELLED
    if row.was_id is None:  # one that came and went while nobody looked is cancelled to them
        return ChangeKind.CANCELLED if is_off else ChangeKind.NEW
    if row.state is not row.was_state:
        return ChangeKind.CANCELLED if is_off else ChangeKind.BACK
    stands = [
        tuple(getattr(row, f"{side}_{name}") for name in ("starts_at", "ends_at", "room_id"))
        for side in ("was", "now")
    ]
    return ChangeKind.REWORDED if stands[0] == stands[1] else ChangeKind.MOVED


def _rooms(edition_id: int) -> dict[int, tuple[str, RoomSecrecy]]:
    """Return the name of each room, and to whom it is told."""
    rows = db.session.execute(
        select(Room.id, Room.name, Room.secrecy()).where(Room.edition_id == edition_id)
    )
    return {room_id: (name, secrecy) for room_id, name, secrecy in rows}
