"""Organisers write for somebody else, on SQLite and on PostgreSQL."""

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.history.models import Entry
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid
from conference.proposals.actions import behalf
from conference.proposals.actions.behalf import OWN_ADDRESS
from conference.proposals.actions.writing import Owner
from conference.proposals.models import Proposal, ProposalAuthor
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import AFTER, make_call


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    edition = make_edition()
    make_call(edition.id)
    return edition


def write(edition: EditionFrame, person_id: int, email: str) -> str:
    desk = behalf.Desk(edition=edition, person_id=person_id, now=AFTER, real_now=AFTER)
    owner = Owner(email=email, name="Somebody", person_id=None)
    with transaction():
        return behalf.write_for(
            desk, {"title": "Late"}, owner=owner, is_sent=False, form_token=email
        )


def test_it_is_the_others_and_the_history_says_who_wrote(edition: EditionFrame) -> None:
    oona = make_person("oona@example.org")
    code = write(edition, oona, "Yewande@example.org")
    assert db.session.scalars(select(Proposal.code)).all() == [code]
    assert db.session.scalars(select(ProposalAuthor.email)).all() == ["yewande@example.org"]
    written = select(Entry.actor).where(Entry.what == "proposal written on behalf")
    assert db.session.scalars(written).all() == [f"person {oona}"]


def test_an_own_one_is_not_written_at_the_desk(edition: EditionFrame) -> None:
    oona = make_person("oona@example.org")
    with pytest.raises(Invalid) as refused:
        write(edition, oona, " Oona@Example.org ")
    assert refused.value.fields == {"email": OWN_ADDRESS}
    assert db.session.scalars(select(Proposal)).all() == []
