"""Where sessions of the draft stand: their rows under lock, and what is put there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db
from conference.programme.actions.desk import Desk
from conference.programme.models import Room, Session, Slot
from conference.programme.rules.placing import SlotLocked, check_day
from conference.programme.rules.releases import Placement

Stand = Placement | None
"""Where a session stands; nothing: nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A session whose row is locked, and its slot."""

    row: Session
    slot: Slot | None

    @property
    def stand(self) -> Stand:
        """Where it stands."""
        if self.slot is None:
            return None
        return Placement(
            starts_at=self.slot.starts_at, ends_at=self.slot.ends_at, room_id=self.slot.room_id
        )

    @property
    def length(self) -> timedelta:
        """How long its slot is."""
        return self.slot.ends_at - self.slot.starts_at if self.slot else timedelta(0)


def locked(wanted: Any, desk: Desk) -> dict[int, Locked]:
    """Lock sessions of the edition by id and return them with their slots."""
    rows = db.session.scalars(
        select(Session)
        .where(Session.edition_id == desk.edition_id, wanted)
        .order_by(Session.id)
        .with_for_update()
    ).all()
    slots = {
        slot.session_id: slot
        for slot in db.session.scalars(
            select(Slot)
            .where(Slot.session_id.in_([row.id for row in rows]))
            .order_by(Slot.session_id)
            .with_for_update()
        )
    }
    return {row.id: Locked(row=row, slot=slots.get(row.id)) for row in rows}


def are_rooms(room_ids: Collection[int | None], desk: Desk) -> bool:
    """Lock rooms against removal and say whether all are of this edition."""
    wanted = {room_id for room_id in room_ids if room_id is not None}
    rows = db.session.scalars(
        select(Room.id)
        .where(Room.edition_id == desk.edition_id, Room.id.in_(wanted))
        .with_for_update(read=True)
    )
    return wanted == set(rows)


def put(found: Locked, stand: Stand) -> None:
    """Let a session stand elsewhere. Raises: SlotLocked, OtherDay."""
    if found.slot is not None and found.slot.is_locked:
        raise SlotLocked(
            f"“{found.row.title}” is locked to its time and room. Unlock it on its page first."
        )
    if stand is not None:
        check_day(stand.starts_at, stand.ends_at, clock.ZONE)
        slot = found.slot or Slot(session_id=found.row.id)
        slot.starts_at, slot.ends_at = stand.starts_at, stand.ends_at
        slot.room_id = stand.room_id
        db.session.add(slot)
    elif found.slot is not None:
        db.session.delete(found.slot)
