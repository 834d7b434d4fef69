"""Making and changing the call: its text, dates and limits, and what may be proposed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete

from conference.editions import queries as editions
from conference.editions.actions import touch_frame
from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.kernel.events import announce
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.events import ProposalsPlanned
from conference.proposals.models import Call, CallFormat
from conference.proposals.queries import call_desk, calls
from conference.proposals.queries.stage import waiting_for_a_yes
from conference.proposals.rules.call_settings import (
    CallFacts,
    problem_of_format,
    problems_of_call,
)
from conference.proposals.rules.refusals import ProposalRefused

NO_FORMAT = "The call is shown, so at least one format may be proposed"


class CallMade(ProposalRefused):
    """Somebody was faster."""

    code = "call_made"
    message = "Somebody has made the call meanwhile. Here it is."


def make_call(facts: CallFacts, *, desk: CallDesk) -> int:
    """Make the edition's call and return its id. Raises: Invalid, CallMade."""
    editions.edition_for_update(desk.edition_id)  # of two that make it the later one waits
    if calls.call_of(desk.edition_id) is not None:
        raise CallMade
    _check(facts, desk)
    call = Call(edition_id=desk.edition_id, **_columns(facts))
    db.session.add(call)
    db.session.flush()
    if call.is_shown:
        touch_frame(desk.edition_id)
    desk.record("call made", "call", call.id)
    return call.id


def change_call(facts: CallFacts, *, desk: CallDesk) -> None:
    """Change the call; whoever sends in at this moment waits.

    Raises: NotFound, CallOvertaken, Invalid.
    """
    call = desk.take_turn()
    changed = {
        name: value for name, value in _columns(facts).items() if getattr(call, name) != value
    }
    if not changed:
        return
    desk.check_seen(call)
    _check(facts, desk)
    was_shown = call.is_shown
    for name, value in changed.items():
        setattr(call, name, value)
    if was_shown and not call.is_shown:
        touch_frame(desk.edition_id)
    desk.changed(call, "call changed", "call", call.id, changed=", ".join(sorted(changed)))
    if changed.get("is_provisional"):
        _plan_accepted(desk)


def _plan_accepted(desk: CallDesk) -> None:
    accepted = waiting_for_a_yes(desk.edition_id)
    if accepted:
        announce(
            ProposalsPlanned(
                edition_id=desk.edition_id, proposal_ids=accepted, actor=desk.actor, at=desk.now
            )
        )


def set_formats(chosen: Mapping[int, datetime | None], *, desk: CallDesk) -> None:
    """Say which formats may be proposed, each with a deadline of its own or the call's.

    Raises: NotFound (there is no call), CallOvertaken, Invalid (by ``closes_<id>``).
    """
    call = desk.take_turn()
    if chosen == call_desk.formats_of_call(call.id):
        return
    desk.check_seen(call)
    known = call_desk.formats_of_edition(desk.edition_id)
    if call.is_shown and known and not chosen:
        raise Invalid({"": NO_FORMAT})
    problems = {
        f"closes_{format_id}": sentence
        for format_id, closes_at in chosen.items()
        if (sentence := _problem(closes_at, call))
    }
    if problems:
        raise Invalid(problems)
    db.session.execute(delete(CallFormat).where(CallFormat.call_id == call.id))
    db.session.add_all(
        CallFormat(call_id=call.id, format_id=format_id, closes_at=closes_at)
        for format_id, closes_at in chosen.items()
        if format_id in known
    )
    desk.changed(call, "formats of the call set", "call", call.id, formats=len(chosen))


def _problem(closes_at: datetime | None, call: Call) -> str | None:
    return problem_of_format(closes_at, call_opens_at=call.opens_at, call_closes_at=call.closes_at)


def _check(facts: CallFacts, desk: CallDesk) -> None:
    if problems := problems_of_call(facts, call_desk.around(desk.edition_id)):
        raise Invalid(problems)


def _columns(facts: CallFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in CallFacts.__slots__}
