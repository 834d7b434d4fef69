"""Making and changing a call: refused where it cannot be, and nothing that people gave is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.history.queries import entries_at_desk
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, NotFound
from conference.proposals.actions import calls, criteria, extensions, phases, questions
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.models import (
    Call,
    CallFormat,
    Proposal,
    ProposalAnswer,
    Review,
    ReviewPhase,
    ReviewScore,
)
from conference.proposals.queries import call_desk, question_desk
from conference.proposals.queries.questions import asked
from conference.proposals.rules.call_settings import (
    CallFacts,
    CriterionFacts,
    CriterionScored,
    ExtensionFacts,
    NoWeight,
)
from conference.proposals.rules.question_settings import (
    QuestionAnswered,
    QuestionFacts,
    QuestionNeeded,
    QuestionOutOfOrder,
)
from conference.proposals.rules.questions import YES
from conference.proposals.rules.reviewing import PhaseFacts
from conference.proposals.rules.states import QuestionKind, SightOfOthers
from tests.factories.programme import frame, make_edition
from tests.factories.proposals import (
    AFTER,
    CLOSES,
    DURING,
    OPENS,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.support.races import at_once

FACTS = CallFacts(
    body="Tell us what you changed.",
    is_shown=False,
    opens_at=OPENS,
    closes_at=CLOSES,
    grace_minutes=15,
    limit_per_person=None,
    abstract_words=300,
    confirm_by=None,
    is_provisional=False,
)
TRIED = QuestionFacts(
    kind=QuestionKind.YES_NO,
    label="Was it tried?",
    hint="",
    purpose="To know what is proven",
    choices=(),
    max_words=None,
    is_required=True,
    is_for_reviewers=True,
    asked_if_id=None,
    asked_if_answer="",
    kept_days=90,
    track_ids=frozenset(),
)


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    """Return an edition of one day, without a call."""
    assert database
    return make_edition()


def desk(edition: EditionFrame) -> CallDesk:
    """Return an organiser at the desk while the call is open."""
    return CallDesk(edition_id=edition.id, actor="person 7", now=DURING)


def public_version(edition: EditionFrame) -> int:
    """Return what rises when public pages must be made again."""
    db.session.rollback()
    return frame(edition.slug).public_version


def history(edition: EditionFrame, kind: str, row_id: int) -> list[str]:
    """Return what was noted of a row, oldest first."""
    entries = entries_at_desk(edition.id, kind, row_id)
    return [entry.what for entry in reversed(entries)]


def answer(edition: EditionFrame, question_id: int, text: str) -> None:
    """Store a proposal that answers a question."""
    code = make_proposal(edition.id)
    with transaction():
        proposal_id = db.session.scalars(select(Proposal.id).where(Proposal.code == code)).one()
        db.session.add(
            ProposalAnswer(proposal_id=proposal_id, question_id=question_id, answer=text)
        )


def test_a_call_is_made_once_and_changed_with_a_trace(edition: EditionFrame) -> None:
    with transaction():
        call_id = calls.make_call(FACTS, desk=desk(edition))
    with pytest.raises(calls.CallMade), transaction():
        calls.make_call(FACTS, desk=desk(edition))
    format_id = edition.formats[0].id
    before = public_version(edition)
    with transaction():
        calls.set_formats({format_id: OPENS + timedelta(days=1)}, desk=desk(edition))
    assert public_version(edition) == before  # nobody sees it yet
    with transaction():
        calls.change_call(replace(FACTS, is_shown=True), desk=desk(edition))
    assert public_version(edition) == before + 1
    with transaction():
        calls.change_call(replace(FACTS, is_shown=True), desk=desk(edition))
    assert public_version(edition) == before + 1
    with transaction():
        calls.change_call(FACTS, desk=desk(edition))
    assert public_version(edition) == before + 2
    assert history(edition, "call", call_id) == [
        "call made",
        "formats of the call set",
        "call changed",
        "call changed",
    ]


def test_a_call_that_cannot_be_is_not_stored(edition: EditionFrame) -> None:
    with pytest.raises(NotFound), transaction():
        calls.change_call(FACTS, desk=desk(edition))
    with pytest.raises(Invalid) as refusal, transaction():
        calls.make_call(replace(FACTS, is_shown=True), desk=desk(edition))
    assert list(refusal.value.fields) == ["is_shown"]
    assert db.session.scalars(select(Call)).all() == []


def test_formats_of_a_shown_call(edition: EditionFrame) -> None:
    first, second = edition.formats[:2]
    call_id = make_call(edition.id, format_ids=(first.id,))
    with pytest.raises(Invalid) as refusal, transaction():
        calls.set_formats({}, desk=desk(edition))
    assert refusal.value.fields == {"": calls.NO_FORMAT}
    with pytest.raises(Invalid) as refusal, transaction():
        calls.set_formats({second.id: CLOSES + timedelta(days=1)}, desk=desk(edition))
    assert list(refusal.value.fields) == [f"closes_{second.id}"]
    other = make_edition("2025", is_current=False)
    with transaction():
        calls.set_formats({second.id: None, other.formats[0].id: None}, desk=desk(edition))
    rows = db.session.execute(select(CallFormat.call_id, CallFormat.format_id)).all()
    assert list(rows) == [(call_id, second.id)]


def test_two_who_make_the_call_at_once_make_one(edition: EditionFrame, database: Flask) -> None:
    def make() -> bool:
        try:
            with transaction():
                calls.make_call(FACTS, desk=desk(edition))
        except calls.CallMade:
            return False
        return True

    assert sorted(at_once(database, [make] * 4)) == [False, False, False, True]


def test_criteria_keep_their_order_and_their_scores(edition: EditionFrame) -> None:
    call_id = make_call(edition.id)  # Use weighs 2, Evidence weighs 1
    use, evidence = (row.id for row in call_desk.criteria_of(call_id))
    with transaction():
        fresh = criteria.add_criterion(
            CriterionFacts(name="Fresh", help="Not heard before", weight=0), desk=desk(edition)
        )
        criteria.move_criterion(fresh, -1, desk=desk(edition))
    assert [row.id for row in call_desk.criteria_of(call_id)] == [use, fresh, evidence]
    with pytest.raises(Invalid), transaction():
        criteria.change_criterion(
            fresh, CriterionFacts(name="USE", help="", weight=0), desk=desk(edition)
        )
    score(edition, use)
    with pytest.raises(CriterionScored), transaction():
        criteria.remove_criterion(use, desk=desk(edition))
    with transaction():
        criteria.change_criterion(
            use, CriterionFacts(name="Use", help="", weight=0), desk=desk(edition)
        )
    with pytest.raises(NoWeight), transaction():
        criteria.remove_criterion(evidence, desk=desk(edition))
    with transaction():
        criteria.remove_criterion(fresh, desk=desk(edition))
    assert [(row.id, row.scores) for row in call_desk.criterion_rows(call_id)] == [
        (use, 1),
        (evidence, 0),
    ]


def score(edition: EditionFrame, criterion_id: int) -> None:
    """Let a reviewer give a score."""
    code = make_proposal(edition.id)
    reviewer = make_reviewer(edition.id, "rae@example.org")
    with transaction():
        proposal_id = db.session.scalars(select(Proposal.id).where(Proposal.code == code)).one()
        review = Review(
            proposal_id=proposal_id, person_id=reviewer, written_at=AFTER, changed_at=AFTER
        )
        db.session.add(review)
        db.session.flush()
        db.session.add(ReviewScore(review_id=review.id, criterion_id=criterion_id, score=4))


def test_rows_of_another_year_are_not_found(edition: EditionFrame) -> None:
    make_call(edition.id)
    other = make_edition("2025", is_current=False)
    other_call = make_call(other.id)
    criterion = call_desk.criteria_of(other_call)[0].id
    phase = db.session.scalars(
        select(ReviewPhase.id).where(ReviewPhase.call_id == other_call)
    ).one()
    with transaction():
        question = questions.add_question(TRIED, desk=desk(other))
    for act, row_id in (
        (criteria.remove_criterion, criterion),
        (phases.remove_phase, phase),
        (questions.remove_question, question),
        (extensions.end_extension, 1),
    ):
        with pytest.raises(NotFound), transaction():
            act(row_id, desk=desk(edition))


def test_phases_are_refused_where_they_overlap(edition: EditionFrame) -> None:
    call_id = make_call(edition.id)
    first = call_desk.phases_of(call_id)[0]
    later = PhaseFacts(
        name="Discussion",
        opens_at=first.closes_at - timedelta(hours=1),
        closes_at=first.closes_at + timedelta(days=3),
        is_blind=True,
        may_review=True,
        may_discuss=True,
        sight=SightOfOthers.AFTER_OWN,
    )
    with pytest.raises(Invalid) as refusal, transaction():
        phases.add_phase(later, desk=desk(edition))
    assert refusal.value.fields == {
        "opens_at": "It overlaps with “First reading”. Phases follow each other"
    }
    with transaction():
        added = phases.add_phase(replace(later, opens_at=first.closes_at), desk=desk(edition))
        phases.change_phase(
            added, replace(later, opens_at=first.closes_at, name="Talk"), desk=desk(edition)
        )
    assert [row.name for row in call_desk.phases_of(call_id)] == ["First reading", "Talk"]
    with transaction():
        phases.remove_phase(added, desk=desk(edition))
    assert [row.name for row in call_desk.phases_of(call_id)] == ["First reading"]


def test_codes_are_counted_from_what_was_sent_in_with_them(edition: EditionFrame) -> None:
    call_id = make_call(edition.id)
    facts = ExtensionFacts(uses=2, closes_at=CLOSES + timedelta(days=2), note="Ill")
    with pytest.raises(Invalid), transaction():
        extensions.make_extension(replace(facts, closes_at=CLOSES), desk=desk(edition))
    with transaction():
        code = extensions.make_extension(facts, desk=desk(edition))
    row = call_desk.extension_rows(call_id)[0]
    make_proposal(edition.id, extension_code_id=row.id)
    db.session.rollback()
    row = call_desk.extension_rows(call_id)[0]
    assert (row.code, row.spent, row.uses) == (code, 1, 2)
    assert (row.may_be_spent(AFTER), row.may_be_spent(DURING)) == (False, True)
    with transaction():
        extensions.end_extension(row.id, desk=desk(edition))
        extensions.end_extension(row.id, desk=desk(edition))
    assert not call_desk.extension_rows(call_id)[0].may_be_spent(DURING)
    assert history(edition, "extension", row.id) == ["extension made", "extension ended"]


def test_a_question_hangs_on_one_before_it(edition: EditionFrame) -> None:
    call_id = make_call(edition.id)
    track = edition.tracks[0].id
    with transaction():
        tried = questions.add_question(TRIED, desk=desk(edition))
        where = questions.add_question(
            replace(
                TRIED,
                kind=QuestionKind.SHORT,
                label="Where?",
                asked_if_id=tried,
                asked_if_answer=YES,
                track_ids=frozenset({track}),
            ),
            desk=desk(edition),
        )
    assert [(one.id, one.track_ids) for one in asked(call_id)] == [
        (tried, frozenset()),
        (where, frozenset({track})),
    ]
    with pytest.raises(QuestionOutOfOrder), transaction():
        questions.move_question(where, -1, desk=desk(edition))
    with pytest.raises(QuestionNeeded, match="“Where\\?”"), transaction():
        questions.retire_question(tried, desk=desk(edition))
    with pytest.raises(QuestionNeeded), transaction():
        questions.remove_question(tried, desk=desk(edition))
    with pytest.raises(Invalid) as refusal, transaction():
        questions.change_question(
            tried, replace(TRIED, asked_if_id=where, asked_if_answer="x"), desk=desk(edition)
        )
    assert list(refusal.value.fields) == ["asked_if_id"]  # no circle
    with transaction():
        questions.retire_question(where, desk=desk(edition))
        questions.retire_question(tried, desk=desk(edition))
    with pytest.raises(Invalid), transaction():
        questions.bring_back_question(where, desk=desk(edition))  # tried is not asked
    with transaction():
        questions.bring_back_question(tried, desk=desk(edition))
        questions.bring_back_question(where, desk=desk(edition))
    assert [one.id for one in asked(call_id)] == [tried, where]


def test_what_was_answered_is_retired_and_not_deleted(edition: EditionFrame) -> None:
    call_id = make_call(edition.id)
    with transaction():
        tried = questions.add_question(TRIED, desk=desk(edition))
        other = questions.add_question(replace(TRIED, label="Again?"), desk=desk(edition))
    answer(edition, tried, YES)
    with pytest.raises(QuestionAnswered), transaction():
        questions.remove_question(tried, desk=desk(edition))
    with pytest.raises(Invalid) as refusal, transaction():
        questions.change_question(tried, replace(TRIED, kind=QuestionKind.LONG), desk=desk(edition))
    assert list(refusal.value.fields) == ["kind"]
    with transaction():
        questions.change_question(tried, replace(TRIED, label="Tried?"), desk=desk(edition))
        questions.move_question(tried, 1, desk=desk(edition))
    assert [one.id for one in asked(call_id)] == [other, tried]
    with transaction():
        questions.retire_question(tried, desk=desk(edition))
        questions.remove_question(other, desk=desk(edition))
    rows = question_desk.question_rows(call_id)
    assert [(row.asked.label, row.answers, row.retired_at) for row in rows] == [
        ("Tried?", 1, DURING)
    ]
