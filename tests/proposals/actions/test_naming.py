"""Speakers say what they are called and for whom they work: who judges is looked at again."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.history.models import Entry
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.people.models import Person, Speaker
from conference.proposals.actions import authors, behalf
from conference.proposals.actions.behalf import Desk
from conference.proposals.actions.writing import Owner, Writer
from conference.proposals.models import ConflictOfInterest, ProposalAuthor
from conference.proposals.rules.sending import ChangeClosed
from conference.proposals.rules.states import AuthorState, ConflictKind, ProposalState
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    DURING,
    ask_for_review,
    asked_reviewers,
    id_of_proposal,
    make_author,
    make_call,
    make_person_once,
    make_proposal,
    make_reviewer,
)
from tests.proposals.actions.test_sending import REAL, writer_of
from tests.support.races import at_once

OWNER, BOLA = "yewande@example.org", "bola@example.org"
ADA, BEN = "ada@example.org", "ben@example.org"
FIELDS = ["name", "organisation"]


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    """An edition with a call, and two reviewers."""
    found = make_edition()
    make_call(found.id)
    make_reviewer(found.id, ADA, organisation="The Leam Trust", name="Ada")
    make_reviewer(found.id, BEN, organisation="Elsewhere", name="Ben")
    return found


def asked(edition: EditionFrame, **values: object) -> str:
    """Store what Ada of the Leam Trust is asked for."""
    code = make_proposal(edition.id, email=OWNER, **values)  # type: ignore[arg-type]
    ask_for_review(code, make_person_once(ADA))
    return code


def named(code: str, state: AuthorState, email: str = BOLA) -> None:
    make_author(
        id_of_proposal(code), email, name="Bola", state=state, person_id=make_person_once(email)
    )


def present(acting: Writer, code: str, name: str = "Yewande Cole", organisation: str = "") -> None:
    with transaction():
        authors.present(acting, code, name=name, organisation=organisation)


def details(email: str = OWNER) -> tuple[str, str]:
    db.session.rollback()
    row = db.session.scalars(select(ProposalAuthor).where(ProposalAuthor.email == email)).one()
    return row.name, row.organisation


def done(code: str) -> list[tuple[str, object]]:
    wanted = (Entry.subject_kind == "proposal", Entry.subject_id == id_of_proposal(code))
    entries = db.session.scalars(select(Entry).where(*wanted).order_by(Entry.id))
    return [
        (entry.what, entry.details.get("fields")) for entry in entries if entry.actor != "system"
    ]


@pytest.mark.parametrize("email", [OWNER, BOLA])
def test_each_speaker_says_it_of_themselves(edition: EditionFrame, email: str) -> None:
    code = make_proposal(edition.id, email=OWNER)
    named(code, AuthorState.ACCEPTED)
    other = details(BOLA if email == OWNER else OWNER)
    for _ in range(2):
        present(writer_of(edition, email), code, "Nia Moss", "Fen Trust")
    assert details(email) == ("Nia Moss", "Fen Trust")
    assert details(BOLA if email == OWNER else OWNER) == other
    assert done(code) == [("speaker's own details changed", FIELDS)]


def test_an_account_without_a_name_has_one_then_and_others_keep_theirs(
    edition: EditionFrame,
) -> None:
    code = make_proposal(edition.id, email=OWNER, name="Yewande Cole")
    named(code, AuthorState.ACCEPTED)
    for email in (OWNER, BOLA):
        present(writer_of(edition, email), code, "Nia Moss")
    names = select(Person.name).where(Person.email.in_((OWNER, BOLA))).order_by(Person.email)
    assert db.session.scalars(names).all() == ["Nia Moss", "Yewande Cole"]


@pytest.mark.parametrize("state", [AuthorState.INVITED, AuthorState.DECLINED])
def test_who_has_not_accepted_changes_nothing(edition: EditionFrame, state: AuthorState) -> None:
    code = make_proposal(edition.id, email=OWNER)
    named(code, state)
    make_person("other@example.org")
    for email in (BOLA, "other@example.org"):
        with pytest.raises(NotFound):
            present(writer_of(edition, email), code, "Nia Moss")
        db.session.rollback()
    assert (details(BOLA), details()) == (("Bola", ""), ("Yewande Cole", ""))


def test_after_the_deadline_it_stands_as_it_was(edition: EditionFrame) -> None:
    code = make_proposal(edition.id, email=OWNER)
    with pytest.raises(ChangeClosed):
        present(writer_of(edition, now=AFTER), code, "Nia Moss", "Fen Trust")
    db.session.rollback()
    assert details() == ("Yewande Cole", "")


def test_at_a_reviewers_house_somebody_else_is_asked(edition: EditionFrame) -> None:
    code = asked(edition)
    present(writer_of(edition), code, organisation="Leam Trust Ltd")
    assert asked_reviewers() == {code: {BEN}}
    found = db.session.query(ConflictOfInterest).one()
    assert (found.kind, found.person_id) == (ConflictKind.ORGANISATION, make_person_once(ADA))


def test_a_slip_of_the_pen_goes_again(edition: EditionFrame) -> None:
    code = asked(edition)
    for organisation in ("Leam Trust", "Fen Trust"):
        present(writer_of(edition), code, organisation=organisation)
    assert db.session.query(ConflictOfInterest).all() == []


def test_of_a_draft_nobody_is_looked_for_yet(edition: EditionFrame) -> None:
    code = asked(edition, state=ProposalState.DRAFT)
    present(writer_of(edition), code, organisation="Leam Trust")
    assert asked_reviewers() == {code: {ADA}}


@pytest.mark.parametrize("organisation", [None, "", "Fen Trust", "The Leam Trust"])
def test_who_accepts_says_for_whom_they_work(
    edition: EditionFrame, organisation: str | None
) -> None:
    code = asked(edition)
    named(code, AuthorState.INVITED)
    bola = writer_of(edition, BOLA)
    with transaction():
        authors.respond(bola, code, AuthorState.ACCEPTED, organisation=organisation)
    assert details(BOLA) == ("Bola", organisation or "")
    assert asked_reviewers() == {code: {BEN if organisation == "The Leam Trust" else ADA}}


def test_who_joins_what_is_confirmed_stands_there_with_it(edition: EditionFrame) -> None:
    code = make_proposal(edition.id, email=OWNER, state=ProposalState.CONFIRMED)
    named(code, AuthorState.INVITED)
    bola = writer_of(edition, BOLA)
    with transaction():
        authors.respond(bola, code, AuthorState.ACCEPTED, organisation="Fen Trust")
    found = select(Speaker.organisation).where(Speaker.person_id == make_person_once(BOLA))
    assert db.session.scalars(found).all() == ["Fen Trust"]


def test_organisers_who_write_for_somebody_say_it_for_them(edition: EditionFrame) -> None:
    organiser = make_person_once("organiser@example.org")
    desk = Desk(edition=edition, person_id=organiser, now=DURING, real_now=REAL)
    owner = Owner(email="Nia@example.org", name="Nia", person_id=None, organisation="Fen Trust")
    with transaction():
        behalf.write_for(desk, {"title": "Kind"}, owner=owner, is_sent=False, form_token="A")
    assert details("nia@example.org") == ("Nia", "Fen Trust")


def test_two_speakers_at_once_take_turns(database: Flask, edition: EditionFrame) -> None:
    code = asked(edition)
    named(code, AuthorState.ACCEPTED)
    jobs = [
        partial(present, writer_of(edition, email), code, organisation="Leam Trust")
        for email in (OWNER, BOLA)
    ]
    assert at_once(database, jobs) == [None, None]
    assert (asked_reviewers(), len(done(code))) == ({code: {BEN}}, 2)
