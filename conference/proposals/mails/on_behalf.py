"""What speakers are mailed of what organisers did for them, written at the moment of sending."""

from datetime import datetime

from conference.editions.frames import frame_of
from conference.kernel.errors import NotFound
from conference.mail.rules import Draft, MailRequest
from conference.proposals.mails import quiet
from conference.proposals.mails.authors import whole
from conference.proposals.models import Proposal
from conference.proposals.queries.authors import AuthorRow
from conference.proposals.queries.mailed import mailed_proposal

CHANGED = "proposals.changed_on_behalf"


def tell_changed(row: Proposal, author: AuthorRow, *, now: datetime, until: datetime) -> None:
    """Tell a speaker what they propose now, once organisers leave it at that.

    The caller holds the proposal.
    """
    quiet.tell(CHANGED, author.email, row, author_id=author.id, now=now, until=until)


def changed_on_behalf(request: MailRequest) -> Draft:
    """Write what a proposal says by now. Raises: NotFound (withdrawn or thrown away meanwhile)."""
    letter = mailed_proposal(request.facts["proposal"])
    if letter.is_withdrawn:
        raise NotFound
    edition = frame_of(letter.edition_id)
    return Draft(
        subject=f"The organisers have changed your proposal: {edition.name}",
        template="proposals/mail/changed_on_behalf.txt",
        context=whole(letter, request),
    )
