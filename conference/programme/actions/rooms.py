"""Changing rooms, their order, and the times in which they cannot be used.

Each action locks the edition first, as a release does: of two at once the later one waits.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from conference.editions import queries as editions
from conference.editions.actions import touch_public
from conference.editions.models import Edition
from conference.kernel.clock import ZONE
from conference.kernel.database import db
from conference.kernel.errors import Invalid, NotFound
from conference.programme.actions.desk import Desk
from conference.programme.models import Room, RoomBlock
from conference.programme.queries import rooms as queries
from conference.programme.queries.rooms import BlockFacts, RoomFacts
from conference.programme.rules.writing import RoomInUse

SHOWN = frozenset({"name", "note", "is_private"})
"""What the public reads of a room, live and not as it was released."""


def add_room(facts: RoomFacts, *, desk: Desk) -> int:
    """Add a room after the last one and return its id. Raises: Invalid (the name is taken)."""
    desk.take_turn()
    row = Room(
        edition_id=desk.edition_id,
        position=queries.next_position(desk.edition_id),
        **{name: getattr(facts, name) for name in RoomFacts.__slots__},
    )
    _check_name(facts.name, desk, but=None)
    with _one_of_a_name():
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
    _check_name(facts.name, desk, but=row.id)
    with _one_of_a_name():
        for name, value in changed.items():
            setattr(row, name, value)
    desk.record("room changed", "room", row.id, changed=", ".join(sorted(changed)))
    if not SHOWN.isdisjoint(changed):
        _end_copies({row.id}, desk)


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
    if problems := _problems(facts, edition):
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


def _check_name(name: str, desk: Desk, *, but: int | None) -> None:
    """Refuse a name that looks like another room's. Raises: Invalid."""
    for row in queries.rooms_for_update(desk.edition_id):
        if row.id != but and _looks(row.name) == _looks(name):
            raise Invalid({"name": "Another room has this name"})


def _looks(name: str) -> str:
    return " ".join(name.split()).casefold()


@contextmanager
def _one_of_a_name() -> Iterator[None]:
    """Store what is done inside. Raises: Invalid (another room of the edition has the name)."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise Invalid({"name": "Another room has this name"}) from error


def _move(room_id: int, by: int, desk: Desk) -> None:
    desk.take_turn()
    rows = list(queries.rooms_for_update(desk.edition_id))
    here = next((place for place, row in enumerate(rows) if row.id == room_id), None)
    if here is None:
        raise NotFound("There is no such room.")
    there = here + by
    if there not in range(len(rows)):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    desk.record("room moved", "room", room_id, position=there + 1)
    _end_copies({rows[here].id, rows[there].id}, desk)


def _end_copies(room_ids: Collection[int], desk: Desk) -> None:
    """Have public pages made again if they show one of these rooms."""
    if not queries.released_room_ids(desk.edition_id).isdisjoint(room_ids):
        touch_public(desk.edition_id)


def _problems(facts: BlockFacts, edition: Edition) -> dict[str, str]:
    """Return what is wrong with a blocked time, by field; it may end at midnight."""
    first = datetime.combine(edition.starts_on, time(), ZONE)
    midnight = datetime.combine(edition.ends_on + timedelta(days=1), time(), ZONE)
    sentence = f"Choose a time {_days(edition)}"
    problems = {}
    if not first <= facts.starts_at < midnight:
        problems["starts_at"] = sentence
    if not first < facts.ends_at <= midnight:
        problems["ends_at"] = sentence
    if not problems and facts.ends_at <= facts.starts_at:
        problems["ends_at"] = "Choose an end after the beginning"
    return problems


def _days(edition: Edition) -> str:
    if edition.starts_on == edition.ends_on:
        return f"on {_day(edition.starts_on)}"
    return f"from {_day(edition.starts_on)} to {_day(edition.ends_on)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _written(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    return {"starts": f"{starts_at:%Y-%m-%d %H:%MZ}", "ends": f"{ends_at:%Y-%m-%d %H:%MZ}"}
