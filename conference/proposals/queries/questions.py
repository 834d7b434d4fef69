"""Questions of the call, and what a proposal answered to them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select

from conference.kernel.database import db
from conference.proposals.models import ProposalAnswer, Question, QuestionTrack
from conference.proposals.queries.calls import call_of
from conference.proposals.rules.questions import AskedQuestion, applying


def asked(call_id: int) -> tuple[AskedQuestion, ...]:
    """Return the questions that the call asks now, in order; two statements."""
    return _questions(call_id, Question.retired_at.is_(None))


def answered(
    edition_id: int, proposal_id: int, track_id: int | None
) -> tuple[tuple[AskedQuestion, str], ...]:
    """Return what a proposal was asked with its answers, in order; four statements.

    Answers to retired questions stay. One to a question that its other answers, or its track, put
    aside is kept in case they change back, and shown to nobody.
    """
    call = call_of(edition_id)
    if call is None:
        return ()
    answers = answers_of(proposal_id)
    questions = applying(_questions(call.id), answers, track_id)
    return tuple((one, answers[one.id]) for one in questions if answers.get(one.id))


def answers_of(proposal_id: int) -> dict[int, str]:
    """Return the answers to the call's questions, by question, as they are kept."""
    rows = db.session.execute(
        select(ProposalAnswer.question_id, ProposalAnswer.answer).where(
            ProposalAnswer.proposal_id == proposal_id
        )
    )
    return dict(rows.all())


def asked_rows(call_id: int) -> Sequence[Question]:
    """Return the rows of the questions that the call asks now, in order."""
    return _rows(call_id, Question.retired_at.is_(None))


def answer_rows(proposal_id: int) -> dict[int, ProposalAnswer]:
    """Return the rows of the answers, by question."""
    rows = db.session.scalars(
        select(ProposalAnswer).where(ProposalAnswer.proposal_id == proposal_id)
    )
    return {row.question_id: row for row in rows}


def _questions(call_id: int, *conditions: ColumnElement[bool]) -> tuple[AskedQuestion, ...]:
    tracks = tracks_of(call_id)
    rows = _rows(call_id, *conditions)
    return tuple(as_asked(row, tracks.get(row.id, frozenset())) for row in rows)


def _rows(call_id: int, *conditions: ColumnElement[bool]) -> Sequence[Question]:
    return db.session.scalars(
        select(Question)
        .where(Question.call_id == call_id, *conditions)
        .order_by(Question.position, Question.id)
    ).all()


def kept(question_ids: Collection[int]) -> frozenset[int]:
    """Return which of these questions are there, and let nobody delete them in this transaction."""
    found = db.session.scalars(
        select(Question.id)
        .where(Question.id.in_(question_ids))
        .order_by(Question.id)
        .with_for_update(read=True, key_share=True)
    )
    return frozenset(found)


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
