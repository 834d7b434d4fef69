"""Answers are shown while their question is asked of the proposal, and to whom."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.proposals.models import Proposal, ProposalAnswer, Question, QuestionTrack
from conference.proposals.queries import desk, opinions, reading
from conference.proposals.queries.readers import Reader
from conference.proposals.rules.states import QuestionKind
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    ask_for_review,
    id_of_proposal,
    make_call,
    make_person_once,
    make_proposal,
    make_reviewer,
)

COMMITTEE = "carol@example.org"


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    return make_edition()


def ask(call_id: int, label: str, answer: str, code: str, **values: Any) -> int:
    """Store a question with an answer of the proposal; return the question's id."""
    facts = {"kind": QuestionKind.SHORT, "purpose": "To know", "is_for_reviewers": True}
    proposal_id = id_of_proposal(code)
    with transaction():
        count = db.session.query(Question).count()
        row = Question(call_id=call_id, position=count, label=label, **(facts | values))
        db.session.add(row)
        db.session.flush()
        db.session.add(ProposalAnswer(proposal_id=proposal_id, question_id=row.id, answer=answer))
        return row.id


def shown(edition: EditionFrame, code: str, reviewer: int) -> list[list[str]]:
    """Return which questions organisers, the committee and the reviewer read."""
    committee = Reader(make_person_once(COMMITTEE), COMMITTEE)
    pages = (
        desk.desk_proposal(edition.id, code, committee),
        opinions.opinion_page(edition, committee, code, now=AFTER),
        reading.reading_page(edition.id, code, reviewer, now=AFTER),
    )
    return [[label for label, _ in page.answers] for page in pages]


def test_an_answer_that_no_longer_applies_is_shown_to_nobody(edition: EditionFrame) -> None:
    call_id = make_call(edition.id)
    code = make_proposal(edition.id, track_id=edition.tracks[0].id)
    reviewer = make_reviewer(edition.id, "r@gmail.com")
    ask_for_review(code, reviewer)
    parent = ask(call_id, "Spoken here?", "yes", code, kind=QuestionKind.YES_NO)
    ask(call_id, "Which talk?", "Keynote 2023", code, asked_if_id=parent, asked_if_answer="yes")
    tracked = ask(call_id, "Of this track?", "So", code)
    ask(call_id, "For us only", "Quiet", code, is_for_reviewers=False)
    ask(call_id, "Before", "Once", code, retired_at=AFTER)
    with transaction():
        db.session.add(QuestionTrack(question_id=tracked, track_id=edition.tracks[0].id))
    everything = ["Spoken here?", "Which talk?", "Of this track?", "Before"]
    at_desk = [*everything[:3], "For us only", "Before"]
    assert shown(edition, code, reviewer) == [at_desk, everything, everything]
    with transaction():
        db.session.execute(
            update(ProposalAnswer).where(ProposalAnswer.question_id == parent).values(answer="no")
        )
        db.session.execute(update(Proposal).values(track_id=edition.tracks[1].id))
    few = ["Spoken here?", "Before"]
    assert shown(edition, code, reviewer) == [["Spoken here?", "For us only", "Before"], few, few]
