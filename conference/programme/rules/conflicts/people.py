"""What is wrong for people: those on stage, and those who have to choose what to hear."""

from collections.abc import Iterator

from conference.kernel.text import holds_address
from conference.programme.rules.conflicts.facts import Finding, FindingKind
from conference.programme.rules.conflicts.parties import (
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

CHAIRED_FROM = 2
"""So many speakers need somebody who chairs."""


def _on_stage(draft: Prepared) -> Iterator[Finding]:
    staged = [
        (person, item) for item in draft.placed if item.has_length for person in item.session.people
    ]
    names = {person.id: person.name for person, _ in staged}
    for person_id, items in grouped((person.id, item) for person, item in staged).items():
        for one, other in near(items):
            yield Finding(
                kind=FindingKind.PERSON_TWICE,
                session_ids=(one.session.id, other.session.id),
                what=f"{names[person_id]} is in two sessions at once: {titles(one, other)}",
                where=draft.where([shared(one.span, other.span)], one, other),
                way_out="Move one of them, or take the name off one",
                tail=str(person_id),
            )


def _without_the_absent(draft: Prepared) -> Iterator[Finding]:
    closed = closures(draft.board.absences)
    for item in draft.placed:
        for person in item.session.people:
            if spans := hit(item, closed.get(person.id, ())):
                yield Finding(
                    kind=FindingKind.PERSON_ABSENT,
                    session_ids=(item.session.id,),
                    what=f"{person.name} cannot be there for {titles(item)}{reasons(spans)}",
                    where=draft.where(spans, item),
                    way_out="Move it to another time, or ask somebody else",
                    tail=str(person.id),
                )


def _without_a_name(draft: Prepared) -> Iterator[Finding]:
    for item in draft.placed:
        for person in item.session.people:
            if holds_address(person.name):
                yield Finding(
                    kind=FindingKind.NAME_MISSING,
                    session_ids=(item.session.id,),
                    what=f"{person.name}, on stage in {titles(item)}, has given no name: public "
                    "pages say “Speaker named on the day” and not which room",
                    where=draft.where([item.span], item),
                    way_out="Ask them, or write their name under Speakers",
                    tail=str(person.id),
                )


def _without_chair(draft: Prepared) -> Iterator[Finding]:
    placed = {item.session.id: item for item in draft.placed}
    for session in draft.board.sessions:
        if session.is_break or session.is_cancelled or len(session.people) < CHAIRED_FROM:
            continue
        if not any(person.is_chair for person in session.people):
            item = placed.get(session.id)
            yield Finding(
                kind=FindingKind.CHAIR_MISSING,
                session_ids=(session.id,),
                what=f"“{session.title}” has {len(session.people)} speakers and no chair",
                where="Not in the schedule yet" if item is None else draft.where([item.span], item),
                way_out="Say who chairs it",
            )


def _in_tracks(draft: Prepared) -> Iterator[Finding]:
    tracked = (
        (item.session.track_id, item)
        for item in draft.placed
        if item.session.track_id is not None and item.fills_room
    )
    for track_id, items in grouped(tracked).items():
        for one, other in near(items):
            yield Finding(
                kind=FindingKind.TRACK_PARALLEL,
                session_ids=(one.session.id, other.session.id),
                what=f"{titles(one, other)} of the track {draft.board.track_names[track_id]} "
                "run at the same time",
                where=draft.where([shared(one.span, other.span)], one, other),
                way_out="Move one of them, so that nobody has to choose",
            )


def _for_the_booked(draft: Prepared) -> Iterator[Finding]:
    together = draft.board.booked_together
    for one, other in near(item for item in draft.placed if item.has_length):
        ids = (one.session.id, other.session.id)
        count = together.get(ids, 0) or together.get(ids[::-1], 0)
        if count > 0:
            verb = "has" if count == 1 else "have"
            yield Finding(
                kind=FindingKind.BOOKINGS_CLASH,
                session_ids=ids,
                what=f"{how_many(count)} {verb} booked both {titles(one, other)}, which overlap",
                where=draft.where([shared(one.span, other.span)], one, other),
                way_out="Move one of them, or ask those who booked which one they keep",
            )


def _without_a_yes(draft: Prepared) -> Iterator[Finding]:
    for item in draft.placed:
        if item.session.is_unconfirmed:
            yield Finding(
                kind=FindingKind.NOT_CONFIRMED,
                session_ids=(item.session.id,),
                what=f"The speakers of {titles(item)} have not confirmed that they come",
                where=draft.where([item.span], item),
                way_out="Take it out of the schedule, or confirm the proposal on their behalf",
            )


CHECKS = (
    _on_stage,
    _without_the_absent,
    _without_a_yes,
    _without_a_name,
    _without_chair,
    _in_tracks,
    _for_the_booked,
)
"""What is wrong for people: each gives it in no order."""
