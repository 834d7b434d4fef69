"""The call of the next edition: the same, moved by whole days, and unseen."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.editions.actions import copy_edition
from conference.editions.queries import EditionFrame
from conference.editions.rules import NextEdition
from conference.kernel.database import db, transaction
from conference.proposals.models import (
    Call,
    CallFormat,
    DecisionText,
    ExtensionCode,
    Question,
    QuestionTrack,
)
from conference.proposals.queries import call_desk
from conference.proposals.queries.calls import call_of
from conference.proposals.queries.questions import asked
from conference.proposals.rules.states import Decision, QuestionKind
from tests.factories.programme import frame, make_edition
from tests.factories.proposals import DURING, make_call

NEXT = NextEdition(slug="2025", name="The next one", starts_on=date(2025, 9, 24))
"""364 days later: the deadline lies in summer time as before."""


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    """Return an edition of one day."""
    assert database
    return make_edition()


def copied(edition: EditionFrame) -> EditionFrame:
    """Return the next edition, made from this one."""
    with transaction():
        copy_edition(edition.id, NEXT, actor="person 1", now=DURING)
    return frame("2025")


def test_an_edition_without_a_call_gives_none(edition: EditionFrame) -> None:
    assert call_of(copied(edition).id) is None


def test_the_call_is_copied_with_its_dates_moved(edition: EditionFrame) -> None:
    talk = edition.formats[0]
    call_id = make_call(
        edition.id, format_ids=(talk.id,), confirm_by=datetime(2024, 7, 5, 22, 59, tzinfo=UTC)
    )
    with transaction():
        store_more(edition, call_id)
    following = copied(edition)
    call = call_of(following.id)
    assert call is not None
    assert (call.is_shown, call.body, call.opens_at, call.closes_at, call.confirm_by) == (
        False,
        "Tell us what you changed.",
        datetime(2025, 4, 7, 8, 0, tzinfo=UTC),
        datetime(2025, 6, 2, 22, 59, tzinfo=UTC),
        datetime(2025, 7, 4, 22, 59, tzinfo=UTC),
    )
    assert call_desk.formats_of_call(call.id) == {
        following.formats[0].id: datetime(2025, 5, 19, 22, 59, tzinfo=UTC)
    }
    assert [(row.name, row.weight) for row in call_desk.criteria_of(call.id)] == [
        ("Use", 2),
        ("Evidence", 1),
    ]
    assert [(row.name, row.opens_at) for row in call_desk.phases_of(call.id)] == [
        ("First reading", datetime(2025, 6, 2, 22, 59, tzinfo=UTC))
    ]
    tried, where = asked(call.id)
    assert (tried.label, tried.track_ids) == ("Tried?", frozenset())
    assert (where.label, where.asked_if_id, where.track_ids) == (
        "Where?",
        tried.id,
        frozenset({following.tracks[0].id}),
    )
    texts = db.session.scalars(select(DecisionText.body).where(DecisionText.call_id == call.id))
    codes = select(func.count()).where(ExtensionCode.call_id == call.id)
    assert (texts.all(), db.session.scalar(codes)) == (["Come"], 0)
    assert db.session.scalars(select(func.count()).select_from(Call)).one() == 2


def store_more(edition: EditionFrame, call_id: int) -> None:
    """Store a deadline, questions, a text and a code beside what every call of tests has."""
    db.session.scalars(select(CallFormat)).one().closes_at = datetime(
        2024, 5, 20, 22, 59, tzinfo=UTC
    )
    tried, where, retired = (
        Question(
            call_id=call_id,
            position=position,
            kind=QuestionKind.YES_NO,
            label=label,
            purpose="To know",
        )
        for position, label in enumerate(("Tried?", "Where?", "Once?"))
    )
    retired.retired_at = DURING
    db.session.add_all([tried, where, retired])
    db.session.flush()
    where.asked_if_id, where.asked_if_answer = tried.id, "yes"
    db.session.add_all(
        [
            QuestionTrack(question_id=where.id, track_id=edition.tracks[0].id),
            DecisionText(call_id=call_id, decision=Decision.ACCEPT, body="Come"),
            ExtensionCode(call_id=call_id, code="LATER2", closes_at=DURING),
        ]
    )
