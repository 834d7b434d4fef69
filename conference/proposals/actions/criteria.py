"""Changing what reviewers score."""

from sqlalchemy.exc import IntegrityError

from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.models import Call, Criterion
from conference.proposals.queries import call_desk as queries
from conference.proposals.rules.call_settings import (
    MOST_CRITERIA,
    CriteriaFull,
    CriterionFacts,
    CriterionScored,
    check_weights,
)
from conference.proposals.rules.ordering import neighbours_swapped

TAKEN = "Another criterion has this name"


def add_criterion(facts: CriterionFacts, *, desk: CallDesk) -> int:
    """Add a criterion after the last one and return its id.

    Raises: NotFound, Invalid (the name is taken), CriteriaFull, NoWeight.
    """
    call = desk.take_turn()
    rows = queries.criteria_of(call.id)
    if len(rows) >= MOST_CRITERIA:
        raise CriteriaFull
    _check_name(facts.name, [row.name for row in rows])
    check_weights([*(row.weight for row in rows), facts.weight])
    position = max((row.position for row in rows), default=0) + 1
    row = Criterion(
        call_id=call.id,
        position=position,
        name=facts.name,
        help=facts.help,
        weight=facts.weight,
    )
    db.session.add(row)
    db.session.flush()
    desk.changed(call, "criterion added", "criterion", row.id, weight=facts.weight)
    return row.id


def change_criterion(criterion_id: int, facts: CriterionFacts, *, desk: CallDesk) -> None:
    """Change a criterion; scores stay, and count with the new weight.

    Raises: NotFound, CallOvertaken, Invalid (the name is taken), NoWeight.
    """
    call, row = _found(criterion_id, desk)
    if facts == queries.criterion_facts(row):
        return
    desk.check_seen(call)
    others = [one for one in queries.criteria_of(call.id) if one.id != row.id]
    _check_name(facts.name, [one.name for one in others])
    check_weights([*(one.weight for one in others), facts.weight])
    row.name, row.help, row.weight = facts.name, facts.help, facts.weight
    desk.changed(call, "criterion changed", "criterion", row.id, weight=facts.weight)


def move_criterion(criterion_id: int, by: int, *, desk: CallDesk) -> None:
    """Let a criterion change places with its neighbour (-1: before, 1: after). Raises: NotFound."""
    call, row = _found(criterion_id, desk)
    rows = {one.id: one for one in queries.criteria_of(call.id)}
    for position, row_id in enumerate(neighbours_swapped(tuple(rows), row.id, by), start=1):
        rows[row_id].position = position
    desk.changed(call, "criterion moved", "criterion", row.id, position=row.position)


def remove_criterion(criterion_id: int, *, desk: CallDesk) -> None:
    """Delete a criterion that nobody scored. Raises: NotFound, CriterionScored, NoWeight."""
    call, row = _found(criterion_id, desk)
    if queries.is_scored(row.id):
        raise CriterionScored
    check_weights([one.weight for one in queries.criteria_of(call.id) if one.id != row.id])
    try:
        with db.session.begin_nested():
            db.session.delete(row)
    except IntegrityError as error:  # a reviewer has scored it at this moment
        raise CriterionScored from error
    desk.changed(call, "criterion removed", "criterion", criterion_id)


def _found(criterion_id: int, desk: CallDesk) -> tuple[Call, Criterion]:
    call = desk.take_turn()
    return call, queries.criterion(call.id, criterion_id)


def _check_name(name: str, others: list[str]) -> None:
    if name.casefold() in {other.casefold() for other in others}:
        raise Invalid({"name": TAKEN})
