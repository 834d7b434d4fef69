"""The sample proposals are those of domain.md F5, and could have come about."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.demo import people_facts, proposal_facts, sample
from conference.kernel.database import db
from conference.orders.models import Attendee
from conference.programme.models import Session
from conference.proposals.models import (
    ConflictOfInterest,
    Proposal,
    ProposalAuthor,
    Review,
    ReviewAssignment,
)
from conference.proposals.rules.states import AuthorState, ProposalState
from conference.tickets.models import TicketType


@pytest.fixture(autouse=True)
def sampled(app: Flask) -> Flask:
    """Load the sample conference."""
    assert sample.load()
    db.session.rollback()
    return app


def test_118_were_begun_and_36_are_the_sessions_of_the_programme() -> None:
    states = Counter(db.session.scalars(select(Proposal.state)))
    assert states == {
        ProposalState.CONFIRMED: 36,
        ProposalState.RESERVE: 9,
        ProposalState.DECLINED: 61,
        ProposalState.WITHDRAWN: 7,
        ProposalState.DRAFT: 5,
    }
    linked = select(Session.title, Proposal.title).join(
        Proposal, Proposal.id == Session.proposal_id
    )
    assert [one for one, other in db.session.execute(linked) if one != other] == []


def test_each_was_judged_by_three_and_by_nobody_who_must_not() -> None:
    opinions = db.session.scalars(
        select(func.count()).select_from(Review).group_by(Review.proposal_id)
    )
    assert Counter(opinions) == {3: 106}
    near = select(ReviewAssignment).join(
        ConflictOfInterest,
        (ConflictOfInterest.proposal_id == ReviewAssignment.proposal_id)
        & (ConflictOfInterest.person_id == ReviewAssignment.person_id),
    )
    conflicts = db.session.scalar(select(func.count()).select_from(ConflictOfInterest))
    assert (conflicts, db.session.scalars(near).all()) == (2, [])


def test_one_co_speaker_never_answers() -> None:
    open_ones = select(ProposalAuthor.name).where(ProposalAuthor.state == AuthorState.INVITED)
    assert db.session.scalars(open_ones).all() == [proposal_facts.NEVER_ANSWERS[0]]


def test_no_title_stands_twice() -> None:
    titles = db.session.scalars(select(Proposal.title)).all()
    assert len(titles) == len(set(titles)) == 118


def test_who_confirmed_holds_a_ticket() -> None:
    on_stage = set(
        db.session.scalars(
            select(ProposalAuthor.email)
            .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
            .where(
                Proposal.state == ProposalState.CONFIRMED,
                ProposalAuthor.state == AuthorState.ACCEPTED,
            )
        )
    )
    held = dict(
        db.session.execute(
            select(Attendee.email, TicketType.code).join(
                TicketType, TicketType.id == Attendee.ticket_type_id
            )
        ).all()
    )
    assert {email for email in on_stage if email not in held} == set()
    accounts = {email for _, email in people_facts.SPEAKER_ACCOUNTS}
    assert {held[email] for email in on_stage - accounts} == {"SPK"}
