"""Writing feedback, reading it before it is passed on, and forgetting it."""

from dataclasses import dataclass
from datetime import datetime

from conference.feedback import mails, queries
from conference.feedback.models import Feedback
from conference.feedback.rules import (
    ENOUGH,
    KEPT,
    FeedbackChanged,
    FeedbackDecided,
    FeedbackRead,
    FeedbackState,
    OwnSession,
)
from conference.kernel.database import db, delete_where
from conference.kernel.errors import NotFound
from conference.orders import queries as orders
from conference.orders.events import TicketPassedOn
from conference.programme import queries as programme
from conference.programme.actions.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a session with a ticket; ``person_id`` is who is signed in, if anybody."""

    code: str
    ticket: str
    person_id: int | None
    rating: int | None
    body: str


def write(said: Said, *, edition_id: int, now: datetime) -> None:
    """Keep what somebody says of a session instead of what they said before.

    Nothing of it stands in the history: it would say whose it is. Raises: NotFound, FeedbackClosed,
    OwnSession, FeedbackRead.
    """
    attendee = orders.attendee_for_update(said.ticket, edition_id)
    if attendee.cancelled_at is not None:
        raise NotFound
    entry = programme.entry(edition_id, said.code)
    people = (attendee.person_id, said.person_id)
    queries.check_open_to(entry, people, edition_id=edition_id, now=now)
    row = queries.own_feedback(entry.session_id, attendee.id)
    if row is None:
        row = Feedback(session_id=entry.session_id, attendee_id=attendee.id)
        db.session.add(row)
    else:
        row = queries.feedback_for_update(edition_id, row.id)
        if row.state is not FeedbackState.WAITING:
            raise FeedbackRead
    row.rating, row.body, row.written_at = said.rating, said.body, now


def decide(feedback_id: int, seen: str, *, passes: bool, person_id: int, desk: Desk) -> None:
    """Pass feedback on to who was on stage, or keep it back. Twice is once.

    They get a mail once there is enough to read, at most one a day. Raises: NotFound,
    OwnSession, FeedbackChanged, FeedbackDecided.
    """
    desk.take_turn()
    row = queries.feedback_for_update(desk.edition_id, feedback_id)
    if row.session_id in queries.own_sessions(desk.edition_id, person_id):
        raise OwnSession
    state = FeedbackState.PASSED if passes else FeedbackState.KEPT_BACK
    if row.state is state:
        return
    if queries.seen_mark(row) != seen:
        raise FeedbackChanged if row.state is FeedbackState.WAITING else FeedbackDecided(row.state)
    row.state, row.moderated_at, row.moderated_by = state, desk.now, desk.actor
    db.session.flush()
    what = "feedback passed on" if passes else "feedback kept back"
    desk.record(what, "session", row.session_id, feedback=row.id)
    if passes and queries.passed_count(row.session_id) >= ENOUGH:
        for speaker, address in queries.to_tell(row.session_id):
            mails.tell(desk.edition_id, speaker, address, now=desk.now)


def forget_waiting(event: TicketPassedOn) -> None:
    """Delete what a ticket's former holder wrote and nobody has read: the next one could."""
    unread = Feedback.state == FeedbackState.WAITING
    delete_where(Feedback, (Feedback.attendee_id == event.attendee_id) & unread)


def purge(*, now: datetime) -> int:
    """Delete feedback older than six months and return how much. Safe to run again."""
    return delete_where(Feedback, Feedback.written_at < now - KEPT)
