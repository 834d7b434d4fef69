"""Reading feedback: one's own, what is to be moderated, and what reached who was on stage."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conference.feedback.models import Feedback
from conference.feedback.rules import ENOUGH, FeedbackState, OwnSession, check_open, is_open
from conference.kernel.codes import fingerprint
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.queries import AttendeeFacts
from conference.people.models import Person, Speaker
from conference.programme import queries as programme
from conference.programme.models import Session, SessionSpeaker
from conference.programme.queries import EntryFacts

MARK = 16
"""Signs of a mark: enough to tell two texts apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRow:
    """A piece of feedback for organisers: not even they see whose it is."""

    id: int
    title: str
    rating: int | None
    body: str
    state: FeedbackState
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session of which feedback is taken; ``has_said``: there is some of this ticket."""

    code: str
    title: str
    starts_at: datetime
    has_said: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFeedback:
    """What reached who was on stage: no name, no moment, texts in the order of their words."""

    count: int
    ratings: int
    mean: float | None
    texts: tuple[str, ...]


def seen_mark(row: Feedback) -> str:
    """Return what a decision names: nobody decides on unread words or over another's decision.

    When something was written is no part of it: the moment could tell whose it is.
    """
    said = "\0".join((row.state, str(row.rating), row.body))
    return fingerprint(said)[:MARK]


def own_feedback(session_id: int, attendee_id: int) -> Feedback | None:
    """Return what an attendee said of a session."""
    return db.session.scalar(
        select(Feedback).where(
            Feedback.session_id == session_id, Feedback.attendee_id == attendee_id
        )
    )


def check_open_to(
    entry: EntryFacts, people: Collection[int | None], *, edition_id: int, now: datetime
) -> None:
    """Let these people, as far as they are known, say something of a session now.

    They are the holder of the ticket and who is signed in: with a guest's ticket, too, nobody
    rates themselves. Raises: FeedbackClosed, OwnSession.
    """
    check_open(entry.starts_at, entry.ends_at, is_cancelled=entry.is_cancelled, now=now)
    if entry.session_id in _on_stage(edition_id, people):
        raise OwnSession


def open_sessions(
    edition_id: int, ticket: AttendeeFacts, viewer_id: int | None, *, now: datetime
) -> tuple[OpenSession, ...]:
    """Return the sessions of which a ticket may say something now, by time.

    Never one's own: neither of the ticket's holder nor of whoever is signed in with it.
    """
    said = set(
        db.session.scalars(select(Feedback.session_id).where(Feedback.attendee_id == ticket.id))
    )
    own = _on_stage(edition_id, (ticket.person_id, viewer_id))
    return tuple(
        OpenSession(
            code=entry.code,
            title=entry.title,
            starts_at=entry.starts_at,
            has_said=entry.session_id in said,
        )
        for entry in programme.entries(edition_id)
        if not entry.is_break
        and entry.session_id not in own
        and is_open(entry.starts_at, entry.ends_at, is_cancelled=entry.is_cancelled, now=now)
    )


def feedback_for_update(edition_id: int, feedback_id: int) -> Feedback:
    """Lock and return a piece of feedback. Raises: NotFound (its writer took it away)."""
    row = db.session.scalar(
        select(Feedback)
        .join(Session, Session.id == Feedback.session_id)
        .where(Session.edition_id == edition_id, Feedback.id == feedback_id)
        .with_for_update(of=Feedback)
    )
    if row is None:
        raise NotFound("This feedback is not there any more.")
    return row


def own_sessions(edition_id: int, person_id: int) -> frozenset[int]:
    """Return the sessions of which somebody moderates nothing: released or in the draft, theirs."""
    drafted = db.session.scalars(
        select(SessionSpeaker.session_id)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .where(Speaker.edition_id == edition_id, Speaker.person_id == person_id)
    )
    return programme.speaker_session_ids(edition_id, person_id) | frozenset(drafted)


def to_moderate(
    edition_id: int, state: FeedbackState, *, own: Collection[int], limit: int, offset: int
) -> Sequence[FeedbackRow]:
    """Return feedback in a state, by session, in one statement; of one's own sessions none."""
    rows = db.session.execute(
        select(Feedback, Session.title)
        .join(Session, Session.id == Feedback.session_id)
        .where(Session.edition_id == edition_id, Feedback.state == state, Session.id.not_in(own))
        .order_by(Session.title, Session.id, Feedback.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        FeedbackRow(
            id=row.id,
            title=title,
            rating=row.rating,
            body=row.body,
            state=row.state,
            seen=seen_mark(row),
        )
        for row, title in rows
    ]


def counts(edition_id: int, *, own: Collection[int]) -> Mapping[FeedbackState, int]:
    """Return how much feedback is in each state, that of one's own sessions left out."""
    rows = db.session.execute(
        select(Feedback.state, func.count())
        .join(Session, Session.id == Feedback.session_id)
        .where(Session.edition_id == edition_id, Session.id.not_in(own))
        .group_by(Feedback.state)
    )
    return dict(rows.all())


def passed_count(session_id: int) -> int:
    """Return how much feedback of a session was passed on."""
    wanted = select(func.count()).where(
        Feedback.session_id == session_id, Feedback.state == FeedbackState.PASSED
    )
    return db.session.scalar(wanted) or 0


def to_tell(session_id: int) -> Sequence[tuple[int, str]]:
    """Return ids and addresses of the people on a session's stage."""
    rows = db.session.execute(
        select(Person.id, Person.email)
        .join(Speaker, Speaker.person_id == Person.id)
        .join(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id)
        .where(SessionSpeaker.session_id == session_id)
        .order_by(Person.id)
    )
    return [(person_id, email) for person_id, email in rows]


def feedback_of_sessions(edition_id: int, person_id: int) -> Mapping[str, SessionFeedback]:
    """Return what reached somebody on stage, by the session's code, in one statement."""
    rows = db.session.execute(
        select(Session.code, Feedback.rating, Feedback.body)
        .join(Session, Session.id == Feedback.session_id)
        .join(SessionSpeaker, SessionSpeaker.session_id == Session.id)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .where(
            Speaker.edition_id == edition_id,
            Speaker.person_id == person_id,
            Feedback.state == FeedbackState.PASSED,
        )
    )
    found: defaultdict[str, list[tuple[int | None, str]]] = defaultdict(list)
    for code, rating, body in rows:
        found[code].append((rating, body))
    return {code: _together(said) for code, said in found.items() if len(said) >= ENOUGH}


def _on_stage(edition_id: int, people: Collection[int | None]) -> frozenset[int]:
    known = {person_id for person_id in people if person_id is not None}
    return frozenset().union(
        *(programme.speaker_session_ids(edition_id, person_id) for person_id in known)
    )


def _together(said: Sequence[tuple[int | None, str]]) -> SessionFeedback:
    ratings = [rating for rating, _ in said if rating is not None]
    return SessionFeedback(
        count=len(said),
        ratings=len(ratings),
        mean=sum(ratings) / len(ratings) if ratings else None,
        texts=tuple(sorted((body for _, body in said if body), key=str.casefold)),
    )
