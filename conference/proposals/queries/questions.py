"""Questions of the call."""

from collections import defaultdict

from sqlalchemy import select

from conference.kernel.database import db
from conference.proposals.models import Question, QuestionTrack
from conference.proposals.rules.questions import AskedQuestion


def asked(call_id: int) -> tuple[AskedQuestion, ...]:
    """Return the questions that the call asks now, in order; two statements."""
    tracks = tracks_of(call_id)
    rows = db.session.scalars(
        select(Question)
        .where(Question.call_id == call_id, Question.retired_at.is_(None))
        .order_by(Question.position, Question.id)
    )
    return tuple(as_asked(row, tracks.get(row.id, frozenset())) for row in rows)


def tracks_of(call_id: int) -> dict[int, frozenset[int]]:
    """Return, for each question that is asked only for some tracks, these tracks."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        select(QuestionTrack.question_id, QuestionTrack.track_id)
        .join(Question, Question.id == QuestionTrack.question_id)
        .where(Question.call_id == call_id)
    )
    for question_id, track_id in rows:
        found[question_id].add(track_id)
    return {question_id: frozenset(ids) for question_id, ids in found.items()}


def as_asked(row: Question, track_ids: frozenset[int]) -> AskedQuestion:
    """Return a row as the rules see it."""
    return AskedQuestion(
        id=row.id,
        kind=row.kind,
        label=row.label,
        hint=row.hint,
        purpose=row.purpose,
        choices=tuple(str(choice) for choice in row.choices),
        max_words=row.max_words,
        is_required=row.is_required,
        is_for_reviewers=row.is_for_reviewers,
        track_ids=track_ids,
        asked_if_id=row.asked_if_id,
        asked_if_answer=row.asked_if_answer,
    )
