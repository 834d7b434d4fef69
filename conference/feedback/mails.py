"""Telling who was on stage that there is feedback to read; what it says stands on the page."""

from datetime import datetime

from conference.editions.frames import frame_of
from conference.feedback.queries import feedback_of_sessions
from conference.kernel import clock
from conference.kernel.errors import NotFound
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest

ARRIVED = "feedback.arrived"


def tell(edition_id: int, person_id: int, address: str, *, now: datetime) -> None:
    """Tell somebody who was on stage, at most once a day."""
    mail.enqueue(
        ARRIVED,
        address,
        facts={"person_id": person_id},
        edition_id=edition_id,
        once=f"{ARRIVED} {edition_id} {person_id} {clock.local(now).date()}",
        now=now,
    )


def arrived(request: MailRequest) -> Draft:
    """Write: there is feedback to read. Raises: NotFound (there is none any more)."""
    edition = frame_of(request.edition_id)
    if not feedback_of_sessions(edition.id, request.facts["person_id"]):
        raise NotFound
    return Draft(
        subject=f"Feedback on your session at {edition.name}",
        template="feedback/mail/arrived.txt",
        context={
            "edition": edition,
            "link": request.link(f"/{edition.slug}/speak/sessions"),
        },
    )
