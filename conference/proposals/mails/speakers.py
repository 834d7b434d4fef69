"""Which message goes to whom about proposals and tasks, and what each says when it is sent."""

from datetime import datetime

from conference.editions.frames import frame_of
from conference.kernel.errors import NotFound
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest
from conference.proposals.queries.tasks import tasks_page

REMINDER = "proposals.reminder"


def remind(edition_id: int, person_id: int, address: str, *, now: datetime) -> None:
    """Remind somebody who speaks of what is still to do."""
    mail.enqueue(REMINDER, address, facts={"person_id": person_id}, edition_id=edition_id, now=now)


def reminder(request: MailRequest) -> Draft:
    """Write: what is still to do. Raises: NotFound (nothing is)."""
    edition = frame_of(request.edition_id)
    page = tasks_page(edition.id, request.facts["person_id"])
    answers = [one.title for one in page.proposals if one.is_owner and not one.is_confirmed]
    left = [row.kind.label for row in page.tasks if not row.is_done]
    if not answers and not left:
        raise NotFound
    return Draft(
        subject=f"Still to do before you speak at {edition.name}",
        template="proposals/mail/reminder.txt",
        context={
            "edition": edition,
            "answers": answers,
            "confirm_by": page.confirm_by,
            "left": left,
            "link": request.link(f"/{edition.slug}/speak/tasks"),
        },
    )
