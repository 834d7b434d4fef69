"""What people on stage are asked by mail, written at the moment of sending."""

from collections.abc import Callable, Sequence
from datetime import datetime

from conference.editions.frames import frame_of
from conference.kernel.codes import fingerprint
from conference.kernel.errors import NotFound
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest
from conference.programme.queries import slots as queries
from conference.programme.queries.slots import OpenSlot
from conference.programme.rules.answers import WISHES

QUESTION = "programme.slot_question"


def ask(edition_id: int, slots: Sequence[OpenSlot], *, now: datetime) -> None:
    """Ask one speaker about these times, in one mail; about the same ones never again."""
    speaker = slots[0]
    asked = [[slot.session_id, slot.mark] for slot in slots]
    mail.enqueue(
        QUESTION,
        speaker.address,
        facts={"speaker_id": speaker.speaker_id, "slots": asked},
        edition_id=edition_id,
        now=now,
        once=f"{QUESTION}:{speaker.speaker_id}:{fingerprint(repr(asked))}",
    )


def slot_question(request: MailRequest) -> Draft:
    """Write: do these times suit you. Raises: NotFound (all is answered, moved or off)."""
    edition = frame_of(request.edition_id)
    asked = {(session_id, mark) for session_id, mark in request.facts["slots"]}
    slots = [
        slot
        for slot in queries.open_slots(edition.id, request.now)
        if slot.speaker_id == request.facts["speaker_id"]
        and (slot.session_id, slot.mark) in asked
        and slot.address == request.address
    ]
    if not slots:
        raise NotFound
    return Draft(
        subject=f"Does this time suit you? {edition.name}"
        if len(slots) == 1
        else f"Do these times suit you? {edition.name}",
        template="programme/mail/slot_question.txt",
        context={
            "edition": edition,
            "slots": [
                (slot, answer_links(request.link, edition.slug, slot.code)) for slot in slots
            ],
            "link": request.link(f"/{edition.slug}/speak/sessions"),
        },
    )


def answer_links(link: Callable[[str], str], slug: str, code: str) -> tuple[tuple[str, str], ...]:
    """Return each answer to a time with its page, on which one press gives it."""
    return tuple(
        (label, link(f"/{slug}/speak/sessions/{code}/answer?answer={wish.value}"))
        for wish, label in WISHES.items()
    )
