"""Changing the phases of review."""

from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.models import ReviewPhase
from conference.proposals.queries import call_desk as queries
from conference.proposals.queries.phases import phase_facts
from conference.proposals.rules.phase_settings import problems_of_phase
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.reviewing import PhaseFacts

MOST_PHASES = 10


class PhasesFull(ProposalRefused):
    """Nobody keeps track of more."""

    code = "phases_full"
    message = f"A call has {MOST_PHASES} phases of review at most."


def add_phase(facts: PhaseFacts, *, desk: CallDesk) -> int:
    """Add a phase and return its id. Raises: NotFound, Invalid, PhasesFull."""
    call = desk.take_turn()
    rows = queries.phases_of(call.id)
    if len(rows) >= MOST_PHASES:
        raise PhasesFull
    _check(facts, list(rows))
    row = ReviewPhase(call_id=call.id, **_columns(facts))
    db.session.add(row)
    db.session.flush()
    desk.changed(call, "review phase added", "review_phase", row.id, blind=facts.is_blind)
    return row.id


def change_phase(phase_id: int, facts: PhaseFacts, *, desk: CallDesk) -> None:
    """Change a phase; what reviewers may do follows at once.

    Raises: NotFound, CallOvertaken, Invalid.
    """
    call = desk.take_turn()
    row = queries.phase(call.id, phase_id)
    if facts == phase_facts(row):
        return
    desk.check_seen(call)
    _check(facts, [one for one in queries.phases_of(call.id) if one.id != row.id])
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    desk.changed(call, "review phase changed", "review_phase", row.id, blind=facts.is_blind)


def remove_phase(phase_id: int, *, desk: CallDesk) -> None:
    """Take a phase away with its rights; reviews stay. Raises: NotFound."""
    call = desk.take_turn()
    db.session.delete(queries.phase(call.id, phase_id))
    desk.changed(call, "review phase removed", "review_phase", phase_id)


def _check(facts: PhaseFacts, others: list[ReviewPhase]) -> None:
    if problems := problems_of_phase(facts, [phase_facts(row) for row in others]):
        raise Invalid(problems)


def _columns(facts: PhaseFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in PhaseFacts.__slots__}
