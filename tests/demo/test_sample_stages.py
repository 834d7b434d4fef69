"""The clock's moments find the sample's proposals as they would have been; on both databases."""

from collections import Counter
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from conference.demo import moments, proposal_facts, sample
from conference.demo.sample_stages import WAITING, stand_at
from conference.editions import queries as editions
from conference.history.actions import SYSTEM
from conference.kernel.database import db, transaction
from conference.people.models import Person
from conference.proposals.actions import conflicts, reviews
from conference.proposals.models import (
    ConflictOfInterest,
    Proposal,
    ProposalAuthor,
    Review,
    ReviewAssignment,
    ReviewScore,
)
from conference.proposals.queries import reading, reviewers
from conference.proposals.queries.reading import Opinion
from conference.proposals.rules.states import ConflictKind, Decision, ProposalState
from tests.support.pages import Browser

REVIEW, COMMITTEE, EARLY = (moments.moment(key) for key in ("review", "committee", "early"))
TAKEN = {
    ProposalState.CONFIRMED: 36,
    ProposalState.WITHDRAWN: 7,
    ProposalState.DRAFT: 5,
}
WAITING_70 = {**TAKEN, ProposalState.SUBMITTED: 70}


@pytest.fixture
def edition_id(database: Flask) -> int:
    """Load the sample conference and return its edition."""
    assert sample.load()
    edition = editions.frame("2024")
    assert edition
    return edition.id


def move(moment: moments.Moment | None) -> datetime:
    assert moment
    with transaction():
        stand_at(moment)
    return moment.at


def states() -> Counter[ProposalState]:
    db.session.rollback()
    return Counter(db.session.scalars(select(Proposal.state)))


def everything() -> tuple[object, ...]:
    """Return all that is decided, and all that reviewers said."""
    decided = select(
        *(Proposal.id, Proposal.state, Proposal.told, Proposal.told_at, Proposal.decided_at)
    ).order_by(Proposal.id)
    said = (
        select(
            *(Review.proposal_id, Review.person_id, Review.is_abstained, Review.for_speaker),
            *(Review.written_at, func.sum(ReviewScore.score)),
        )
        .outerjoin(ReviewScore)
        .group_by(Review.id)
        .order_by(Review.proposal_id, Review.person_id)
    )
    return tuple(tuple(row) for query in (decided, said) for row in db.session.execute(query))


def waiting() -> Proposal:
    return db.session.scalars(
        select(Proposal).where(Proposal.state == ProposalState.SUBMITTED).order_by(Proposal.id)
    ).first() or pytest.fail("nothing waits")


def written_last() -> datetime:
    return db.session.scalars(
        select(Review.written_at).order_by(Review.written_at.desc())
    ).first() or (pytest.fail("no opinion"))


def open_one() -> tuple[Proposal, int]:
    """Return a proposal and who was asked for it and has not answered."""
    row = db.session.execute(
        select(Proposal, ReviewAssignment.person_id)
        .join(ReviewAssignment, ReviewAssignment.proposal_id == Proposal.id)
        .outerjoin(
            Review,
            (Review.proposal_id == Proposal.id) & (Review.person_id == ReviewAssignment.person_id),
        )
        .where(Proposal.state == ProposalState.SUBMITTED, Review.id.is_(None))
        .order_by(Proposal.id)
    ).first()
    assert row
    return row[0], row[1]


def test_while_it_is_reviewed_each_reviewer_has_done_a_part(edition_id: int) -> None:
    now = move(REVIEW)
    assert states() == WAITING_70
    lists = [
        reading.reading_list(edition_id, person_id, now=now)
        for person_id in reviewers.bench(edition_id).reviewers
    ]
    assert len(lists) == 8
    for page in lists:
        done = Counter(row.is_abstained is not None for row in page.rows if row.is_open)
        assert min(done[True], done[False]) > 0
    assert written_last() < now


def test_the_committee_finds_all_opinions_and_nothing_decided(edition_id: int) -> None:
    move(REVIEW)
    now = move(COMMITTEE)
    assert states() == WAITING_70
    opinions = select(func.count()).select_from(Review).group_by(Review.proposal_id)
    assert Counter(db.session.scalars(opinions)) == {3: 106}
    assert written_last() < now


