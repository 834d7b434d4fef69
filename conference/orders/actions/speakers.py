"""Tickets of people on stage: given when they confirm, never two for one person."""

from dataclasses import dataclass
from datetime import datetime

from conference.editions.frames import frame_of
from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import Refused
from conference.orders import queries
from conference.orders.actions.desk import FreeTicket, issue_free
from conference.tickets import queries as tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerGuest:
    """Somebody who confirmed that they come and speak."""

    speaker_id: int
    person_id: int
    name: str
    email: str


def give_speaker_ticket(
    guest: SpeakerGuest, *, edition_id: int, actor: str, now: datetime
) -> str | None:
    """Give a speaker a ticket that costs nothing and return the order's code.

    Nothing where there is no such type, or the person has a ticket: a paid one is kept. A full
    quota must not keep anybody from confirming: the history says that there was no ticket.
    Runs inside ``transaction()``, one at a time for a person: whoever calls holds the call.
    """
    type_id = tickets.speaker_type_id(edition_id)
    if type_id is None or queries.has_ticket_in(edition_id, guest.person_id, guest.email):
        return None
    ticket = FreeTicket(
        type_id=type_id,
        name=guest.name,
        email=guest.email,
        form_token=f"speaker {guest.speaker_id}",
    )
    try:
        with db.session.begin_nested():
            return issue_free(ticket, edition=frame_of(edition_id), actor=actor, now=now)
    except Refused as refusal:
        history.record(
            actor,
            "no speaker ticket",
            on=("speaker", guest.speaker_id),
            at=now,
            edition_id=edition_id,
            why=refusal.code,
        )
        return None
