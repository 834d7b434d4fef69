"""What became different from release to release, in what everybody may know."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from conference.editions.models import Edition
from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.kernel.text import one_line
from conference.programme.models import ReleaseEntry, Room, Session
from conference.programme.queries.entries import newest_release_id
from conference.programme.queries.pairs import Pair, different, pairs, touching_hidden
from conference.programme.queries.renamings import OldTitles, old_titles
from conference.programme.queries.stage import SpeakersById, speakers_of
from conference.programme.rules.releases import ChangeKind
from conference.programme.rules.states import EntryState, SessionKind
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
    Hidden sessions and breaks are left out, and so are releases that the public never saw, and
    the name and note of a release that changed what is hidden now: they may be about that.
    """
    made_at = db.session.scalars(select(Edition.created_at).where(Edition.id == edition.id)).one()
    newest_id = newest_release_id(edition.id)
    if newest_id is None:
        return Changelog(made_at=made_at, is_released=False, releases=(), is_cut=False)
    found = pairs(edition.id)
    listed = found[:MOST_RELEASES]
    lines = _lines(edition.id, newest_id, [pair for pair in listed if pair.before])
    silent = touching_hidden(listed)
    return Changelog(
        made_at=made_at,
        is_released=True,
        releases=tuple(
            _release(pair, lines.get(pair.release.id, []), is_named=pair.release.id not in silent)
            for pair in listed
        ),
        is_cut=len(found) > MOST_RELEASES,
    )


def _release(pair: Pair, lines: Iterable[ChangelogLine], *, is_named: bool) -> ChangelogRelease:
    row = pair.release
    return ChangelogRelease(
        number=row.number,
        name=one_line(row.name) if is_named else "",
        note=one_line(row.note) if is_named else "",
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
    edition_id: int, newest_id: int, listed: Sequence[Pair]
) -> dict[int, list[ChangelogLine]]:
    """Return the lines of releases by their ids, each by time."""
    if not listed:
        return {}
    rows = different(newest_id, listed)
    names = _Names(
        rooms=_rooms(edition_id),
        speakers=speakers_of(edition_id),
        before=old_titles(edition_id, newest_id, rows),
    )
    found: defaultdict[int, list[ChangelogLine]] = defaultdict(list)
    for row in rows:
        found[row.release_id].append(_line(row, names))
    return found


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
