"""Tickets of people on stage: given when they confirm, ended when they withdraw."""

from dataclasses import dataclass
from datetime import datetime

from conference.editions.frames import frame_of
from conference.history import actions as history
from conference.kernel.codes import fingerprint
from conference.kernel.database import db
from conference.kernel.errors import Refused
from conference.orders import mails, queries
from conference.orders.actions.desk import FreeTicket, issue_free
from conference.orders.actions.settling import cancel
from conference.orders.models import Order
from conference.orders.rules import OrderState
from conference.tickets import queries as tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerGuest:
    """Somebody who confirmed that they come and speak."""

    speaker_id: int
    person_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _SpeakerTicket(FreeTicket):
    """A ticket for speaking: the same person's next one is another, whatever they are called."""

    @property
    def mark(self) -> str:
        """What makes a repeat the same ticket."""
        return fingerprint(self.form_token)


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
    ticket = _SpeakerTicket(
        type_id=type_id,
        name=guest.name,
        email=guest.email,
        form_token=_token(guest.speaker_id, len(_given(guest.speaker_id))),
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


def end_speaker_ticket(
    guest: SpeakerGuest, *, actor: str, now: datetime, is_mailed: bool = True
) -> str:
    """Cancel the ticket that somebody got for speaking, and return its order's code; bookings go.

    They are mailed, unless a mail of the caller's tells them; no code: there was none to cancel.
    Only the one given by ``give_speaker_ticket``, and only while it is theirs: what was bought,
    given by hand or handed over to somebody else stays. Runs inside ``transaction()``, one at a
    time for a person: whoever calls holds the call.
    """
    given = _given(guest.speaker_id)
    if not given or given[-1].state is not OrderState.PAID:
        return ""
    order = given[-1]
    if not any(
        attendee.person_id == guest.person_id
        or (attendee.person_id is None and attendee.email == guest.email)
        for attendee in queries.attendees_for_update(order.id)
    ):
        return ""
    tell = mails.tell_speaker_ticket_ended if is_mailed else _tell_nobody
    cancel(order, actor=actor, now=now, tell=tell)
    return order.code


def mark_of(speaker_id: int, number: int = 0) -> str:
    """Return by what the order of a speaker's ticket is known; the first has the number 0."""
    return fingerprint(_token(speaker_id, number))


def _tell_nobody(_: Order, *, now: datetime) -> None:
    """Leave the mail to whoever cancels."""


def _given(speaker_id: int) -> list[Order]:
    """Lock and return the orders of the tickets that a speaker was given, one after the other."""
    found: list[Order] = []
    while (order := queries.order_by_token_for_update(mark_of(speaker_id, len(found)))) is not None:
        found.append(order)
    return found


def _token(speaker_id: int, number: int) -> str:
    return f"speaker {speaker_id} {number}"
