"""A criterion or a question is deleted at the moment in which somebody scores or answers it."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.proposals.actions import criteria, questions, reviews, writing
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.models import Criterion, ProposalAnswer, Question, ReviewScore
from conference.proposals.queries.reading import Opinion
from conference.proposals.rules.call_settings import CriterionScored
from conference.proposals.rules.question_settings import QuestionAnswered
from conference.proposals.rules.states import QuestionKind
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    DURING,
    ask_for_review,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.proposals.actions.test_sending import draft, row, writer_of
from tests.support.races import at_once

PATIENCE_SECONDS = 30
HELD_SECONDS = 0.4
"""So long the first one keeps its locks while the second one comes."""

Action = Callable[[], object]


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    return make_edition()


def desk(edition: EditionFrame) -> CallDesk:
    return CallDesk(edition_id=edition.id, actor="person 1", now=DURING)


def into_each_other(app: Flask, first: Action, second: Action) -> list[Any]:
    """Let the second one begin when the first has done its work and stored nothing yet."""
    has_done = threading.Event()

    def begin() -> None:
        with transaction():
            try:
                first()
            finally:
                has_done.set()
            time.sleep(HELD_SECONDS)

    def follow() -> None:
        has_done.wait(PATIENCE_SECONDS)
        with transaction():
            second()

    return at_once(app, [begin, follow])


def scoring(edition: EditionFrame) -> tuple[Action, Action]:
    """Return giving an opinion with two scores, and deleting the second criterion."""
    make_call(edition.id)
    ada = make_reviewer(edition.id, "ada@gmail.com")
    code = make_proposal(edition.id)
    ask_for_review(code, ada)
    ids = list(db.session.scalars(select(Criterion.id).order_by(Criterion.position)))
    opinion = Opinion(scores=dict.fromkeys(ids, 4), for_speaker="Shorter")
    return (
        lambda: reviews.give(edition.id, code, ada, opinion, now=AFTER),
        lambda: criteria.remove_criterion(ids[1], desk=desk(edition)),
    )


def answering(edition: EditionFrame) -> tuple[Action, Action]:
    """Return answering two questions, and deleting the second one."""
    call_id = make_call(edition.id)
    with transaction():
        rows = [
            Question(
                call_id=call_id,
                position=number,
                kind=QuestionKind.SHORT,
                label=f"Question {number}",
                purpose="To know",
            )
            for number in (1, 2)
        ]
        db.session.add_all(rows)
        db.session.flush()
        ids = [found.id for found in rows]
    code = draft(edition)
    acting, version = writer_of(edition), row(code).version
    return (
        lambda: writing.answer(acting, code, dict.fromkeys(ids, "Yes"), version=version),
        lambda: questions.remove_question(ids[1], desk=desk(edition)),
    )


CASES = pytest.mark.parametrize(
    ("case", "kept", "refusal"),
    [(scoring, ReviewScore, CriterionScored), (answering, ProposalAnswer, QuestionAnswered)],
)


def count(kind: Any) -> int:
    return len(db.session.scalars(select(kind)).all())


@CASES
def test_what_is_scored_or_answered_first_is_not_deleted(
    database: Flask, edition: EditionFrame, case: Any, kept: Any, refusal: type[Exception]
) -> None:
    give, delete = case(edition)
    first, second = into_each_other(database, give, delete)
    assert (first, type(second), count(kept)) == (None, refusal, 2)


@CASES
def test_what_is_deleted_first_takes_its_score_or_answer_along_and_nothing_else(
    database: Flask, edition: EditionFrame, case: Any, kept: Any, refusal: type[Exception]
) -> None:
    give, delete = case(edition)
    assert into_each_other(database, delete, give) == [None, None]
    assert count(kept) == 1


@CASES
def test_at_the_same_moment_one_of_the_two_holds(
    database: Flask, edition: EditionFrame, case: Any, kept: Any, refusal: type[Exception]
) -> None:
    give, delete = case(edition)

    def run(action: Action) -> None:
        with transaction():
            action()

    given, deleted = at_once(database, [lambda: run(give), lambda: run(delete)])
    assert given is None
    assert (deleted is None, type(deleted) is refusal, count(kept)) in {
        (True, False, 1),
        (False, True, 2),
    }
