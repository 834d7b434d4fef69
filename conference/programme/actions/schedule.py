"""Placing sessions in the draft, each change as one step that can be taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.models import DraftStep, Room, Session, Slot
from conference.programme.rules.placing import (
    NothingToRedo,
    NothingToUndo,
    OtherDay,
    Overtaken,
    SlotLocked,
    check_day,
    next_free,
)
from conference.programme.rules.releases import Placement

Stand = Placement | None
"""Where a session stands; nothing: nowhere."""
CalledOff = Mapping[int, bool]
"""Sessions, by id, of which a step says whether they are called off."""


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


def place(code: str, to: Placement, *, version: int, desk: Desk) -> None:
    """Give a session a time and a room. Raises: NotFound, Overtaken, SlotLocked."""
    found = _one(code, version, desk)
    _check_room(to.room_id, desk)
    _step(f"placed {found.row.title}", {found.row.id: to}, {found.row.id: found}, desk)


def place_next(
    code: str, earliest: Placement, *, latest: datetime, version: int, desk: Desk
) -> Placement:
    """Give a session the first time from ``earliest`` on at which its room and people are free.

    Returns where it stands. Raises: NotFound, NoFreeTime, Overtaken, SlotLocked.
    """
    found = _one(code, version, desk)
    _check_room(earliest.room_id, desk)
    length = earliest.ends_at - earliest.starts_at
    start = next_free(
        queries.busy(found.row.id, earliest.room_id),
        length=length,
        earliest=earliest.starts_at,
        latest=latest,
    )
    to = Placement(starts_at=start, ends_at=start + length, room_id=earliest.room_id)
    _step(f"placed {found.row.title}", {found.row.id: to}, {found.row.id: found}, desk)
    return to


def shift_from(code: str, minutes: int, *, version: int, desk: Desk) -> int:
    """Move a session, and all that follow it in its room that day, earlier or later.

    Returns how many moved. Raises: NotFound, Overtaken, SlotLocked.
    """
    found = _one(code, version, desk)
    if found.slot is None:
        raise NotFound("This session has no time yet.")
    day_end = clock.local(found.slot.starts_at).replace(hour=23, minute=59)
    codes = db.session.scalars(
        select(Session.code)
        .join(Slot, Slot.session_id == Session.id)
        .where(
            Session.edition_id == desk.edition_id,
            Slot.room_id == found.slot.room_id,
            Slot.starts_at >= found.slot.starts_at,
            Slot.starts_at <= day_end,
        )
    ).all()
    return shift({*codes, code}, minutes, desk=desk)


def take_out(code: str, *, version: int, desk: Desk) -> None:
    """Take a session out of the schedule. Raises: NotFound, Overtaken, SlotLocked."""
    found = _one(code, version, desk)
    _step(f"took out {found.row.title}", {found.row.id: None}, {found.row.id: found}, desk)


def swap(code: str, other: str, *, versions: tuple[int, int], desk: Desk) -> None:
    """Let two sessions change places; each keeps its length. ``versions`` are as both were shown.

    Raises: NotFound (one is not there, or stands nowhere), Overtaken, SlotLocked.
    """
    desk.take_turn()
    rows = _locked(Session.code.in_((code, other)), desk)
    by_code = {found.row.code: found for found in rows.values()}
    one, two = by_code.get(code), by_code.get(other)
    if one is None or two is None or one.stand is None or two.stand is None:
        raise NotFound("Both sessions need a time before they can change places.")
    for found, version in zip((one, two), versions, strict=True):
        _check_version(found, version)
    after = {
        one.row.id: _at(two.stand, one.length),
        two.row.id: _at(one.stand, two.length),
    }
    _step(f"swapped {one.row.title} and {two.row.title}", after, rows, desk)


def shift(codes: Collection[str], minutes: int, *, desk: Desk) -> int:
    """Move sessions earlier or later together and return how many moved.

    Raises: NotFound (none stands anywhere), SlotLocked.
    """
    desk.take_turn()
    rows = {
        key: found
        for key, found in _locked(Session.code.in_(codes), desk).items()
        if found.stand is not None
    }
    if not rows:
        raise NotFound("None of these sessions has a time yet.")
    by = timedelta(minutes=minutes)
    if any(
        clock.local(found.stand.starts_at + by).date() != clock.local(found.stand.starts_at).date()
        for found in rows.values()
        if found.stand is not None
    ):
        raise OtherDay
    after: dict[int, Stand] = {
        key: Placement(
            starts_at=found.stand.starts_at + by,
            ends_at=found.stand.ends_at + by,
            room_id=found.stand.room_id,
        )
        for key, found in rows.items()
        if found.stand is not None
    }
    _step(f"shifted {len(rows)} sessions by {minutes} minutes", after, rows, desk)
    return len(rows)


def rearrange(what: str, after: Mapping[int, Stand], called_off: CalledOff, *, desk: Desk) -> None:
    """Let sessions, by id, stand elsewhere or nowhere, as one step; locks in the way are opened.

    Some of them are ``called_off``, or run again, in the same step. Whoever calls has taken the
    turn and seen the draft as it is. Raises: NotFound (a session or a room is not of this
    edition), OtherDay.
    """
    rows = _locked(Session.id.in_(after), desk)
    rooms = {stand.room_id for stand in after.values() if stand is not None}
    if len(rows) != len(after) or not _are_rooms(rooms, desk):
        raise NotFound("A session or a room of this is not there any more.")
    for key, found in rows.items():
        if found.slot is not None and found.slot.is_locked and found.stand != after[key]:
            found.slot.is_locked = False
            desk.record("unlocked", "session", found.row.id)
    _step(what, after, rows, desk, called_off)


def set_locked(code: str, *, is_locked: bool, version: int, desk: Desk) -> None:
    """Lock a session to its slot, or unlock it. Raises: NotFound, Overtaken."""
    found = _one(code, version, desk)
    if found.slot is None:
        raise NotFound("This session has no time yet.")
    found.slot.is_locked = is_locked
    found.row.version += 1
    desk.record("locked" if is_locked else "unlocked", "session", found.row.id)


def undo(desk: Desk, step_id: int | None = None) -> str:
    """Take back the newest step of one's own and return what it was.

    ``step_id`` is the one that the page named: no other is taken back. Raises: NothingToUndo,
    Overtaken (it was taken back already, or a session of it was moved since), SlotLocked.
    """
    desk.take_turn()
    while step := _newest_step(desk, is_undone=False):
        _check_step(step, step_id)
        if _go(step, step.after, step.before, desk):
            step.is_undone = True
            return step.what
    raise NothingToUndo


def redo(desk: Desk, step_id: int | None = None) -> str:
    """Do again what was taken back last and return what it was; ``step_id`` as in ``undo``.

    Raises: NothingToRedo, Overtaken, SlotLocked.
    """
    desk.take_turn()
    while step := _newest_step(desk, is_undone=True):
        _check_step(step, step_id)
        if _go(step, step.before, step.after, desk):
            step.is_undone = False
            return step.what
    raise NothingToRedo


def _check_step(step: DraftStep, step_id: int | None) -> None:
    """Refuse a press on a step that is not the next one any more. Raises: Overtaken."""
    if step_id is not None and step.id != step_id:
        raise Overtaken("That was pressed already, here or in another window. Nothing was changed.")


def _go(step: DraftStep, was: Mapping[str, Any], to: Mapping[str, Any], desk: Desk) -> bool:
    """Do a step in one direction; one whose session or room is deleted is dropped for good."""
    rows = _locked(Session.id.in_([int(key) for key in was]), desk)
    after = {int(key): _read(stand) for key, stand in to.items()}
    is_dead = len(rows) != len(was)
    if is_dead or not _are_rooms({stand.room_id for stand in after.values() if stand}, desk):
        db.session.delete(step)
        db.session.flush()
        return False
    if any(found.stand != _read(was[str(key)]) for key, found in rows.items()) or any(
        rows[key].row.is_cancelled != is_off for key, is_off in _read_off(was).items()
    ):
        raise Overtaken(
            f"“{step.what}” cannot be taken back or done again: somebody has changed it since."
        )
    _store(after, _read_off(to), rows, desk)
    return True


def _step(
    what: str,
    after: Mapping[int, Stand],
    rows: Mapping[int, Locked],
    desk: Desk,
    called_off: CalledOff = MappingProxyType({}),
) -> None:
    before = {key: rows[key].stand for key in after}
    was_off = {key: rows[key].row.is_cancelled for key in called_off}
    if (before, was_off) == (after, called_off):
        return
    _store(after, called_off, rows, desk)
    db.session.execute(
        delete(DraftStep).where(
            DraftStep.edition_id == desk.edition_id,
            DraftStep.actor == desk.actor,
            DraftStep.is_undone,
        )
    )
    db.session.add(
        DraftStep(
            edition_id=desk.edition_id,
            at=desk.now,
            actor=desk.actor,
            what=what[:300],
            before=_written(before, was_off),
            after=_written(after, called_off),
        )
    )


def _store(
    after: Mapping[int, Stand], called_off: CalledOff, rows: Mapping[int, Locked], desk: Desk
) -> None:
    for key, stand in after.items():
        found = rows[key]
        found.row.version += 1
        if key in called_off:
            found.row.is_cancelled = called_off[key]
            desk.record("session changed", "session", key)
        if found.stand != stand:
            _store_slot(found, stand)
            desk.record("moved in the schedule", "session", key)


def _store_slot(found: Locked, stand: Stand) -> None:
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


def _one(code: str, version: int, desk: Desk) -> Locked:
    desk.take_turn()
    found = next(iter(_locked(Session.code == code, desk).values()), None)
    if found is None:
        raise NotFound("There is no such session in the draft.")
    _check_version(found, version)
    return found


def _check_version(found: Locked, version: int) -> None:
    if found.row.version != version:
        raise Overtaken


def _check_room(room_id: int | None, desk: Desk) -> None:
    if not _are_rooms({room_id}, desk):
        raise NotFound("There is no such room.")


def _are_rooms(room_ids: Collection[int | None], desk: Desk) -> bool:
    wanted = {room_id for room_id in room_ids if room_id is not None}
    rows = db.session.scalars(
        select(Room.id)
        .where(Room.edition_id == desk.edition_id, Room.id.in_(wanted))
        .with_for_update(read=True)
    )
    return wanted == set(rows)


def _locked(wanted: Any, desk: Desk) -> dict[int, Locked]:
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


def _newest_step(desk: Desk, *, is_undone: bool) -> DraftStep | None:
    """Return one's own step to take back (the newest), or to do again (the one undone last)."""
    order = DraftStep.id if is_undone else DraftStep.id.desc()
    return db.session.scalar(
        select(DraftStep)
        .where(
            DraftStep.edition_id == desk.edition_id,
            DraftStep.actor == desk.actor,
            DraftStep.is_undone.is_(is_undone),
        )
        .order_by(order)
        .limit(1)
        .with_for_update()
    )


def _at(stand: Placement, length: timedelta) -> Placement:
    return Placement(
        starts_at=stand.starts_at, ends_at=stand.starts_at + length, room_id=stand.room_id
    )


def _written(stands: Mapping[int, Stand], called_off: CalledOff) -> dict[str, Any]:
    """Write a side of a step; of a session that it calls off, or back, that is said beside."""
    found: dict[str, Any] = {
        str(key): [stand.starts_at.isoformat(), stand.ends_at.isoformat(), stand.room_id]
        if stand
        else None
        for key, stand in stands.items()
    }
    for key, is_off in called_off.items():
        found[str(key)] = {"stand": found[str(key)], "is_cancelled": is_off}
    return found


def _read_off(side: Mapping[str, Any]) -> dict[int, bool]:
    return {int(key): one["is_cancelled"] for key, one in side.items() if isinstance(one, dict)}


def _read(told: Any) -> Stand:
    stand = told["stand"] if isinstance(told, dict) else told
    if stand is None:
        return None
    starts_at, ends_at, room_id = stand
    return Placement(
        starts_at=datetime.fromisoformat(starts_at),
        ends_at=datetime.fromisoformat(ends_at),
        room_id=room_id,
    )
