"""Placing sessions in the draft, each change as one step that can be taken back."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.programme import queries
from conference.programme.actions import steps
from conference.programme.actions.desk import Desk
from conference.programme.actions.stands import Locked, Stand, are_rooms, locked
from conference.programme.models import Session, Slot
from conference.programme.rules.placing import Busy, OtherDay, Overtaken, next_free
from conference.programme.rules.releases import Placement


def place(code: str, to: Placement, *, version: int, desk: Desk) -> None:
    """Give a session a time and a room. Raises: NotFound, Overtaken, SlotLocked."""
    found = _one(code, version, desk)
    _check_room(to.room_id, desk)
    steps.take(f"placed {found.row.title}", {found.row.id: to}, {found.row.id: found}, desk)


def place_next(
    code: str, earliest: Placement, *, latest: datetime, version: int, desk: Desk
) -> Placement:
    """Give a session the first time from ``earliest`` on at which its room and people are free.

    Asked from where it stands, its own time is none: it moves on. Returns where it stands.
    Raises: NotFound, NoFreeTime, Overtaken, SlotLocked.
    """
    found = _one(code, version, desk)
    _check_room(earliest.room_id, desk)
    length = earliest.ends_at - earliest.starts_at
    start = next_free(
        (*queries.busy(found.row.id, earliest.room_id), *_own(found.stand, earliest)),
        length=length,
        earliest=earliest.starts_at,
        latest=latest,
    )
    to = Placement(starts_at=start, ends_at=start + length, room_id=earliest.room_id)
    steps.take(f"placed {found.row.title}", {found.row.id: to}, {found.row.id: found}, desk)
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
    steps.take(f"took out {found.row.title}", {found.row.id: None}, {found.row.id: found}, desk)


def swap(code: str, other: str, *, versions: tuple[int, int], desk: Desk) -> None:
    """Let two sessions change places; each keeps its length. ``versions`` are as both were shown.

    Raises: NotFound (one is not there, or stands nowhere), Overtaken, SlotLocked.
    """
    desk.take_turn()
    rows = locked(Session.code.in_((code, other)), desk)
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
    steps.take(f"swapped {one.row.title} and {two.row.title}", after, rows, desk)


def shift(codes: Collection[str], minutes: int, *, desk: Desk) -> int:
    """Move sessions earlier or later together and return how many moved.

    Raises: NotFound (none stands anywhere), SlotLocked.
    """
    desk.take_turn()
    rows = {
        key: found
        for key, found in locked(Session.code.in_(codes), desk).items()
        if found.stand is not None
    }
    if not rows:
        raise NotFound("None of these sessions has a time yet.")
    by = timedelta(minutes=minutes)
    if any(
        clock.day(found.stand.starts_at + by) != clock.day(found.stand.starts_at)
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
    steps.take(f"shifted {len(rows)} sessions by {minutes} minutes", after, rows, desk)
    return len(rows)


def rearrange(
    what: str, after: Mapping[int, Stand], called_off: steps.CalledOff, *, desk: Desk
) -> None:
    """Let sessions, by id, stand elsewhere or nowhere, as one step; locks in the way are opened.

    Some of them are ``called_off``, or run again, in the same step. Whoever calls has taken the
    turn and seen the draft as it is. Raises: NotFound (a session or a room is not of this
    edition), OtherDay.
    """
    rows = locked(Session.id.in_(after), desk)
    rooms = {stand.room_id for stand in after.values() if stand is not None}
    if len(rows) != len(after) or not are_rooms(rooms, desk):
        raise NotFound("A session or a room of this is not there any more.")
    for key, found in rows.items():
        if found.slot is not None and found.slot.is_locked and found.stand != after[key]:
            found.slot.is_locked = False
            desk.record("unlocked", "session", found.row.id)
    steps.take(what, after, rows, desk, called_off)


def set_locked(code: str, *, is_locked: bool, version: int, desk: Desk) -> None:
    """Lock a session to its slot, or unlock it. Raises: NotFound, Overtaken."""
    found = _one(code, version, desk)
    if found.slot is None:
        raise NotFound("This session has no time yet.")
    found.slot.is_locked = is_locked
    found.row.version += 1
    desk.record("locked" if is_locked else "unlocked", "session", found.row.id)


def _one(code: str, version: int, desk: Desk) -> Locked:
    desk.take_turn()
    found = next(iter(locked(Session.code == code, desk).values()), None)
    if found is None:
        raise NotFound("There is no such session in the draft.")
    _check_version(found, version)
    return found


def _check_version(found: Locked, version: int) -> None:
    if found.row.version != version:
        raise Overtaken


def _check_room(room_id: int | None, desk: Desk) -> None:
    if not are_rooms({room_id}, desk):
        raise NotFound("There is no such room.")


def _own(stand: Stand, earliest: Placement) -> tuple[Busy, ...]:
    """Return the time that a session has, where it is asked to move on from just there."""
    if stand is None or stand.starts_at != earliest.starts_at or stand.room_id != earliest.room_id:
        return ()
    return (Busy(stand.starts_at, stand.ends_at),)


def _at(stand: Placement, length: timedelta) -> Placement:
    return Placement(
        starts_at=stand.starts_at, ends_at=stand.starts_at + length, room_id=stand.room_id
    )
