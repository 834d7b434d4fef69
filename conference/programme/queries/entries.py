"""Sessions as the newest release has them, for all that is public."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    ScalarSelect,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
)

from conference.editions.models import Edition
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.people.rules import most_protective
from conference.programme.models import Release, ReleaseEntry, ReleaseStage, Room, Session
from conference.programme.rules.states import (
    EntryState,
    RecordingChoice,
    SessionKind,
    SessionLevel,
    StageRole,
)
from conference.programme.rules.visibility import RoomSecrecy


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """A session as the newest release has it; only an open room has a name here.

    ``room_name`` is for people with a ticket. Public pages ask ``rules.visibility.public_room``,
    which also hides where a protected speaker will be. What only a session's own page and files
    say is empty in lists: ``abstract``, ``language``, ``level``, ``recording``, ``guid``.
    """

    session_id: int
    code: str
    kind: SessionKind
    title: str
    summary: str
    abstract: str
    content_note: str
    track_id: int | None
    format_id: int | None
    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    room_name: str | None
    room_position: int
    room_secrecy: RoomSecrecy
    places: int | None
    is_sensitive: bool
    state: EntryState
    sequence: int
    changed_at: datetime
    language: str = ""
    level: SessionLevel = SessionLevel.ANY
    recording: RecordingChoice = RecordingChoice.UNDECIDED
    guid: str | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was announced and will not run."""
        return self.state is EntryState.CANCELLED

    @property
    def is_break(self) -> bool:
        """Whether it has no page, no room and no calendar entry."""
        return self.kind is SessionKind.BREAK


def newest_release_id(edition_id: int) -> int | None:
    """Return the id of the release that the public reads, if there is one."""
    return db.session.scalar(select(newest()), {"edition_id": edition_id})


def newest_release(edition_id: int) -> Release | None:
    """Return the row of the release that the public reads."""
    wanted = select(Release).where(Release.id == newest())
    return db.session.scalar(wanted, {"edition_id": edition_id})


def release_number(edition_id: int) -> int:
    """Return the number of the newest release, shown or not; 0 before the first."""
    made = select(func.max(Release.number)).where(Release.edition_id == edition_id)
    return db.session.scalar(made) or 0


def entries(edition_id: int, *, in_full: bool = False) -> tuple[EntryFacts, ...]:
    """Return the whole newest release by time; what lists do not say is empty unless asked for."""
    return _read(_entries(in_full=in_full), edition_id=edition_id)


def entry(edition_id: int, code: str) -> EntryFacts:
    """Return a released session. Raises: NotFound (no such code, not released, a break)."""
    found = _read(_entry(), edition_id=edition_id, code=code)
    if not found:
        raise NotFound("There is no such session in the programme.")
    return found[0]


def entries_of_sessions(edition_id: int, session_ids: Collection[int]) -> tuple[EntryFacts, ...]:
    """Return what the newest release has of these sessions, by time; it may have none."""
    if not session_ids:
        return ()
    return _read(_of_sessions(), edition_id=edition_id, session_ids=list(session_ids))


def hidden_entries(edition_id: int, session_ids: Collection[int]) -> tuple[EntryFacts, ...]:
    """Return those of these sessions that are hidden now, with their times and none of their words.

    For whoever has a place there or is on stage, and must know that it will not run.
    """
    if not session_ids:
        return ()
    found = _read(_hidden_of_sessions(), edition_id=edition_id, session_ids=list(session_ids))
    return tuple(_unnamed(one) for one in found)


def entries_for_booking(
    edition_id: int, code: str, session_ids: Collection[int]
) -> tuple[EntryFacts, ...]:
    """Return one session, these sessions, and all that have places, by time."""
    return _read(_for_booking(), edition_id=edition_id, code=code, session_ids=list(session_ids))


def bookable_entries(edition_id: int) -> tuple[EntryFacts, ...]:
    """Return the sessions of the newest release that run and have places, by time."""
    return _read(_bookable(), edition_id=edition_id)


def speaker_session_ids(edition_id: int, person_id: int) -> frozenset[int]:
    """Return the sessions of the newest release in which a person is on stage."""
    wanted = (
        select(ReleaseStage.session_id)
        .join(Speaker, Speaker.id == ReleaseStage.speaker_id)
        .where(ReleaseStage.release_id == newest(), Speaker.person_id == person_id)
    )
    return frozenset(db.session.scalars(wanted, {"edition_id": edition_id}))


