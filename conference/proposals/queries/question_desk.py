"""Reading the questions of the call for those who ask them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.proposals.models import ProposalAnswer, Question
from conference.proposals.queries.questions import as_asked, asked, tracks_of
from conference.proposals.rules.question_settings import Company, QuestionFacts
from conference.proposals.rules.questions import AskedQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A question on the list; ``answers`` is how many proposals answer it."""

    asked: AskedQuestion
    answers: int
    retired_at: datetime | None
    needed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """A question with what it hangs on; ``before`` are those whose answers may lead to it."""

    id: int
    facts: QuestionFacts
    is_answered: bool
    is_retired: bool
    before: tuple[AskedQuestion, ...]


def question_rows(call_id: int) -> tuple[QuestionRow, ...]:
    """Return all questions in order, retired ones last, in two statements."""
    tracks = tracks_of(call_id)
    found = db.session.execute(
        select(Question, func.count(ProposalAnswer.proposal_id))
        .outerjoin(
            ProposalAnswer,
            (ProposalAnswer.question_id == Question.id) & (ProposalAnswer.answer != ""),
        )
        .where(Question.call_id == call_id)
        .group_by(Question.id)
        .order_by(Question.retired_at.is_not(None), Question.position, Question.id)
    ).all()
    labels = {row.id: row.label for row, _ in found}
    return tuple(
        QuestionRow(
            asked=as_asked(row, tracks.get(row.id, frozenset())),
            answers=answers,
            retired_at=row.retired_at,
            needed=labels.get(row.asked_if_id or 0, ""),
        )
        for row, answers in found
    )


def question_page(call_id: int, question_id: int) -> QuestionPage:
    """Return a question. Raises: NotFound."""
    row = question(call_id, question_id)
    return QuestionPage(
        id=row.id,
        facts=question_facts(row),
        is_answered=is_answered(row.id),
        is_retired=row.retired_at is not None,
        before=_before(call_id, row),
    )


def company(call_id: int, row: Question, *, is_answered: bool) -> Company:
    """Return what a question stands among, and what is stored of it if it has answers."""
    return Company(
        before=_before(call_id, row),
        hanging=[one for one in asked(call_id) if one.asked_if_id == row.id],
        was=as_asked(row, frozenset()) if is_answered else None,
    )


def _before(call_id: int, row: Question) -> tuple[AskedQuestion, ...]:
    """Return what is asked before it; a retired one would come last."""
    present = asked(call_id)
    place = [one.id for one in present].index(row.id) if row.retired_at is None else None
    return present[:place]


def question(call_id: int, question_id: int) -> Question:
    """Return a question of the call. Raises: NotFound."""
    row = db.session.get(Question, question_id)
    if row is None or row.call_id != call_id:
        raise NotFound("There is no such question.")
    return row


def question_facts(row: Question) -> QuestionFacts:
    """Return what organisers say of a question."""
    return QuestionFacts(
        kind=row.kind,
        label=row.label,
        hint=row.hint,
        purpose=row.purpose,
        choices=tuple(str(choice) for choice in row.choices),
        max_words=row.max_words,
        is_required=row.is_required,
        is_for_reviewers=row.is_for_reviewers,
        asked_if_id=row.asked_if_id,
        asked_if_answer=row.asked_if_answer,
        kept_days=row.kept_days,
        track_ids=tracks_of(row.call_id).get(row.id, frozenset()),
    )


def rows(call_id: int) -> Mapping[int, Question]:
    """Return all questions of the call by id, retired ones too."""
    found = db.session.scalars(
        select(Question).where(Question.call_id == call_id).order_by(Question.position, Question.id)
    )
    return {row.id: row for row in found}


def last_position(call_id: int) -> int:
    """Return the position of the last question; 0: there is none."""
    found = select(func.max(Question.position)).where(Question.call_id == call_id)
    return db.session.scalar(found) or 0


def is_answered(question_id: int) -> bool:
    """Say whether a proposal, a draft too, has an answer to it."""
    answered = exists().where(
        ProposalAnswer.question_id == question_id, ProposalAnswer.answer != ""
    )
    return bool(db.session.scalar(select(answered)))
