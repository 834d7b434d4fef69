"""Proposals that came to nothing go six months later, with all that hangs on them."""

import threading
import time
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from conference import retention
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.proposals.actions import decisions, purging
from conference.proposals.actions.decisions import Deciding
from conference.proposals.models import (
    Call,
    ConflictOfInterest,
    Criterion,
    Proposal,
    ProposalAnswer,
    ProposalAuthor,
    Question,
    Review,
    ReviewAssignment,
    ReviewComment,
    ReviewScore,
)
from conference.proposals.queries.proposals import proposal_for_update
from conference.proposals.queries.readers import Reader
from conference.proposals.rules.states import (
    ConflictKind,
    Decision,
    ProposalState,
    QuestionKind,
)
from tests.factories.people import make_person
from tests.factories.programme import make_edition, make_session
from tests.factories.proposals import CLOSES, DURING, make_call, make_proposal, make_reviewer
from tests.support.races import PATIENCE_SECONDS, at_once

TOLD = datetime(2024, 7, 1, 9, 0, tzinfo=UTC)
HELD_SECONDS = 0.6
"""So long the committee keeps its lock while the purge comes."""

HALF_A_YEAR = timedelta(days=183)
ENDS = datetime(2024, 9, 25, 16, 0, tzinfo=UTC)


def codes() -> set[str]:
    return set(db.session.scalars(select(Proposal.code)))


def purged(moment: datetime, spared: tuple[int, ...] = ()) -> int:
    with transaction():
        return purging.purge(now=moment, spared=spared)


def test_each_state_goes_when_its_time_has_come(database: Flask) -> None:
    edition = make_edition()
    make_call(edition.id)
    state = ProposalState
    draft = make_proposal(edition.id, state=state.DRAFT)
    declined = make_proposal(edition.id, state=state.DECLINED, told_at=TOLD)
    withdrawn = make_proposal(edition.id, state=state.WITHDRAWN, withdrawn_at=DURING)
    reserve = make_proposal(edition.id, state=state.RESERVE, told_at=TOLD)
    kept = {make_proposal(edition.id, state=one) for one in (state.ACCEPTED, state.CONFIRMED)}
    second = timedelta(seconds=1)
    steps = [
        (DURING + HALF_A_YEAR - second, 0, {draft, declined, withdrawn, reserve}),
        (DURING + HALF_A_YEAR, 1, {draft, declined, reserve}),
        (CLOSES + HALF_A_YEAR, 1, {declined, reserve}),
        (TOLD + HALF_A_YEAR - second, 0, {declined, reserve}),
        (TOLD + HALF_A_YEAR, 1, {reserve}),
        (ENDS + HALF_A_YEAR, 1, set()),
        (ENDS + 4 * HALF_A_YEAR, 0, set()),
    ]
    assert [(purged(at), codes() - kept) for at, _, _ in steps] == [
        (count, left) for _, count, left in steps
    ]
    assert codes() == kept


def test_what_is_accepted_while_the_purge_runs_stays(database: Flask) -> None:
    edition = make_edition()
    make_call(edition.id)
    code = make_proposal(edition.id, state=ProposalState.DECLINED, told_at=TOLD)
    gone = make_proposal(edition.id, state=ProposalState.DECLINED, told_at=TOLD)
    late = TOLD + HALF_A_YEAR
    reader = Reader(make_person("carol@example.org"), "carol@example.org")
    deciding = Deciding(edition_id=edition.id, reader=reader, now=late)
    is_decided = threading.Event()

    def accept() -> None:
        with transaction():
            try:
                row = proposal_for_update(edition.id, code)
                decisions.apply(row, Decision.ACCEPT, deciding=deciding)
                db.session.flush()
            finally:
                is_decided.set()
            time.sleep(HELD_SECONDS)

    def purge() -> int:
        is_decided.wait(PATIENCE_SECONDS)
        return purged(late)

    assert at_once(database, [accept, purge]) == [None, 1]
    assert (codes(), gone in codes()) == ({code}, False)
    owners = select(Proposal.code).join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
    assert list(db.session.scalars(owners)) == [code]


def test_what_hangs_on_it_goes_too_and_what_became_a_session_stays(database: Flask) -> None:
    edition = make_edition()
    call_id = make_call(edition.id)
    for _ in range(2):
        make_proposal(edition.id, state=ProposalState.WITHDRAWN, withdrawn_at=DURING)
    first, second = db.session.scalars(select(Proposal.id).order_by(Proposal.id)).all()
    make_session(edition.id, "RUN", proposal_id=second)
    reviewer = make_reviewer(edition.id, "reviewer@example.org")
    criterion = db.session.scalars(select(Criterion.id)).first()
    with transaction():
        question = Question(
            call_id=call_id, position=0, kind=QuestionKind.SHORT, label="Why?", purpose="To know"
        )
        review = Review(proposal_id=first, person_id=reviewer, written_at=DURING, changed_at=DURING)
        db.session.add_all([question, review])
        db.session.flush()
        shared = {"proposal_id": first, "person_id": reviewer}
        db.session.add_all(
            [
                ReviewScore(review_id=review.id, criterion_id=criterion, score=4),
                ReviewComment(body="Hm", written_at=DURING, **shared),
                ReviewAssignment(assigned_at=DURING, assigned_by="system", **shared),
                ConflictOfInterest(
                    kind=ConflictKind.DECLARED, noted_at=DURING, noted_by="system", **shared
                ),
                ProposalAnswer(proposal_id=first, question_id=question.id, answer="So"),
            ]
        )
    with transaction():
        clock.set_moment(DURING + HALF_A_YEAR)
    assert retention.purge(is_dry=True)["proposals that came to nothing, 6 months later"] == 1
    assert retention.purge()["proposals that came to nothing, 6 months later"] == 1
    assert db.session.scalars(select(Proposal.id)).all() == [second]
    assert db.session.scalars(select(ProposalAuthor.proposal_id)).all() == [second]
    for table in (Review, ReviewScore, ReviewComment, ReviewAssignment, ConflictOfInterest):
        assert db.session.scalars(select(table)).all() == []
    assert db.session.scalars(select(ProposalAnswer)).all() == []


def test_answers_go_when_the_question_says(database: Flask) -> None:
    edition = make_edition()
    make_call(edition.id)
    make_proposal(edition.id, state=ProposalState.CONFIRMED)
    call_id = db.session.scalars(select(Call.id)).one()
    proposal_id = db.session.scalars(select(Proposal.id)).one()
    with transaction():
        for position, days in enumerate((14, 90)):
            question = Question(
                call_id=call_id,
                position=position,
                kind=QuestionKind.SHORT,
                label=f"Kept {days}",
                purpose="To know",
                kept_days=days,
            )
            db.session.add(question)
            db.session.flush()
            db.session.add(
                ProposalAnswer(proposal_id=proposal_id, question_id=question.id, answer=str(days))
            )

    def left_after(days: int) -> list[str]:
        with transaction():
            purging.purge_answers(now=ENDS + timedelta(days=days))
        return list(db.session.scalars(select(ProposalAnswer.answer)))

    assert [left_after(days) for days in (14, 15, 90, 91)] == [["14", "90"], ["90"], ["90"], []]
