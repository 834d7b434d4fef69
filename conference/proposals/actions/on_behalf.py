"""What organisers change of others' proposals: never of their own, and the speakers are told."""

from datetime import datetime

from conference.proposals.mails import on_behalf as mails
from conference.proposals.models import Proposal
from conference.proposals.queries import authors
from conference.proposals.queries.proposals import proposal_for_update
from conference.proposals.rules import sending
from conference.proposals.rules.refusals import OwnAtDesk


def words(what: str) -> str:
    """Return how the history names what was done for the speakers."""
    return f"{what} on behalf of the speakers"


def check_not_own(row: Proposal, person_id: int) -> None:
    """Refuse whoever is named on a proposal: theirs go the speakers' way. Raises: OwnAtDesk."""
    if authors.is_named(row.id, person_id):
        raise OwnAtDesk


def locked(edition_id: int, code: str, person_id: int) -> Proposal:
    """Lock somebody else's proposal to change it for them.

    Raises: NotFound, OwnAtDesk, WithdrawnMeanwhile.
    """
    row = proposal_for_update(edition_id, code)
    check_not_own(row, person_id)
    if not sending.may_change_on_behalf(row.state):
        raise sending.WithdrawnMeanwhile
    return row


def tell_changed(row: Proposal, *, now: datetime, until: datetime) -> None:
    """Mail each of those whose proposal it is once, when nothing was changed until ``until``."""
    for author in authors.told_of(row.id):
        mails.tell_changed(row, author, now=now, until=until)
