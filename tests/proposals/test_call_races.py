"""Two organisers save something of the same call in one instant: nobody's words go unseen."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.proposals.actions import calls, criteria, phases, questions
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.models import Call, Criterion, Question, ReviewPhase
from conference.proposals.queries import call_desk, question_desk
from conference.proposals.queries.phases import phase_facts
from conference.proposals.rules.call_settings import CallOvertaken
from conference.proposals.rules.states import QuestionKind
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import CLOSES, DURING, make_call
from tests.support.pages import Browser
from tests.support.races import PATIENCE_SECONDS, at_once

CALL = "/2024/manage/call"
HELD_SECONDS = 0.6
"""So long the first one keeps the call while the second one reads its page and presses."""

Save = Callable[[CallDesk], None]


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    """Return an edition with a call that asks something."""
    assert database
    edition = make_edition()
    call_id = make_call(edition.id, format_ids=(edition.formats[0].id,))
    with transaction():
        db.session.add(
            Question(
                call_id=call_id, position=1, kind=QuestionKind.SHORT, label="Why?", purpose="To ask"
            )
        )
    return edition


def of_call(**values: Any) -> Save:
    facts = replace(call_desk.call_facts(db.session.query(Call).one()), **values)
    return lambda desk: calls.change_call(facts, desk=desk)


def of_formats() -> Save:
    call_id = db.session.query(Call.id).scalar()
    chosen = dict.fromkeys(call_desk.formats_of_call(call_id), CLOSES)
    return lambda desk: calls.set_formats(chosen, desk=desk)


def of_criterion() -> Save:
    row = db.session.query(Criterion).filter_by(name="Use").one()
    facts, row_id = replace(call_desk.criterion_facts(row), weight=5), row.id
    return lambda desk: criteria.change_criterion(row_id, facts, desk=desk)


def of_phase() -> Save:
    row = db.session.query(ReviewPhase).one()
    facts, row_id = replace(phase_facts(row), is_blind=not row.is_blind), row.id
    return lambda desk: phases.change_phase(row_id, facts, desk=desk)


def of_question() -> Save:
    row = db.session.query(Question).one()
    facts, row_id = replace(question_desk.question_facts(row), label="How?"), row.id
    return lambda desk: questions.change_question(row_id, facts, desk=desk)


def seen_desk(edition: EditionFrame) -> CallDesk:
    """Return an organiser who has read the call as it is now."""
    version = db.session.query(Call.version).scalar()
    return CallDesk(edition_id=edition.id, actor="person 7", now=DURING, seen=version)


def save(change: Save, desk: CallDesk) -> None:
    with transaction():
        change(desk)


@pytest.mark.parametrize("made", [of_call, of_formats, of_criterion, of_phase, of_question])
def test_what_was_read_before_somebody_saved_is_not_written_and_twice_is_once(
    edition: EditionFrame, made: Callable[..., Save]
) -> None:
    change = made(abstract_words=200) if made is of_call else made()
    early, late = seen_desk(edition), seen_desk(edition)
    save(of_call(grace_minutes=60), early)
    with pytest.raises(CallOvertaken):
        save(change, late)
    now = seen_desk(edition)
    save(change, now)
    save(change, now)
    assert seen_desk(edition).seen == (now.seen or 0) + 1


def test_of_two_other_fields_at_once_one_is_refused(edition: EditionFrame, database: Flask) -> None:
    desk = seen_desk(edition)
    first, second = of_call(grace_minutes=60), of_call(limit_per_person=2)
    answers = at_once(database, [lambda: save(first, desk), lambda: save(second, desk)])
    assert sorted(type(one).__name__ for one in answers) == ["CallOvertaken", "NoneType"]
    row = db.session.query(Call).one()
    expected = (60, None) if answers[0] is None else (15, 2)
    assert (row.grace_minutes, row.limit_per_person) == expected


def test_a_press_that_meets_another_is_given_back_and_then_keeps_both(
    edition: EditionFrame, database: Flask
) -> None:
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    page = Browser(database).sign_in(person_id).get(CALL)
    change, desk = of_call(grace_minutes=60), seen_desk(edition)
    has_done = threading.Event()

    def hold() -> None:
        with transaction():
            try:
                change(desk)
                db.session.flush()
            finally:
                has_done.set()
            time.sleep(HELD_SECONDS)

    def press() -> Any:
        has_done.wait(PATIENCE_SECONDS)
        return page.submit("Save the call", limit_per_person="2")

    held, refused = at_once(database, [hold, press])
    assert (held, refused.status, refused.errors) == (None, 422, [CallOvertaken.message])
    assert refused.submit("Save the call").status == 303
    row = db.session.query(Call).one()
    assert (row.grace_minutes, row.limit_per_person) == (60, 2)
