"""What speakers are mailed of what organisers did for them, written at the moment of sending."""

from datetime import datetime

from conference.editions.frames import frame_of
from conference.kernel import codes
from conference.kernel.errors import NotFound
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest
from conference.proposals.models import Proposal
from conference.proposals.queries.authors import AuthorRow
from conference.proposals.queries.mailed import mailed_proposal

CHANGED = "proposals.changed_on_behalf"


def tell_changed(row: Proposal, author: AuthorRow, *, now: datetime, until: datetime) -> None:
    """Tell a speaker what they propose now, once organisers leave it at that.

    The caller holds the proposal: two changes at once are one mail.
    """
    key = f"{CHANGED}:{author.id}"
    if mail.postpone_any(key, until=until):
        return
    once = f"{key}:{codes.random_token()}"
    mail.enqueue(
        CHANGED,
        author.email,
        facts={"proposal": row.id},
        edition_id=row.edition_id,
        now=now,
        once=once,
    )
    mail.postpone(once, until=until)


def changed_on_behalf(request: MailRequest) -> Draft:
    """Write what a proposal says by now. Raises: NotFound (withdrawn or thrown away meanwhile)."""
    letter = mailed_proposal(request.facts["proposal"])
    if letter.is_withdrawn:
        raise NotFound
    edition = frame_of(letter.edition_id)
    return Draft(
        subject=f"The organisers have changed your proposal: {edition.name}",
        template="proposals/mail/changed_on_behalf.txt",
        context={
            "edition": edition,
            "letter": letter,
            "format": edition.formats_by_id.get(letter.format_id or 0),
            "track": edition.tracks_by_id.get(letter.track_id or 0),
            "page": request.link(f"/{edition.slug}/speak/{letter.code}"),
        },
    )
