"""Reading rooms for those who arrange them: what they hold, when they are shut, what uses them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.programme.models import Release, ReleaseEntry, Room, RoomBlock, Slot
from conference.programme.rules.layouts import Capacities


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    """What organisers say of a room, in people; what is none, nobody knows."""

    name: str
    capacities: Capacities
    note: str
    is_private: bool
    is_step_free: bool | None
    has_loop: bool

    @property
    def sizes(self) -> str:
        """How many it holds, in each way that is known; nothing where none is."""
        return ", ".join(f"{number} {layout}" for layout, number in self.capacities.known.items())

    @property
    def access(self) -> str:
        """What is known of getting in and hearing."""
        steps = {None: "Step-free: not known yet", True: "Step-free", False: "Not step-free"}
        return steps[self.is_step_free] + (", induction loop" if self.has_loop else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRow:
    """A room on the list; ``sessions`` is how many of the draft stand in it."""

    id: int
    facts: RoomFacts
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomUse:
    """What holds a room: sessions of the draft, cancelled ones too, and releases of all times."""

    sessions: int
    is_released: bool

    @property
    def hindrance(self) -> str:
        """Why the room cannot be deleted; empty where nothing holds it."""
        if self.is_released:
            return (
                "A release shows a session in this room, and releases stay as they were. "
                "Leave the room: without sessions the programme does not show it."
            )
        if self.sessions:
            return "The draft has sessions in this room. Move them to another one first."
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFacts:
    """A time in which a room cannot be used."""

    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage:
    """A room with its blocks (id and facts) by time."""

    id: int
    facts: RoomFacts
    use: RoomUse
    blocks: tuple[tuple[int, BlockFacts], ...]
    hidden_at: datetime | None


def rooms(edition_id: int) -> tuple[RoomRow, ...]:
    """Return the edition's rooms in their order, in one statement."""
    rows = db.session.execute(
        select(Room, func.count(Slot.session_id))
        .outerjoin(Slot, Slot.room_id == Room.id)
        .where(Room.edition_id == edition_id)
        .group_by(Room.id)
        .order_by(Room.position, Room.id)
    )
    return tuple(RoomRow(id=row.id, facts=_facts(row), sessions=sessions) for row, sessions in rows)


def room_page(edition_id: int, room_id: int) -> RoomPage:
    """Return a room with what holds it, in three statements. Raises: NotFound."""
    row = _found(db.session.scalar(select(Room).where(*_of_edition(edition_id, room_id))))
    return RoomPage(
        id=row.id,
        facts=_facts(row),
        use=room_use(row.id),
        blocks=tuple((block.id, _block_facts(block)) for block in blocks_of(row.id)),
        hidden_at=row.hidden_at,
    )


def room_for_update(edition_id: int, room_id: int) -> Room:
    """Lock and return a room. Raises: NotFound."""
    wanted = select(Room).where(*_of_edition(edition_id, room_id)).with_for_update()
    return _found(db.session.scalar(wanted))


def rooms_for_update(edition_id: int) -> Sequence[Room]:
    """Lock and return the edition's rooms in their order."""
    return db.session.scalars(
        select(Room)
        .where(Room.edition_id == edition_id)
        .order_by(Room.position, Room.id)
        .with_for_update()
    ).all()


def room_use(room_id: int) -> RoomUse:
    """Return what holds a room."""
    in_draft = select(func.count(Slot.session_id)).where(Slot.room_id == room_id)
    sessions, is_released = db.session.execute(
        select(in_draft.scalar_subquery(), exists().where(ReleaseEntry.room_id == room_id))
    ).one()
    return RoomUse(sessions=sessions, is_released=bool(is_released))


def released_room_ids(edition_id: int) -> frozenset[int]:
    """Return the rooms of all releases: what has changed since is told in public too."""
    rows = db.session.scalars(
        select(ReleaseEntry.room_id)
        .join(Release, Release.id == ReleaseEntry.release_id)
        .where(Release.edition_id == edition_id, ReleaseEntry.room_id.is_not(None))
        .distinct()
    )
    return frozenset(room_id for room_id in rows if room_id is not None)


def blocks_of(room_id: int) -> Sequence[RoomBlock]:
    """Return the times in which a room cannot be used, in order."""
    return db.session.scalars(
        select(RoomBlock)
        .where(RoomBlock.room_id == room_id)
        .order_by(RoomBlock.starts_at, RoomBlock.ends_at, RoomBlock.id)
    ).all()


def _of_edition(edition_id: int, room_id: int) -> tuple[ColumnElement[bool], ...]:
    return Room.edition_id == edition_id, Room.id == room_id


def _found(room: Room | None) -> Room:
    if room is None:
        raise NotFound("There is no such room.")
    return room


def _facts(room: Room) -> RoomFacts:
    return RoomFacts(**{name: getattr(room, name) for name in RoomFacts.__slots__})


def _block_facts(block: RoomBlock) -> BlockFacts:
    return BlockFacts(starts_at=block.starts_at, ends_at=block.ends_at, reason=block.reason)
