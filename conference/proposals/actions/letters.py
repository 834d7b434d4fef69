"""Texts of decisions, drafts of the mails that tell them, and the one press that sends all."""

from collections.abc import Mapping
from dataclasses import dataclass

from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.mail import actions as mail
from conference.proposals.actions.decisions import Deciding, apply, plan
from conference.proposals.models import DecisionText
from conference.proposals.queries import decisions as queries
from conference.proposals.queries.calls import call_for_update
from conference.proposals.rules.deciding import DraftsOutOfDate, NoConfirmDate
from conference.proposals.rules.letters import PLACEHOLDERS, unknown_names
from conference.proposals.rules.states import Decision

DECIDED = "proposals.decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one press of Send did."""

    people: int
    counts: Mapping[Decision, int]


def save_text(decision: Decision, body: str, *, deciding: Deciding) -> None:
    """Keep the organisers' text of a decision. Raises: NotFound, Invalid (unknown braces)."""
    unknown = unknown_names(body)
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise Invalid({"body": f"There is no {{{unknown[0]}}}. Use {known}"})
    call = call_for_update(deciding.edition_id)
    row = db.session.get(DecisionText, (call.id, decision))
    if row is None:
        db.session.add(DecisionText(call_id=call.id, decision=decision, body=body))
    else:
        row.body = body
    history.record(
        deciding.actor,
        "text of a decision changed",
        on=("call", call.id),
        at=deciding.now,
        edition_id=deciding.edition_id,
        decision=decision.value,
    )


def prepare(reviews: frozenset[Decision], *, deciding: Deciding) -> int:
    """Write the drafts anew, one for each address, and return how many; nobody gets one.

    ``reviews`` are the decisions whose mails carry what reviewers wrote for the speaker. Raises:
    NotFound (there is no call), NoConfirmDate.
    """
    call_for_update(deciding.edition_id)
    page = queries.sending(deciding.edition_id, deciding.reader)
    if page.lacks_date:
        raise NoConfirmDate
    letters = {one.address: one.told for one in page.letters}
    everything = {
        address: tuple(sorted({*letters.get(address, ()), *page.kept.get(address, ())}))
        for address in sorted(letters.keys() | page.kept.keys())
    }
    mail.keep_drafts(
        DECIDED,
        {address: queries.letter_facts(told, reviews, {}) for address, told in everything.items()},
        edition_id=deciding.edition_id,
        now=deciding.now,
    )
    return len(letters)


def send(mark: str, *, deciding: Deciding) -> Sent:
    """Tell everybody what was decided: proposals move, drafts go out; all of it, or nothing.

    ``mark`` is of the page that asked: whatever changed since is shown first. A second press finds
    nothing of it any more. Raises: NotFound (there is no call), DraftsOutOfDate, NoConfirmDate.
    """
    call = call_for_update(deciding.edition_id)
    rows = queries.lock_pending(deciding.edition_id)
    page = queries.sending(deciding.edition_id, deciding.reader)
    if page.mark != mark or not page.is_ready or not page.rows:
        raise DraftsOutOfDate
    if page.lacks_date:
        raise NoConfirmDate
    for proposal_id, _, seen in page.rows:
        if seen.pending is not None:
            apply(rows[proposal_id], seen.pending, deciding=deciding)
    mail.send_drafts(
        {one.draft_id: page.facts(one.told) for one in page.letters if one.draft_id is not None},
        now=deciding.now,
    )
    mail.keep_drafts(
        DECIDED,
        {
            address: queries.letter_facts(told, page.reviews, {})
            for address, told in page.kept.items()
        },
        edition_id=deciding.edition_id,
        now=deciding.now,
    )
    plan(call, rows.values(), deciding=deciding)
    return Sent(people=len(page.letters), counts=page.counts)
