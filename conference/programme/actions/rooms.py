"""Changing rooms, their order, and the times in which they cannot be used.

Each action locks the edition first, as a release does: of two at once the later one waits.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from conference.editions import queries as editions
from conference.editions.actions import touch_public
from conference.editions.events import EditionCopied
from conference.kernel.clock import ZONE
from conference.kernel.database import copy_of, db
from conference.kernel.errors import Invalid, NotFound
from conference.programme.actions.desk import Desk
from conference.programme.actions.ordering import check_name, move, one_of_a_name
from conference.programme.models import Room, RoomBlock
from conference.programme.queries import rooms as queries
from conference.programme.queries.rooms import BlockFacts, RoomFacts
from conference.programme.rules.timing import problems_of_span
from conference.programme.rules.writing import MOST_ROOMS, RoomInUse, RoomsFull

TAKEN = "Another room has this name"
SHOWN = frozenset({"name", "note", "is_private"})
"""What the public reads of a room, live and not as it was released."""


def add_room(facts: RoomFacts, *, desk: Desk) -> int:
    """Add a room after the last one and return its id.

    Raises: Invalid (the name is taken), RoomsFull.
    """
    desk.take_turn()
    rooms = queries.rooms_for_update(desk.edition_id)
    if len(rooms) >= MOST_ROOMS:
        raise RoomsFull
    check_name(facts.name, rooms, TAKEN, but=None)
    row = Room(
        edition_id=desk.edition_id,
        position=max((room.position for room in rooms), default=0) + 1,
        **{name: getattr(facts, name) for name in RoomFacts.__slots__},
    )
    with one_of_a_name(TAKEN):
        db.session.add(row)
    desk.record("room added", "room", row.id)
    return row.id


def change_room(room_id: int, facts: RoomFacts, *, desk: Desk) -> None:
    """Change a room; places of workshops stay as they are (workflows.md rule 34).

    Raises: NotFound, Invalid (the name is taken).
    """
    desk.take_turn()
    row = queries.room_for_update(desk.edition_id, room_id)
    changed = {
        name: getattr(facts, name)
        for name in RoomFacts.__slots__
        if getattr(facts, name) != getattr(row, name)
    }
    if not changed:
        return
    check_name(facts.name, queries.rooms_for_update(desk.edition_id), TAKEN, but=row.id)
    with one_of_a_name(TAKEN):
        for name, value in changed.items():
            setattr(row, name, value)
    desk.record("room changed", "room", row.id, changed=", ".join(sorted(changed)))
    if not SHOWN.isdisjoint(changed):
        _end_copies({row.id}, desk)


def copy_rooms(event: EditionCopied) -> None:
    """Give the next edition the rooms of the one before, free at all times (reaction)."""
    for row in queries.rooms_for_update(event.from_id):
        db.session.add(copy_of(row, edition_id=event.to_id, hidden_at=None))


def move_room_up(room_id: int, *, desk: Desk) -> None:
    """Let a room change places with the one before it; the first one stays. Raises: NotFound."""
    _move(room_id, -1, desk)


def move_room_down(room_id: int, *, desk: Desk) -> None:
    """Let a room change places with the one after it; the last one stays. Raises: NotFound."""
    _move(room_id, 1, desk)


def remove_room(room_id: int, *, desk: Desk) -> None:
    """Delete a room, and its blocks, that no session ever stood in.

    Raises: NotFound, RoomInUse (the draft or any release has a session there).
    """
    desk.take_turn()
    row = queries.room_for_update(desk.edition_id, room_id)
    if hindrance := queries.room_use(row.id).hindrance:
        raise RoomInUse(hindrance)
    db.session.execute(delete(RoomBlock).where(RoomBlock.room_id == row.id))
    db.session.delete(row)
    desk.record("room removed", "room", room_id)


def block_room(room_id: int, facts: BlockFacts, *, desk: Desk) -> None:
    """Say that a room cannot be used at a time of the edition's days.

    Raises: NotFound, Invalid (the end is not after the beginning, other days, said already).
    """
    edition = editions.edition_for_update(desk.edition_id)
    row = queries.room_for_update(desk.edition_id, room_id)
    days = (edition.starts_on, edition.ends_on)
    if problems := problems_of_span(facts.starts_at, facts.ends_at, days=days, zone=ZONE):
        raise Invalid(problems)
    times = {(block.starts_at, block.ends_at) for block in queries.blocks_of(row.id)}
    if (facts.starts_at, facts.ends_at) in times:
        raise Invalid({"starts_at": "These times are on the list already"})
    db.session.add(
        RoomBlock(
            room_id=row.id,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
            reason=facts.reason,
        )
    )
    desk.record("room blocked", "room", row.id, **_written(facts.starts_at, facts.ends_at))


def unblock_room(room_id: int, block_id: int, *, desk: Desk) -> None:
    """Take a blocked time away. Raises: NotFound."""
    desk.take_turn()
    row = queries.room_for_update(desk.edition_id, room_id)
    block = next((block for block in queries.blocks_of(row.id) if block.id == block_id), None)
    if block is None:
        raise NotFound("This time is not on the list any more.")
    db.session.delete(block)
    desk.record("room unblocked", "room", row.id, **_written(block.starts_at, block.ends_at))


def _move(room_id: int, by: int, desk: Desk) -> None:
    desk.take_turn()
    if positions := move(queries.rooms_for_update(desk.edition_id), room_id, by):
        desk.record("room moved", "room", room_id, position=positions[room_id])
        _end_copies(positions.keys(), desk)


def _end_copies(room_ids: Collection[int], desk: Desk) -> None:
    """Have public pages made again if they show one of these rooms."""
    if not queries.released_room_ids(desk.edition_id).isdisjoint(room_ids):
        touch_public(desk.edition_id)


def _written(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    return {"starts": f"{starts_at:%Y-%m-%d %H:%MZ}", "ends": f"{ends_at:%Y-%m-%d %H:%MZ}"}
