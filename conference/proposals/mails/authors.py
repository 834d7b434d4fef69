"""What speakers are mailed while they propose, written at the moment of sending."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from conference.editions.frames import frame_of
from conference.history.actions import person
from conference.kernel.codes import fingerprint
from conference.kernel.text import one_line
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest
from conference.proposals.events import ProposalWithdrawn
from conference.proposals.mails import quiet
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.queries.mailed import (
    MailedProposal,
    mailed_at,
    mailed_author,
    mailed_proposal,
)
from conference.proposals.queries.proposals import authors
from conference.proposals.rules.authors import INVITED, name_in_mail, title_in_mail
from conference.proposals.rules.states import AuthorState

RECEIPT = "proposals.receipt"
INVITATION = "proposals.invitation"
SPEAKER_ANSWERED = "proposals.speaker_answered"
WITHDRAWN = "proposals.withdrawn"


def receipt_key(proposal_id: int) -> str:
    """Return the key under which a proposal's one receipt waits."""
    return f"{RECEIPT}:{proposal_id}"


def tell_receipt(row: Proposal, email: str, *, now: datetime) -> None:
    """Tell the owner what was sent in; the caller lets it wait."""
    mail.enqueue(
        RECEIPT,
        email,
        facts={"proposal": row.id},
        edition_id=row.edition_id,
        now=now,
        once=receipt_key(row.id),
    )


def invited_key(proposal_id: int, address: str = "") -> str:
    """Return the key under which an address is invited to a proposal; none: how each begins."""
    return f"{INVITATION}:{proposal_id}:{address and fingerprint(address)}"


def tell_invited(row: Proposal, author: ProposalAuthor, *, now: datetime) -> None:
    """Ask somebody to answer whether they speak; who was taken off and named again, only once."""
    mail.enqueue(
        INVITATION,
        author.email,
        facts={"proposal": row.id},
        edition_id=row.edition_id,
        now=now,
        once=invited_key(row.id, author.email),
    )


def tell_reminded(row: Proposal, author: ProposalAuthor, *, now: datetime) -> None:
    """Ask somebody once more; the caller looks that it is not the same day."""
    mail.enqueue(
        INVITATION,
        author.email,
        facts={"proposal": row.id},
        edition_id=row.edition_id,
        now=now,
    )


def tell_answered(
    row: Proposal, author: ProposalAuthor, owner: str, *, now: datetime, until: datetime
) -> None:
    """Tell the owner what somebody has made up their mind to, once they leave it at that.

    The caller holds the proposal.
    """
    quiet.tell(SPEAKER_ANSWERED, owner, row, author_id=author.id, now=now, until=until)


def tell_withdrawn(event: ProposalWithdrawn, tickets: Mapping[int, str]) -> None:
    """Tell who had said yes that it is withdrawn, except whoever withdrew it.

    ``tickets`` are the orders that ended with it, by person.
    """
    named = authors(event.proposal_id)
    by = next(
        (one.id for one in named if one.person_id and person(one.person_id) == event.actor), None
    )
    for one in named:
        if one.state is AuthorState.ACCEPTED and one.id != by:
            mail.enqueue(
                WITHDRAWN,
                one.email,
                facts={
                    "proposal": event.proposal_id,
                    "by": by,
                    "order": tickets.get(one.person_id or 0, ""),
                },
                edition_id=event.edition_id,
                now=event.at,
                once=f"{WITHDRAWN}:{one.id}",
            )


def receipt(request: MailRequest) -> Draft:
    """Write what was sent in, as it is after the quiet minute."""
    letter = mailed_proposal(request.facts["proposal"])
    edition = frame_of(letter.edition_id)
    said = "was withdrawn" if letter.is_withdrawn else "has arrived"
    return Draft(
        subject=f"Your proposal {said}: {edition.name}",
        template="proposals/mail/receipt.txt",
        context=whole(letter, request),
    )


def whole(letter: MailedProposal, request: MailRequest) -> dict[str, Any]:
    """Return what a mail with all of a proposal prints."""
    edition = frame_of(letter.edition_id)
    return {
        "edition": edition,
        "letter": letter,
        "format": edition.formats_by_id.get(letter.format_id or 0),
        "track": edition.tracks_by_id.get(letter.track_id or 0),
        "page": request.link(f"/{edition.slug}/speak/{letter.code}"),
    }


def invitation(request: MailRequest) -> Draft:
    """Write to somebody who was named as a speaker. Raises: NotFound (taken off meanwhile)."""
    letter = mailed_proposal(request.facts["proposal"])
    author = mailed_at(request.facts["proposal"], request.address)
    edition = frame_of(letter.edition_id)
    is_owner = author.is_owner
    seal = f"{INVITED}={request.sealed(INVITED, str(author.id))}"
    about = "A proposal in your name" if is_owner else "You are invited to speak"
    return Draft(
        subject=f"{about}: {edition.name}",
        template="proposals/mail/invitation.txt",
        context={
            "edition": edition,
            "owner": name_in_mail(letter.owner_name),
            "title": title_in_mail(letter.title),
            "is_owner": is_owner,
            "address": request.address,
            "page": request.link(f"/{edition.slug}/speak/{letter.code}/invitation?{seal}"),
        },
    )


def speaker_answered(request: MailRequest) -> Draft:
    """Write to the owner whether somebody speaks, as they have it at the moment of sending."""
    letter = mailed_proposal(request.facts["proposal"])
    author = mailed_author(request.facts["proposal"], request.facts["author"])
    edition = frame_of(letter.edition_id)
    return Draft(
        subject=f"Somebody has {author.state.value} to speak with you: {edition.name}",
        template="proposals/mail/speaker_answered.txt",
        context={
            "edition": edition,
            "letter": letter,
            "name": author.name,
            "speaks": author.state is AuthorState.ACCEPTED,
            "page": request.link(f"/{edition.slug}/speak/{letter.code}/speakers"),
        },
    )


def withdrawn(request: MailRequest) -> Draft:
    """Write to somebody who was to speak that it is withdrawn, by whom, and what ends with it."""
    letter = mailed_proposal(request.facts["proposal"])
    by = request.facts["by"]
    edition = frame_of(letter.edition_id)
    return Draft(
        subject=f"{one_line(letter.title) or 'A proposal'} is withdrawn: {edition.name}",
        template="proposals/mail/withdrawn.txt",
        context={
            "edition": edition,
            "title": letter.title,
            "by": mailed_author(request.facts["proposal"], by).name if by else "",
            "order": request.facts["order"],
            "shop_link": request.link(f"/{edition.slug}/tickets"),
            "link": request.link(f"/{edition.slug}/speak/mine"),
        },
    )
