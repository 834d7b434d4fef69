"""What the database refuses to store of a proposal and its speakers."""

from contextlib import nullcontext

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.proposals.models import Proposal
from conference.proposals.rules.states import DECIDABLE, Decision, ProposalState
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import make_proposal


@pytest.mark.parametrize("state", ProposalState)
def test_a_decision_waits_only_where_it_can_be_sent(database: Flask, state: ProposalState) -> None:
    make_proposal(make_edition().id, state=state)
    with (
        nullcontext() if state in DECIDABLE else pytest.raises(IntegrityError),
        transaction(),
    ):
        db.session.execute(update(Proposal).values(pending=Decision.ACCEPT))


@pytest.mark.parametrize(
    ("state", "moment"),
    [
        (ProposalState.SUBMITTED, "submitted_at"),
        (ProposalState.CONFIRMED, "confirmed_at"),
        (ProposalState.WITHDRAWN, "withdrawn_at"),
    ],
)
def test_a_state_has_its_moment(database: Flask, state: ProposalState, moment: str) -> None:
    make_proposal(make_edition().id, state=state)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Proposal).values({moment: None}))


def test_a_person_is_one_speaker_of_an_edition(database: Flask) -> None:
    here, there = make_edition().id, make_edition("2025", is_current=False).id
    person_id = make_person("w@example.org")
    for edition_id, holder in ((here, person_id), (there, person_id), (here, None), (here, None)):
        add_speaker(edition_id, holder)
    with pytest.raises(IntegrityError):
        add_speaker(here, person_id)


def add_speaker(edition_id: int, person_id: int | None) -> None:
    with transaction():
        code = str(db.session.query(Speaker).count())
        db.session.add(Speaker(edition_id=edition_id, person_id=person_id, code=code, name="W"))
