"""What is wrong with what everybody comes to: rooms of plenaries, and what runs beside them."""

from collections.abc import Iterator

from conference.programme.rules.conflicts.facts import Finding, FindingKind
from conference.programme.rules.conflicts.parties import Placed, Prepared, shared, titles
from conference.programme.rules.layouts import STANDS, holds


def _is_for_all(item: Placed) -> bool:
    """Say whether everybody is to come and nobody books, so that no booking is counted."""
    return item.session.is_plenary and item.session.places is None


def _plenaries_in_small_rooms(draft: Prepared) -> Iterator[Finding]:
    tickets = draft.board.tickets
    for item, room in draft.roomed():
        session = item.session
        if not _is_for_all(item) or session.shares_room:
            continue
        capacity = holds(room.capacities, session.layout, has_places=False)
        if capacity is not None and capacity < tickets:
            yield Finding(
                kind=FindingKind.ROOM_BELOW_TICKETS,
                session_ids=(session.id,),
                what=f"{titles(item)} is for everybody. {_held(tickets)}, and the room holds "
                f"{capacity}{STANDS[session.layout]}",
                where=draft.where([item.span], item),
                way_out=f"Move it to a room that holds {tickets}",
                tail=str(room.id),
            )


def _held(tickets: int) -> str:
    return "1 person has a ticket" if tickets == 1 else f"{tickets} people have a ticket"


def _plenaries_up_steps(draft: Prepared) -> Iterator[Finding]:
    for item, room in draft.roomed():
        # Of those who booked, the needs are known, and the rooms are checked against these.
        if _is_for_all(item) and room.is_step_free is False and not item.session.step_free_needs:
            yield Finding(
                kind=FindingKind.NOT_STEP_FREE,
                session_ids=(item.session.id,),
                what=f"{titles(item)} is for everybody, and its room is not step-free",
                where=draft.where([item.span], item),
                way_out="Move it to a step-free room",
                tail=str(room.id),
            )


def _during_plenaries(draft: Prepared) -> Iterator[Finding]:
    for plenary in [item for item in draft.placed if item.session.is_plenary]:
        for item in draft.placed:
            if item.session.is_plenary and item.session.id <= plenary.session.id:
                continue  # of two plenaries one is told of
            if _takes_time(item) and item.span.overlaps(plenary.span):
                yield Finding(
                    kind=FindingKind.DURING_PLENARY,
                    session_ids=(item.session.id,),
                    what=f"{titles(item)} runs during {titles(plenary)}, which is for everybody",
                    where=draft.where([shared(item.span, plenary.span)], item),
                    way_out="Move it to a time without a plenary",
                    tail=str(plenary.session.id),
                )


def _during_breaks(draft: Prepared) -> Iterator[Finding]:
    for pause in draft.breaks:
        for item in draft.placed:
            # Who books a place in a break has chosen it; who walks in wanted to eat as well.
            is_open = item.session.places is None
            if is_open and _takes_time(item) and item.span.overlaps(pause.span):
                yield Finding(
                    kind=FindingKind.DURING_BREAK,
                    session_ids=(item.session.id,),
                    what=f"{titles(item)} runs during the break {titles(pause)}",
                    where=draft.where([shared(item.span, pause.span)], item),
                    way_out="Move it out of the break, or offer places to book",
                    tail=str(pause.session.id),
                )


def _takes_time(item: Placed) -> bool:
    """Say whether somebody who is there misses what else is on: posters wait."""
    return item.fills_room and not item.session.is_break


CHECKS = (_plenaries_in_small_rooms, _plenaries_up_steps, _during_plenaries, _during_breaks)
"""What is wrong with plenaries and breaks: each gives it in no order."""
