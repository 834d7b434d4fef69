"""What reviewers are mailed: that opinions are waited for, and of how many."""

from collections.abc import Collection
from datetime import datetime

from conference.editions.frames import frame_of
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest
from conference.proposals.queries import reading, reviewers

REVIEWS_WAITING = "proposals.reviews_waiting"


def tell_waiting(edition_id: int, person_ids: Collection[int], *, now: datetime) -> None:
    """Tell reviewers who were asked anew how many proposals wait for them; no title is told."""
    counts = reviewers.waiting(edition_id, person_ids)
    letters = {email: {"count": count} for email, count in counts.items()}
    mail.enqueue_all(REVIEWS_WAITING, letters, now=now, edition_id=edition_id)


def reviews_waiting(request: MailRequest) -> Draft:
    """Write: so many proposals wait for you. Raises: NotFound (of no edition)."""
    edition = frame_of(request.edition_id)
    count = request.facts["count"]
    words = "1 proposal is" if count == 1 else f"{count} proposals are"
    return Draft(
        subject=f"{words} waiting for you: {edition.name}",
        template="proposals/mail/reviews_waiting.txt",
        context={
            "edition": edition,
            "words": words,
            "rights": reading.rights_of(edition.id, now=request.now),
            "list_link": request.link(f"/{edition.slug}/review"),
        },
    )