def test_afterwards_all_is_as_it_was_loaded(edition_id: int) -> None:
    before = everything()
    for moment in (REVIEW, COMMITTEE, REVIEW, EARLY, EARLY):
        move(moment)
    assert everything() == before
    assert set(WAITING) <= {moment.key for moment in moments.MOMENTS}


def test_nobody_is_asked_for_what_they_must_not_judge(edition_id: int) -> None:
    move(REVIEW)
    bench = reviewers.bench(edition_id)
    near = [
        (paper.id, judge.id, judge.hindrance(paper))
        for paper in bench.waiting
        for judge in bench.judges
        if judge.id in paper.reviewers and judge.hindrance(paper)
    ]
    assert (len(bench.papers), near) == (70, [])


def test_two_conflicts_can_be_played_and_a_third_declared(edition_id: int) -> None:
    now = move(REVIEW)
    declared = (
        select(Proposal.state)
        .join(ConflictOfInterest, ConflictOfInterest.proposal_id == Proposal.id)
        .where(ConflictOfInterest.kind == ConflictKind.DECLARED)
    )
    assert db.session.scalars(declared).all() == [ProposalState.SUBMITTED] * 2
    row, person_id = open_one()
    asked = select(ReviewAssignment.person_id, ReviewAssignment.assigned_by).where(
        ReviewAssignment.proposal_id == row.id
    )
    before = set(db.session.execute(asked).all())
    with transaction():
        conflicts.declare(edition_id, row.code, person_id, note="My sister", now=now)
    after = set(db.session.execute(asked).all())
    assert [one.person_id for one in before - after] == [person_id]
    assert [one.assigned_by for one in after - before] == [SYSTEM]


def test_what_somebody_did_stays(edition_id: int) -> None:
    now = move(REVIEW)
    row, person_id = open_one()
    code, proposal_id = row.code, row.id
    with transaction():
        opinion = Opinion(scores={}, is_abstained=True, for_speaker="Mine")
        reviews.give(edition_id, code, person_id, opinion, now=now)
    move(COMMITTEE)
    noted = waiting().id + 1
    changes: dict[int, dict[str, object]] = {
        proposal_id: {"state": ProposalState.ACCEPTED, "told": Decision.ACCEPT},
        noted: {"pending": Decision.RESERVE},
    }
    with transaction():
        for one, values in changes.items():
            db.session.execute(update(Proposal).where(Proposal.id == one).values(**values))
    for moment in (EARLY, REVIEW):
        move(moment)
        found = dict(
            db.session.execute(
                select(Proposal.id, Proposal.state).where(Proposal.id.in_(changes))
            ).all()
        )
        assert found == {proposal_id: ProposalState.ACCEPTED, noted: ProposalState.SUBMITTED}
        own = select(Review.for_speaker).where(
            Review.proposal_id == proposal_id, Review.person_id == person_id
        )
        assert db.session.scalars(own).all() == ["Mine"]


@pytest.mark.parametrize("key", ["review", "committee", "early"])
def test_the_pages_show_it_and_who_never_answers(browser: Browser, key: str) -> None:
    assert sample.load()
    db.session.rollback()
    browser.post("/demo/clock", moment=key)

    def seen_by(email: str, address: str) -> str:
        person_id = db.session.scalars(select(Person.id).where(Person.email == email)).one()
        db.session.rollback()
        return browser.other().sign_in(person_id).get(address).text

    ranking = seen_by(
        proposal_facts.COMMITTEE[1], "/2024/manage/proposals/committee?state=submitted"
    )
    assert ("Nothing counted" in ranking, ranking.count("Sent in") > 70) == (
        False,
        key in WAITING,
    )
    named = db.session.scalars(
        select(Proposal.code)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(ProposalAuthor.email == proposal_facts.NEVER_ANSWERS[1])
    ).one()
    db.session.rollback()
    page = seen_by("organiser@example.org", f"/2024/manage/proposals/{named}/confirmation")
    assert proposal_facts.NEVER_ANSWERS[0] in page
