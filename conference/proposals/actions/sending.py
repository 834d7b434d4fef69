"""Sending a proposal in, taking it back, throwing a draft away."""

from datetime import datetime

from sqlalchemy import delete

from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.mail import actions as mail
from conference.proposals.actions import conflicts, withdrawing
from conference.proposals.actions.writing import (
    QUIET,
    Writer,
    lock_for_editor,
    lock_for_owner,
    what_is_missing,
)
from conference.proposals.mails import authors as mails
from conference.proposals.models import Call, Proposal, ProposalAnswer, ProposalAuthor
from conference.proposals.queries import authors, calls, extensions
from conference.proposals.rules import sending
from conference.proposals.rules.calls import CallPhase, check_open
from conference.proposals.rules.refusals import MoveRefused
from conference.proposals.rules.states import ProposalState, check_move


def submit(writer: Writer, code: str, *, extension: str = "") -> None:
    """Send a proposal in, under the lock of the call; sent in already, nothing changes.

    An extension code is spent only where the deadline asks for one. Reviewers who stand too near
    to it are kept from it at once. Raises: NotFound, Invalid (what is missing, by field),
    CallClosed, CodeRefused, LimitReached, MoveRefused.
    """
    call = calls.call_for_update(writer.edition.id)
    row = lock_for_editor(writer, code)
    if row.state is ProposalState.SUBMITTED:
        return
    check_move(row.state, ProposalState.SUBMITTED)
    missing = what_is_missing(writer.edition, row, call)
    if missing:
        raise Invalid(missing)
    owner = authors.owner_of(row.id)
    sending.check_limit(authors.sent_by(writer.edition.id, owner), call.limit_per_person)
    row.extension_code_id = _extension_to_spend(call, row, extension, writer.now)
    row.state, row.submitted_at, row.edited_at = ProposalState.SUBMITTED, writer.now, writer.now
    _record(writer, row, "proposal sent in")
    send_receipt(row, owner.email, now=writer.now, real_now=writer.real_now)
    db.session.flush()
    conflicts.look_again(writer.edition.id, now=writer.now)


def withdraw(writer: Writer, code: str) -> None:
    """Take back what was sent in; taken back already, nothing changes.

    Raises: NotFound, MoveRefused.
    """
    calls.call_for_update(writer.edition.id)
    withdrawing.end(lock_for_owner(writer, code), actor=writer.actor, now=writer.now)


def discard(writer: Writer, code: str) -> None:
    """Throw a draft away; conflicts of interest that it made go too.

    Raises: NotFound, MoveRefused (it was sent in).
    """
    calls.call_for_update(writer.edition.id)
    row = lock_for_owner(writer, code)
    if row.state is not ProposalState.DRAFT:
        raise MoveRefused(row.state.label, "thrown away")
    _record(writer, row, "proposal draft thrown away")
    db.session.flush()
    for table in (ProposalAnswer, ProposalAuthor):
        db.session.execute(delete(table).where(table.proposal_id == row.id))
    db.session.execute(delete(Proposal).where(Proposal.id == row.id))
    conflicts.look_again(writer.edition.id, now=writer.now)


def send_receipt(row: Proposal, email: str, *, now: datetime, real_now: datetime) -> None:
    """Let the receipt go once nothing was changed for a minute."""
    mails.tell_receipt(row, email, now=now)
    mail.postpone(mails.receipt_key(row.id), until=real_now + QUIET)


def _extension_to_spend(call: Call, row: Proposal, typed: str, now: datetime) -> int | None:
    """Return the code that this proposal spends; none: the call is open. Raises: see submit."""
    dates = calls.dates_of(call)
    if dates.phase(now, row.format_id) is not CallPhase.CLOSED or not typed.strip():
        check_open(dates, now=now, format_id=row.format_id)
        return None
    found = extensions.code_of(call.id, typed)
    sending.check_code(found.facts if found else None, now=now)
    return found.id if found else None


def _record(writer: Writer, row: Proposal, what: str) -> None:
    history.record(
        writer.actor,
        what,
        on=("proposal", row.id),
        at=writer.now,
        edition_id=writer.edition.id,
    )
