"""A speaker of the sample withdraws and the ticket given for it ends; on both databases."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.demo import people_facts, sample
from conference.demo.sample_orders import SPEAKER
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.events import announce
from conference.orders.actions.speakers import mark_of
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState
from conference.people.events import AddressProved
from conference.proposals.actions import confirming
from conference.proposals.actions.confirming import Answer
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.rules.states import ProposalState
from conference.tickets.models import TicketType
from tests.factories.orders import outbox
from tests.factories.people import make_person


@pytest.fixture(autouse=True)
def sampled(database: Flask) -> Flask:
    """Load the sample conference."""
    assert sample.load()
    db.session.rollback()
    return database


def only_proposals() -> list[tuple[Proposal, ProposalAuthor]]:
    """Return confirmed proposals of whoever speaks alone, and nowhere else, without an account."""
    once = (
        select(ProposalAuthor.email)
        .group_by(ProposalAuthor.email)
        .having(func.count() == 1)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(Proposal, ProposalAuthor)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(
            Proposal.state == ProposalState.CONFIRMED,
            ProposalAuthor.is_owner,
            ProposalAuthor.person_id.is_(None),
            ProposalAuthor.email.in_(once),
        )
        .order_by(Proposal.id)
    )
    return [(row[0], row[1]) for row in found]


def test_each_speakers_ticket_is_marked_as_given_for_speaking() -> None:
    accounts = {email for _, email in people_facts.SPEAKER_ACCOUNTS}
    on_stage = dict(
        db.session.execute(
            select(ProposalAuthor.email, ProposalAuthor.speaker_id)
            .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
            .where(
                Proposal.state == ProposalState.CONFIRMED, ProposalAuthor.speaker_id.is_not(None)
            )
        ).all()
    )
    given = dict(
        db.session.execute(
            select(Attendee.email, Order.form_token)
            .join(Order, Order.id == Attendee.order_id)
            .join(TicketType, TicketType.id == Attendee.ticket_type_id)
            .where(TicketType.code == SPEAKER, Attendee.email.in_(on_stage.keys() - accounts))
        ).all()
    )
    wanted = {email: mark_of(on_stage[email] or 0) for email in on_stage.keys() - accounts}
    assert given == wanted


def test_a_speaker_who_withdraws_gives_the_ticket_back_and_is_told() -> None:
    proposal, author = only_proposals()[0]
    code, edition_id, email = proposal.code, proposal.edition_id, author.email
    person_id = make_person(email)
    with transaction():
        announce(AddressProved(person_id=person_id, email=email))
    with transaction():
        confirming.withdraw(
            Answer(edition_id=edition_id, code=code, person_id=person_id, now=clock.now())
        )
    ended = select(Attendee.email).join(Order).where(Order.state == OrderState.CANCELLED)
    assert db.session.scalars(ended).all() == [email]
    assert ("orders.speaker_ticket_ended", email) in outbox()
