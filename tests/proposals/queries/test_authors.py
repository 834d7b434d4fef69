"""Who somebody is in a proposal."""

from flask import Flask

from conference.kernel.database import db, transaction
from conference.proposals.models import ProposalAuthor
from conference.proposals.queries.authors import author_of_person
from conference.proposals.rules.states import AuthorState
from tests.factories.programme import make_edition
from tests.factories.proposals import id_of_proposal, make_author, make_person_once, make_proposal


def test_an_owner_who_is_named_twice_is_the_owner(database: Flask) -> None:
    edition = make_edition()
    proposal_id = id_of_proposal(make_proposal(edition.id, email="pat@example.org"))
    pat = make_person_once("pat@example.org")
    second = make_author(proposal_id, "pat@home.example", state=AuthorState.DECLINED, person_id=pat)
    with transaction():
        first = db.session.query(ProposalAuthor).filter_by(is_owner=True).one()
        first.is_owner = False
        db.session.flush()
        db.session.get_one(ProposalAuthor, second).is_owner = True
    assert author_of_person(proposal_id, pat).id == second
    with transaction():
        db.session.get_one(ProposalAuthor, second).is_owner = False
        db.session.flush()
        db.session.query(ProposalAuthor).filter_by(email="pat@example.org").one().is_owner = True
    assert author_of_person(proposal_id, pat).email == "pat@example.org"
