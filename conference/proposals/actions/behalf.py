"""Organisers write a proposal for somebody who cannot, or who is late with good reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from conference.editions.queries import EditionFrame
from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.people import queries as people
from conference.people.rules import normalised_address
from conference.proposals.actions import conflicts
from conference.proposals.actions.sending import send_receipt
from conference.proposals.actions.writing import EDITABLE, Owner, added, what_is_missing
from conference.proposals.mails import authors as mails
from conference.proposals.models import Proposal
from conference.proposals.queries import authors, calls
from conference.proposals.queries.proposals import by_form_token
from conference.proposals.rules.states import ProposalState

OWN_ADDRESS = "This is your own address. Send in what you propose yourself as speakers do"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who writes at the organisers' desk, of which edition, when."""

    edition: EditionFrame
    person_id: int
    now: datetime
    real_now: datetime

    @property
    def actor(self) -> str:
        """How the history names who writes."""
        return history.person(self.person_id)


def write_for(
    desk: Desk, values: Mapping[str, object], *, owner: Owner, is_sent: bool, form_token: str
) -> str:
    """Store a proposal for its owner, who is mailed, and return its code.

    ``is_sent``: send it in at once, whatever the deadline; it must be complete. Sent twice, a
    form makes one. Raises: NotFound (no call), Invalid (that too: it would be their own).
    """
    edition, actor, now = desk.edition, desk.actor, desk.now
    call = calls.call_for_update(edition.id)
    begun = by_form_token(edition.id, form_token)
    if begun is not None:
        return begun.code
    address = normalised_address(owner.email)
    known = replace(owner, email=address, person_id=people.id_of(address))
    if known.person_id == desk.person_id:
        raise Invalid({"email": OWN_ADDRESS})
    row = added(edition.id, known, form_token=form_token, actor=actor, now=now)
    for name in EDITABLE & set(values):
        setattr(row, name, values[name])
    _record(row, "proposal written on behalf", actor, now)
    if is_sent:
        missing = what_is_missing(edition, row, call)
        missing = {name: text for name, text in missing.items() if not name.startswith("q")}
        if missing:
            raise Invalid(missing)
        row.state, row.submitted_at = ProposalState.SUBMITTED, now
        _record(row, "proposal sent in on behalf", actor, now)
        send_receipt(row, address, now=now, real_now=desk.real_now)
    db.session.flush()
    mails.tell_invited(row, authors.owner_of(row.id), now=now)
    if is_sent:
        conflicts.look_again(edition.id, now=now)
    return row.code


def _record(row: Proposal, what: str, actor: str, now: datetime) -> None:
    history.record(actor, what, on=("proposal", row.id), at=now, edition_id=row.edition_id)
