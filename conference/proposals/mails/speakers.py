"""What those who speak are mailed once they are accepted: what is still to do."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from conference.editions.frames import frame_of
from conference.kernel.errors import NotFound
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest
from conference.people import queries as people
from conference.proposals.queries.looked_after import awaited_of
from conference.proposals.queries.tasks import answer_by, left_of

REMINDER = "proposals.reminder"
TimesOf = Callable[[int, int, datetime], Sequence[str]]
"""Says which sessions of an edition a person was asked about and has not answered."""


def remind(edition_id: int, addresses: Iterable[str], *, now: datetime) -> None:
    """Remind people who speak, or owe the answer whether they do, of what is still to do."""
    letters: dict[str, dict[str, Any]] = {address: {} for address in addresses}
    mail.enqueue_all(REMINDER, letters, edition_id=edition_id, now=now)


def reminder(request: MailRequest, *, times_of: TimesOf) -> Draft:
    """Write: what is still to do, and which times wait for an answer.

    Also to who has no account yet: nobody asked them about times. Raises: NotFound (nothing is).
    """
    edition = frame_of(request.edition_id)
    answers = awaited_of(edition.id, request.address)
    left = [kind.label for kind in left_of(edition.id, request.address)]
    person_id = people.id_of(request.address)
    times = () if person_id is None else times_of(edition.id, person_id, request.now)
    if not (answers or left or times):
        raise NotFound
    return Draft(
        subject=f"Still to do before you speak at {edition.name}",
        template="proposals/mail/reminder.txt",
        context={
            "edition": edition,
            "answers": answers,
            "confirm_by": answer_by(edition.id, request.address),
            "left": left,
            "times": times,
            "times_link": request.link(f"/{edition.slug}/speak/sessions"),
            "link": request.link(f"/{edition.slug}/speak/tasks"),
        },
    )
