"""The sample call for proposals: open at the demonstration's moment of it, closed at the others."""

from datetime import datetime
from pathlib import Path

from conference.editions.models import Edition, Format, Track
from conference.editions.queries import rows_of
from conference.kernel.clock import ZONE
from conference.kernel.database import db
from conference.proposals.models import (
    Call,
    CallFormat,
    Criterion,
    Question,
    QuestionTrack,
    ReviewPhase,
)
from conference.proposals.rules.questions import YES
from conference.proposals.rules.states import QuestionKind, SightOfOthers

TEXT = Path(__file__).parent / "texts" / "call.md"
CRITERIA = (
    ("Use", "Can somebody do something with it on Monday?", 3),
    ("Evidence", "Does it say what was measured, and what did not work?", 2),
    ("Clarity", "Is it plain who it is for and what they will get?", 1),
    ("Fresh", "Have our delegates not heard it many times before?", 0),
)
"""Name, help and weight; the last stands beside the total."""

FORMATS = ("talk", "case", "workshop", "lightning", "clinic")
"""What may be proposed: plenaries are invited."""

SOONER = ("workshop", "clinic")
"""They close a week before the rest: rooms and materials take longer."""


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=ZONE)


OPENS, CLOSES, SOONER_CLOSES = _at(4, 8, 9), _at(5, 19, 23, 59), _at(5, 12, 23, 59)
PHASES = (
    ("First reading", _at(5, 20, 9), _at(6, 3, 9), True, True, False, SightOfOthers.NEVER),
    ("Discussion", _at(6, 3, 9), _at(6, 10, 9), True, True, True, SightOfOthers.AFTER_OWN),
    ("Committee", _at(6, 10, 9), _at(6, 15, 9), False, False, True, SightOfOthers.AFTER_OWN),
)
"""Name, from, until, blind, may review, may discuss, sight of others' reviews."""


def store_call(edition: Edition) -> Call:
    """Store the call with formats, criteria, questions and phases. Runs inside ``transaction()``.

    The edition's tracks and formats are stored before.
    """
    call = Call(
        edition_id=edition.id,
        body=TEXT.read_text(encoding="utf-8").strip(),
        is_shown=True,
        opens_at=OPENS,
        closes_at=CLOSES,
        grace_minutes=15,
        limit_per_person=3,
        abstract_words=300,
        confirm_by=_at(6, 26, 23, 59),
    )
    db.session.add(call)
    db.session.flush()
    _store_formats(call)
    _store_questions(call)
    db.session.add_all(
        Criterion(call_id=call.id, position=position, name=name, help=help_text, weight=weight)
        for position, (name, help_text, weight) in enumerate(CRITERIA, start=1)
    )
    db.session.add_all(
        ReviewPhase(
            call_id=call.id,
            name=name,
            opens_at=opens_at,
            closes_at=closes_at,
            is_blind=is_blind,
            may_review=may_review,
            may_discuss=may_discuss,
            sight=sight,
        )
        for name, opens_at, closes_at, is_blind, may_review, may_discuss, sight in PHASES
    )
    return call


def _store_formats(call: Call) -> None:
    db.session.add_all(
        CallFormat(
            call_id=call.id,
            format_id=row.id,
            closes_at=SOONER_CLOSES if row.code in SOONER else None,
        )
        for row in rows_of(Format, call.edition_id)
        if row.code in FORMATS
    )


def _store_questions(call: Call) -> None:
    tried, measured, harm, travel = _questions(call)
    db.session.add_all([tried, measured, harm, travel])
    db.session.flush()
    measured.asked_if_id, measured.asked_if_answer = tried.id, YES
    safeguarding = next(row for row in rows_of(Track, call.edition_id) if row.code == "s")
    db.session.add(QuestionTrack(question_id=harm.id, track_id=safeguarding.id))


def _questions(call: Call) -> tuple[Question, Question, Question, Question]:
    return (
        Question(
            call_id=call.id,
            position=1,
            kind=QuestionKind.YES_NO,
            label="Has it been tried with real people?",
            hint="Yes, if at least one team works that way today.",
            purpose="Reviewers judge a plan and a result differently.",
            is_required=True,
            is_for_reviewers=True,
        ),
        Question(
            call_id=call.id,
            position=2,
            kind=QuestionKind.LONG,
            label="What did the measure show?",
            hint="Numbers with their dates, or why there are none.",
            purpose="Reviewers score the evidence by it.",
            max_words=80,
            is_required=True,
            is_for_reviewers=True,
        ),
        Question(
            call_id=call.id,
            position=3,
            kind=QuestionKind.YES_NO,
            label="Does it describe harm that somebody came to?",
            purpose="The safeguarding lead writes a note for delegates and chooses the room.",
            is_required=True,
            kept_days=14,
        ),
        Question(
            call_id=call.id,
            position=4,
            kind=QuestionKind.ONE,
            label="How would you like your travel paid, if you are accepted?",
            purpose="Finance books or refunds it. No effect on the decision.",
            choices=["Booked in my name", "Refunded afterwards", "I need nothing"],
        ),
    )
