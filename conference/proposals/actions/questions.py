"""Changing the questions of the call."""

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.models import Call, Question, QuestionTrack
from conference.proposals.queries import question_desk as queries
from conference.proposals.queries.questions import asked
from conference.proposals.rules.ordering import neighbours_swapped
from conference.proposals.rules.question_settings import (
    MOST_QUESTIONS,
    Company,
    QuestionAnswered,
    QuestionFacts,
    QuestionNeeded,
    QuestionsFull,
    check_order,
    problems_of_question,
)
from conference.proposals.rules.questions import AskedQuestion


def add_question(facts: QuestionFacts, *, desk: CallDesk) -> int:
    """Add a question after the last one and return its id.

    Raises: NotFound, Invalid, QuestionsFull.
    """
    call = desk.take_turn()
    before = _room_for_one(call)
    _check(facts, Company(before=before))
    row = Question(call_id=call.id, position=queries.last_position(call.id) + 1, **_columns(facts))
    db.session.add(row)
    db.session.flush()
    _set_tracks(row.id, facts)
    desk.changed(call, "question added", "question", row.id, form=facts.kind.value)
    return row.id


def change_question(question_id: int, facts: QuestionFacts, *, desk: CallDesk) -> None:
    """Change a question; answers stay. Raises: NotFound, CallOvertaken, Invalid."""
    call, row = _found(question_id, desk)
    if facts == queries.question_facts(row):
        return
    desk.check_seen(call)
    _check(facts, _company(call, row))
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    _set_tracks(row.id, facts)
    desk.changed(call, "question changed", "question", row.id, form=facts.kind.value)


def move_question(question_id: int, by: int, *, desk: CallDesk) -> None:
    """Let a question change places with its neighbour (-1: before, 1: after).

    Raises: NotFound, QuestionOutOfOrder.
    """
    call, row = _found(question_id, desk)
    questions = {question.id: question for question in asked(call.id)}
    if row.id not in questions:
        return
    order = neighbours_swapped(tuple(questions), row.id, by)
    check_order([questions[one] for one in order])
    rows = queries.rows(call.id)
    for position, one in enumerate(order, start=1):
        rows[one].position = position
    desk.changed(call, "question moved", "question", row.id, position=row.position)


def retire_question(question_id: int, *, desk: CallDesk) -> None:
    """Ask a question no more; its answers stay. Raises: NotFound, QuestionNeeded."""
    call, row = _found(question_id, desk)
    if row.retired_at is not None:
        return
    if hanging := [one for one in asked(call.id) if one.asked_if_id == row.id]:
        raise QuestionNeeded(hanging[0].label)
    row.retired_at = desk.now
    desk.changed(call, "question retired", "question", row.id)


def bring_back_question(question_id: int, *, desk: CallDesk) -> None:
    """Ask a retired question again, as the last one. Raises: NotFound, Invalid, QuestionsFull."""
    call, row = _found(question_id, desk)
    if row.retired_at is None:
        return
    before = _room_for_one(call)
    _check(queries.question_facts(row), Company(before=before))
    row.retired_at, row.position = None, queries.last_position(call.id) + 1
    desk.changed(call, "question asked again", "question", row.id)


def remove_question(question_id: int, *, desk: CallDesk) -> None:
    """Delete a question that nobody answered.

    Raises: NotFound, QuestionAnswered, QuestionNeeded (a retired one too).
    """
    call, row = _found(question_id, desk)
    if queries.is_answered(row.id):
        raise QuestionAnswered
    hanging = [one for one in queries.rows(call.id).values() if one.asked_if_id == row.id]
    if hanging:
        raise QuestionNeeded(hanging[0].label)
    try:
        with db.session.begin_nested():
            db.session.execute(delete(QuestionTrack).where(QuestionTrack.question_id == row.id))
            db.session.delete(row)
    except IntegrityError as error:  # somebody has answered it at this moment
        raise QuestionAnswered from error
    desk.changed(call, "question removed", "question", question_id)


def _found(question_id: int, desk: CallDesk) -> tuple[Call, Question]:
    call = desk.take_turn()
    return call, queries.question(call.id, question_id)


def _room_for_one(call: Call) -> tuple[AskedQuestion, ...]:
    present = asked(call.id)
    if len(present) >= MOST_QUESTIONS:
        raise QuestionsFull
    return present


def _company(call: Call, row: Question) -> Company:
    return queries.company(call.id, row, is_answered=queries.is_answered(row.id))


def _check(facts: QuestionFacts, company: Company) -> None:
    if problems := problems_of_question(facts, company):
        raise Invalid(problems)


def _columns(facts: QuestionFacts) -> dict[str, object]:
    values = {name: getattr(facts, name) for name in QuestionFacts.__slots__}
    values.pop("track_ids")
    return values | {"choices": list(facts.choices)}


def _set_tracks(question_id: int, facts: QuestionFacts) -> None:
    db.session.execute(delete(QuestionTrack).where(QuestionTrack.question_id == question_id))
    db.session.add_all(
        QuestionTrack(question_id=question_id, track_id=track_id)
        for track_id in sorted(facts.track_ids)
    )
