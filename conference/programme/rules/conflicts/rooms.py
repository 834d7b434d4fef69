"""What is wrong with where sessions stand: their rooms, and the hours of the venue."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from conference.programme.rules.conflicts.facts import BoardRoom, Finding, FindingKind
from conference.programme.rules.conflicts.parties import (
    Placed,
    Prepared,
    closures,
    grouped,
    hit,
    how_many,
    near,
    reasons,
    shared,
    titles,
)
from conference.programme.rules.layouts import STANDS, holds
from conference.programme.rules.timing import Span

TURN_ROUND = timedelta(minutes=5)
"""What one audience needs to leave a room and the next to sit down."""


def _in_rooms(draft: Prepared) -> Iterator[Finding]:
    roomed = ((room.id, item) for item, room in draft.roomed() if item.fills_room)
    pairs = (near(items, within=TURN_ROUND) for items in grouped(roomed).values())
    for one, other in chain.from_iterable(pairs):
        ids = (one.session.id, other.session.id)
        if one.span.overlaps(other.span):
            yield Finding(
                kind=FindingKind.ROOM_TWICE,
                session_ids=ids,
                what=f"{titles(one, other)} are in one room at once",
                where=draft.where([shared(one.span, other.span)], one),
                way_out="Move one of them to another room or time",
            )
        elif not (one.session.is_break or other.session.is_break):
            gap = Span(title="", starts_at=one.span.ends_at, ends_at=other.span.starts_at)
            yield Finding(
                kind=FindingKind.NO_TURNROUND,
                session_ids=ids,
                what=f"There is too little time between {titles(one, other)}",
                where=draft.where([gap], one),
                way_out=f"Leave {TURN_ROUND // timedelta(minutes=1)} minutes between them, "
                "or move one to another room",
            )


def _in_closed_rooms(draft: Prepared) -> Iterator[Finding]:
    closed = closures(draft.board.room_blocks)
    for item, room in draft.roomed():
        if spans := hit(item, closed.get(room.id, ())):
            yield Finding(
                kind=FindingKind.ROOM_BLOCKED,
                session_ids=(item.session.id,),
                what=f"{titles(item)} is in a room that cannot be used then{reasons(spans)}",
                where=draft.where(spans, item),
                way_out="Move it to another room or time, or open the room",
            )


def _in_small_rooms(draft: Prepared) -> Iterator[Finding]:
    for item, room in draft.roomed():
        session, stands = item.session, STANDS[item.session.layout]
        capacity = holds(room.capacities, session.layout, has_places=session.places is not None)
        if capacity is None:
            if stands and (session.booked or session.places):
                yield _of_unknown_size(draft, item, room)
            continue
        if session.booked > capacity:
            kind, needed = FindingKind.ROOM_BELOW_BOOKED, session.booked
            words = f"{how_many(needed)} booked for {titles(item)}, and the room holds {capacity}"
            way_out = f"Move it to a room that holds {needed}"
        elif session.places is not None and session.places > capacity:
            kind, needed = FindingKind.ROOM_BELOW_PLACES, session.places
            words = f"{titles(item)} offers {needed} places, and the room holds {capacity}"
            way_out = f"Move it to a room that holds {needed}, or offer fewer places"
        else:
            continue
        yield Finding(
            kind=kind,
            session_ids=(session.id,),
            what=words + stands,
            where=draft.where([item.span], item),
            way_out=way_out,
            tail=str(room.id),
        )


def _of_unknown_size(draft: Prepared, item: Placed, room: BoardRoom) -> Finding:
    return Finding(
        kind=FindingKind.SIZE_UNKNOWN,
        session_ids=(item.session.id,),
        what=f"Nobody has said how many the room holds{STANDS[item.session.layout]}, "
        f"as it stands for {titles(item)}",
        where=draft.where([item.span], item),
        way_out="Say so on the room’s page, or choose another layout",
        tail=f"{room.id}:{item.session.layout}",
    )


def _up_steps(draft: Prepared) -> Iterator[Finding]:
    for item, room in draft.roomed():
        needs = item.session.step_free_needs
        if needs > 0 and not room.is_step_free:
            verb = "needs" if needs == 1 else "need"
            is_unknown = room.is_step_free is None
            yield Finding(
                kind=FindingKind.STEP_FREE_UNKNOWN if is_unknown else FindingKind.NOT_STEP_FREE,
                session_ids=(item.session.id,),
                what=f"{how_many(needs)} coming to {titles(item)} {verb} a step-free room, and "
                + ("nobody has said whether this one is" if is_unknown else "this one is not"),
                where=draft.where([item.span], item),
                way_out="Ask, and say so on the room’s page, or move it to a step-free room"
                if is_unknown
                else "Move it to a step-free room",
                tail=str(room.id),
            )


def _without_room(draft: Prepared) -> Iterator[Finding]:
    for item in draft.placed:
        if item.session.room_id is None and not item.session.shares_room:
            yield Finding(
                kind=FindingKind.NO_ROOM,
                session_ids=(item.session.id,),
                what=f"{titles(item)} has a time and no room",
                where=draft.where([item.span]),
                way_out="Choose a room for it",
            )


def _where_nobody_is_told(draft: Prepared) -> Iterator[Finding]:
    for item, room in draft.roomed():
        if room.is_private and item.session.places is None and not item.session.is_break:
            yield Finding(
                kind=FindingKind.WALK_IN_PRIVATE,
                session_ids=(item.session.id,),
                what=f"Anybody can walk into {titles(item)}, and nobody is told where it is: "
                "a private room is told on booking",
                where=draft.where([item.span], item),
                way_out="Move it to a room that is public, or offer places to book",
                tail=str(room.id),
            )


def _outside_hours(draft: Prepared) -> Iterator[Finding]:
    opens = draft.board.opens
    for item in draft.placed if opens else ():
        starts_at, ends_at = item.span.starts_at, item.span.ends_at
        if not any(first <= starts_at and ends_at <= last for first, last in opens):
            yield Finding(
                kind=FindingKind.OUTSIDE_HOURS,
                session_ids=(item.session.id,),
                what=f"{titles(item)} runs when the venue is not open",
                where=draft.where([item.span], item),
                way_out="Move it into the day, or change the hours of the day",
                tail=f"{starts_at:%Y%m%dT%H%M}-{ends_at:%Y%m%dT%H%M}",
            )


CHECKS = (
    _in_rooms,
    _in_closed_rooms,
    _in_small_rooms,
    _up_steps,
    _without_room,
    _where_nobody_is_told,
    _outside_hours,
)
"""What is wrong with rooms and hours: each gives it in no order."""
