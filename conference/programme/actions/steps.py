"""Steps of the draft: what stood before and after, so that each can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, select

from conference.kernel.database import db
from conference.programme.actions.desk import Desk
from conference.programme.actions.stands import Locked, Stand, are_rooms, locked, put
from conference.programme.models import DraftStep, Session
from conference.programme.rules.placing import NothingToRedo, NothingToUndo, Overtaken
from conference.programme.rules.releases import Placement

CalledOff = Mapping[int, bool]
"""Sessions, by id, of which a step says whether they are called off."""


def take(
    what: str,
    after: Mapping[int, Stand],
    rows: Mapping[int, Locked],
    desk: Desk,
    called_off: CalledOff = MappingProxyType({}),
) -> None:
    """Let sessions stand as ``after`` says, and remember what stood before.

    What changes nothing is no step. Raises: SlotLocked, OtherDay.
    """
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
    rows = locked(Session.id.in_([int(key) for key in was]), desk)
    after = {int(key): _read(stand) for key, stand in to.items()}
    is_dead = len(rows) != len(was)
    if is_dead or not are_rooms({stand.room_id for stand in after.values() if stand}, desk):
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
            put(found, stand)
            desk.record("moved in the schedule", "session", key)


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