def stage_roles(edition_id: int, person_id: int) -> dict[int, StageRole]:
    """Return what a person does on stage, by session of the newest release."""
    wanted = (
        select(ReleaseStage.session_id, ReleaseStage.role)
        .join(Speaker, Speaker.id == ReleaseStage.speaker_id)
        .where(ReleaseStage.release_id == newest(), Speaker.person_id == person_id)
    )
    return dict(db.session.execute(wanted, {"edition_id": edition_id}).all())


def newest() -> ScalarSelect[int]:
    """Return the id of the release of ``:edition_id`` that the public reads.

    There is none before the first, and none while the programme is switched off: whatever is
    public asks here, and is then as it was before the first release.
    """
    return (
        _newest_first()
        .join(Edition, Edition.id == Release.edition_id)
        .where(Edition.shows_programme)
        .scalar_subquery()
    )


def newest_made() -> ScalarSelect[int]:
    """Return the id of the newest release of ``:edition_id``, shown or not: for organisers."""
    return _newest_first().scalar_subquery()


def _newest_first() -> Select[int]:
    return (
        select(Release.id)
        .where(Release.edition_id == bindparam("edition_id"))
        .order_by(Release.number.desc())
        .limit(1)
    )


@cache
def _entries(*, in_full: bool = False) -> Select[Any]:
    return _all_entries(in_full=in_full).where(Session.hidden_at.is_(None))


@cache
def _hidden_of_sessions() -> Select[Any]:
    return _all_entries().where(Session.hidden_at.is_not(None), _is_one_of_sessions())


def _all_entries(*, in_full: bool = False) -> Select[Any]:
    copied = [getattr(ReleaseEntry, name) for name in _COPIED]
    more = [getattr(ReleaseEntry, name) for name in _MORE] + [Session.guid, _wish()]
    return (
        select(
            *copied,
            *(more if in_full else [literal("").label("abstract")]),
            ReleaseEntry.room_id,
            Room.name.label("room"),
            Room.position.label("room_position"),
            Room.secrecy().label("room_secrecy"),
        )
        .join(Session, Session.id == ReleaseEntry.session_id)
        .outerjoin(Room, Room.id == ReleaseEntry.room_id)
        .where(ReleaseEntry.release_id == newest())
        .order_by(ReleaseEntry.starts_at, Room.position, ReleaseEntry.session_id)
    )


def _wish() -> Label[RecordingChoice]:
    """Return what speakers say now of being recorded: what protects waits for no release."""
    is_of_speakers = Session.proposal_id.is_not(None)
    return case((is_of_speakers, Session.recording), else_=ReleaseEntry.recording).label("wish")


_COPIED = (
    *("session_id", "code", "title", "summary", "content_note", "track_id", "format_id"),
    *("starts_at", "ends_at", "places", "is_sensitive", "sequence", "changed_at", "kind", "state"),
)
_MORE = ("abstract", "language", "level", "recording")


@cache
def _entry() -> Select[Any]:
    return _entries(in_full=True).where(
        ReleaseEntry.code == bindparam("code"), ReleaseEntry.kind == SessionKind.SESSION
    )


@cache
def _of_sessions() -> Select[Any]:
    return _entries().where(_is_one_of_sessions())


@cache
def _for_booking() -> Select[Any]:
    return _entries().where(
        (ReleaseEntry.code == bindparam("code"))
        | _is_one_of_sessions()
        | ReleaseEntry.places.is_not(None)
    )


@cache
def _bookable() -> Select[Any]:
    return _entries().where(
        ReleaseEntry.places.is_not(None), ReleaseEntry.state == EntryState.CONFIRMED
    )


def _is_one_of_sessions() -> ColumnElement[bool]:
    return ReleaseEntry.session_id.in_(bindparam("session_ids", expanding=True))


def _unnamed(found: EntryFacts) -> EntryFacts:
    return replace(
        found,
        code="",
        title="",
        summary="",
        content_note="",
        room_id=None,
        room_name=None,
        room_secrecy=RoomSecrecy.OPEN,
        is_sensitive=True,
    )


def _read(statement: Select[Any], **values: Any) -> tuple[EntryFacts, ...]:
    return tuple(_facts(row) for row in db.session.execute(statement, values))


def _facts(row: Any) -> EntryFacts:
    values = dict(row._mapping)  # noqa: SLF001 (the documented way to a row's names)
    room = values.pop("room")
    if (wish := values.pop("wish", None)) is not None:
        values["recording"] = most_protective((values["recording"], wish))
    return EntryFacts(
        **values
        | {
            "room_name": room if row.room_secrecy is RoomSecrecy.OPEN else None,
            "room_position": row.room_position or 0,
        }
    )
