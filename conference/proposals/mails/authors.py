"""What speakers are mailed while they propose, written at the moment of sending."""

from datetime import datetime

from conference.editions.frames import frame_of
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.queries import letters
from conference.proposals.rules.authors import name_in_mail

RECEIPT = "proposals.receipt"
INVITATION = "proposals.invitation"
SPEAKER_DECLINED = "proposals.speaker_declined"


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


def tell_invited(row: Proposal, author: ProposalAuthor, *, now: datetime) -> None:
    """Ask somebody to answer whether they speak."""
    mail.enqueue(
        INVITATION,
        author.email,
        facts={"proposal": row.id, "author": author.id},
        edition_id=row.edition_id,
        now=now,
    )


def tell_declined(row: Proposal, author: ProposalAuthor, owner: str, *, now: datetime) -> None:
    """Tell the owner that somebody will not speak."""
    mail.enqueue(
        SPEAKER_DECLINED,
        owner,
        facts={"proposal": row.id, "author": author.id},
        edition_id=row.edition_id,
        now=now,
    )


def receipt(request: MailRequest) -> Draft:
    """Write what was sent in, as it is after the quiet minute."""
    letter = letters.letter(request.facts["proposal"])
    edition = frame_of(letter.edition_id)
    said = "was withdrawn" if letter.is_withdrawn else "has arrived"
    return Draft(
        subject=f"Your proposal {said}: {edition.name}",
        template="proposals/mail/receipt.txt",
        context={
            "edition": edition,
            "letter": letter,
            "format": edition.formats_by_id.get(letter.format_id or 0),
            "track": edition.tracks_by_id.get(letter.track_id or 0),
            "page": request.link(f"/{edition.slug}/speak/{letter.code}"),
        },
    )


def invitation(request: MailRequest) -> Draft:
    """Write to somebody who was named as a speaker. Raises: NotFound (taken off meanwhile)."""
    letter = letters.letter(request.facts["proposal"])
    author = letters.name_of(request.facts["proposal"], request.facts["author"])
    edition = frame_of(letter.edition_id)
    is_owner = author.is_owner
    about = "A proposal in your name" if is_owner else "You are invited to speak"
    return Draft(
        subject=f"{about}: {edition.name}",
        template="proposals/mail/invitation.txt",
        context={
            "edition": edition,
            "owner": name_in_mail(letter.owner_name),
            "is_owner": is_owner,
            "address": request.address,
            "page": request.link(f"/{edition.slug}/speak/{letter.code}/invitation"),
        },
    )


def speaker_declined(request: MailRequest) -> Draft:
    """Write to the owner that somebody will not speak."""
    letter = letters.letter(request.facts["proposal"])
    author = letters.name_of(request.facts["proposal"], request.facts["author"])
    edition = frame_of(letter.edition_id)
    return Draft(
        subject=f"Somebody has declined to speak with you: {edition.name}",
        template="proposals/mail/speaker_declined.txt",
        context={
            "edition": edition,
            "letter": letter,
            "name": author.name,
            "page": request.link(f"/{edition.slug}/speak/{letter.code}/speakers"),
        },
    )
