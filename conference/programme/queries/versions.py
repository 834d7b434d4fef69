"""Versions as organisers look at them: their list, and one by its days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme.models import Room
from conference.programme.queries.contents import entries_of_release
from conference.programme.queries.releases import ReleaseRow, release_rows
from conference.programme.rules.releases import Placement, PublicEntry, Stage
from conference.programme.rules.states import EntryState, SessionKind, StageRole

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


def version_page(edition_id: int, number: int) -> VersionPage:
    """Return one version with its sessions, in five statements. Raises: NotFound."""
    rows = release_rows(edition_id)
    row = version_row(rows, number)
    found = entries_of_release(edition_id, number).values()
    names = speaker_names(edition_id)
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


def room_names(edition_id: int) -> dict[int, str]:
    """Return the names of all rooms, as organisers may know them."""
    rows = db.session.execute(select(Room.id, Room.name).where(Room.edition_id == edition_id))
    return dict(rows.all())


def version_row(rows: Iterable[ReleaseRow], number: int) -> ReleaseRow:
    """Return the row of one version. Raises: NotFound."""
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def stand_words(stand: Placement, rooms: Mapping[int, str]) -> str:
    """Write when and where something stands, for organisers."""
    starts, ends = clock.local(stand.starts_at), clock.local(stand.ends_at)
    room = "" if stand.room_id is None else f", {rooms.get(stand.room_id, GONE)}"
    end = f" to {ends:%H:%M}" if ends > starts else ""
    return f"{starts.day} {starts:%B}, {starts:%H:%M}{end}{room}"


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
        people=people_words(entry.stage, names),
        is_break=entry.words.kind is SessionKind.BREAK,
        is_cancelled=entry.state is EntryState.CANCELLED,
    )


def people_words(stage: Stage, names: Mapping[int, str]) -> str:
    """Write who is on stage, for organisers."""
    return ", ".join(
        f"{names[speaker_id]} (chair)" if role is StageRole.CHAIR else names[speaker_id]
        for speaker_id, role in stage
        if speaker_id in names
    )


def speaker_names(edition_id: int) -> dict[int, str]:
    """Return the names of all speakers, as organisers know them."""
    rows = db.session.execute(
        select(Speaker.id, Speaker.name).where(Speaker.edition_id == edition_id)
    )
    return dict(rows.all())


def _day(entry: PublicEntry) -> date:
    return clock.day(entry.placement.starts_at)
