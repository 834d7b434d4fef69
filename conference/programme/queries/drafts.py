"""The draft as organisers see it: every session, and where it stands."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme.models import Room, Session, SessionSpeaker, Slot
from conference.programme.queries.writing import UNKNOWN
from conference.programme.rules.conflicts import Person
from conference.programme.rules.layouts import Capacities, RoomLayout
from conference.programme.rules.states import SessionKind, StageRole
from conference.proposals.models import Proposal
from conference.proposals.rules.states import ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSession:
    """A session of the draft; without a slot it stands nowhere yet."""

    id: int
    code: str
    kind: SessionKind
    title: str
    track_id: int | None
    format_id: int | None
    minutes: int | None
    layout: RoomLayout
    places: int | None
    is_sensitive: bool
    is_cancelled: bool
    shares_room: bool
    version: int
    starts_at: datetime | None
    ends_at: datetime | None
    room_id: int | None
    is_locked: bool
    people: tuple[Person, ...]
    is_unconfirmed: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether it has a time."""
        return self.starts_at is not None

    @property
    def is_break(self) -> bool:
        """Whether it is for everybody and needs no room."""
        return self.kind is SessionKind.BREAK

    @property
    def speakers(self) -> str:
        """Who speaks and who chairs, in one line."""
        return ", ".join(
            f"{person.name} (chair)" if person.is_chair else person.name for person in self.people
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a session of the draft is called, and when it begins, if it has a time."""

    title: str
    starts_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRoom:
    """A room as the schedule knows it."""

    id: int
    name: str
    capacities: Capacities
    is_step_free: bool | None
    is_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All sessions by time and code, and all rooms in their order."""

    sessions: tuple[DraftSession, ...]
    rooms: tuple[DraftRoom, ...]

    @property
    def unplaced(self) -> tuple[DraftSession, ...]:
        """What still has to find a place: cancelled sessions do not."""
        return tuple(row for row in self.sessions if not row.is_placed and not row.is_cancelled)

    def session(self, code: str) -> DraftSession:
        """Return a session. Raises: NotFound."""
        found = next((row for row in self.sessions if row.code == code), None)
        if found is None:
            raise NotFound(UNKNOWN)
        return found

    def room_name(self, room_id: int | None) -> str:
        """Return a room's name; nothing for no room."""
        return next((room.name for room in self.rooms if room.id == room_id), "")


def draft(edition_id: int) -> Draft:
    """Return the draft in three statements, whatever its size."""
    people = _people(edition_id)
    rows = db.session.execute(
        select(Session, Slot, _is_unconfirmed())
        .outerjoin(Slot, Slot.session_id == Session.id)
        .outerjoin(Proposal, Proposal.id == Session.proposal_id)
        .where(Session.edition_id == edition_id)
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Session.title, Session.id)
    )
    return Draft(
        sessions=tuple(
            replace(_session(row, slot, people.get(row.id, ())), is_unconfirmed=bool(waits))
            for row, slot, waits in rows
        ),
        rooms=_rooms(edition_id),
    )


def standing(edition_id: int, code: str) -> Standing:
    """Return what a session is called and when it begins, in one statement. Raises: NotFound."""
    row = db.session.execute(
        select(Session.title, Slot.starts_at)
        .outerjoin(Slot, Slot.session_id == Session.id)
        .where(Session.edition_id == edition_id, Session.code == code)
    ).first()
    if row is None:
        raise NotFound(UNKNOWN)
    return Standing(title=row.title, starts_at=row.starts_at)


def _is_unconfirmed() -> ColumnElement[bool]:
    """Say, in SQL, whether a session's speakers still have to say that they come."""
    return Proposal.id.is_not(None) & (Proposal.state != ProposalState.CONFIRMED)


def _session(row: Session, slot: Slot | None, people: tuple[Person, ...]) -> DraftSession:
    return DraftSession(
        id=row.id,
        code=row.code,
        kind=row.kind,
        title=row.title,
        track_id=row.track_id,
        format_id=row.format_id,
        minutes=row.minutes,
        layout=row.layout,
        places=row.places,
        is_sensitive=row.is_sensitive,
        is_cancelled=row.is_cancelled,
        shares_room=row.shares_room,
        version=row.version,
        starts_at=slot.starts_at if slot else None,
        ends_at=slot.ends_at if slot else None,
        room_id=slot.room_id if slot else None,
        is_locked=slot is not None and slot.is_locked,
        people=people,
    )


def _people(edition_id: int) -> dict[int, tuple[Person, ...]]:
    rows = db.session.execute(
        select(SessionSpeaker.session_id, SessionSpeaker.role, Speaker.id, Speaker.name)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .where(Speaker.edition_id == edition_id)
        .order_by(SessionSpeaker.session_id, SessionSpeaker.position, Speaker.id)
    )
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for session_id, role, speaker_id, name in rows:
        person = Person(id=speaker_id, name=name, is_chair=role is StageRole.CHAIR)
        found[session_id].append(person)
    return {session_id: tuple(people) for session_id, people in found.items()}


def _rooms(edition_id: int) -> tuple[DraftRoom, ...]:
    rows = db.session.scalars(
        select(Room).where(Room.edition_id == edition_id).order_by(Room.position, Room.id)
    )
    return tuple(
        DraftRoom(**{name: getattr(row, name) for name in DraftRoom.__slots__}) for row in rows
    )
