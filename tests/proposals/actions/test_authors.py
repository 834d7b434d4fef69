"""Co-speakers: invited, answering, reminded, taken off; attached by signing in."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, NotFound
from conference.kernel.events import announce
from conference.mail.models import Message
from conference.mail.rules import MessageState
from conference.people.events import AddressProved
from conference.proposals.actions import authors, writing
from conference.proposals.actions.writing import Writer
from conference.proposals.models import ConflictOfInterest, ProposalAuthor
from conference.proposals.rules.authors import AuthorRefused
from conference.proposals.rules.states import AuthorState, ConflictKind, ProposalState
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    DURING,
    ask_for_review,
    asked_reviewers,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.proposals.actions.test_sending import row, writer_of
from tests.support.races import at_once

DAY = timedelta(days=1)
BOLA = "bola@example.org"


def proposed(**values: object) -> tuple[EditionFrame, str]:
    edition = make_edition()
    make_call(edition.id)
    return edition, make_proposal(edition.id, **values)  # type: ignore[arg-type]


def invite(edition: EditionFrame, code: str, email: str = BOLA, **when: object) -> None:
    with transaction():
        authors.invite(writer_of(edition, **when), code, name="Bola", email=email)  # type: ignore[arg-type]


def author(email: str = BOLA) -> ProposalAuthor | None:
    db.session.expire_all()
    return db.session.scalar(select(ProposalAuthor).where(ProposalAuthor.email == email))


def state(email: str = BOLA) -> AuthorState:
    found = author(email)
    assert found is not None
    return found.state


def author_id(email: str = BOLA) -> int:
    found = author(email)
    assert found is not None
    return found.id


def mails() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(Message).order_by(Message.id))
    return [(found.kind.partition(".")[2], found.address) for found in rows]


def signed_in(edition: EditionFrame, email: str = BOLA) -> Writer:
    person_id = make_person(email)
    with transaction():
        announce(AddressProved(person_id, email))
    return writer_of(edition, email)


def answer(acting: Writer, code: str, given: AuthorState) -> None:
    with transaction():
        authors.respond(acting, code, given)


def test_whoever_signs_in_with_the_address_is_the_one_invited(database: Flask) -> None:
    edition, code = proposed()
    invite(edition, code, "Bola@Example.org ")
    bola = signed_in(edition)
    for _ in range(2):
        answer(bola, code, AuthorState.ACCEPTED)
    assert (state(), mails()) == (AuthorState.ACCEPTED, [("invitation", BOLA)])


def test_an_account_that_is_there_sees_the_invitation_at_once(app: Flask) -> None:
    edition, code = proposed()
    person_id = make_person(BOLA)
    invite(edition, code)
    found = author()
    assert found is not None
    assert found.person_id == person_id


def test_nobody_else_answers(app: Flask) -> None:
    edition, code = proposed()
    invite(edition, code)
    make_person("other@example.org")
    with pytest.raises(NotFound):
        answer(writer_of(edition, "other@example.org"), code, AuthorState.ACCEPTED)
    assert state() is AuthorState.INVITED


def test_who_has_accepted_may_change_it_and_who_has_not_may_not(app: Flask) -> None:
    edition, code = proposed(state=ProposalState.DRAFT)
    invite(edition, code)
    bola = signed_in(edition)
    with pytest.raises(NotFound), transaction():
        writing.change(bola, code, {"title": "Ours"}, version=1)
    answer(bola, code, AuthorState.ACCEPTED)
    with transaction():
        writing.change(bola, code, {"title": "Ours"}, version=1)
    assert row(code).title == "Ours"


def test_the_owner_is_told_of_who_declines_and_minds_may_change(database: Flask) -> None:
    edition, code = proposed()
    invite(edition, code)
    bola = signed_in(edition)
    for given in (AuthorState.DECLINED, AuthorState.DECLINED, AuthorState.ACCEPTED):
        answer(bola, code, given)
    assert state() is AuthorState.ACCEPTED
    told = ("speaker_answered", "yewande@example.org")
    assert mails() == [("invitation", BOLA), told]  # a quiet minute has not passed
    with transaction():
        db.session.execute(update(Message).values(state=MessageState.SENT))
    for given in (AuthorState.DECLINED, AuthorState.ACCEPTED):
        answer(bola, code, given)
    assert mails() == [("invitation", BOLA), told, told]


def test_a_first_yes_is_no_mail(database: Flask) -> None:
    edition, code = proposed()
    invite(edition, code)
    answer(signed_in(edition), code, AuthorState.ACCEPTED)
    assert mails() == [("invitation", BOLA)]


def test_a_reminder_once_a_day_and_not_after_an_answer(app: Flask) -> None:
    edition, code = proposed()
    invite(edition, code)
    tomorrow = writer_of(edition, now=DURING + DAY)
    with pytest.raises(AuthorRefused, match="less than a day"), transaction():
        authors.remind(writer_of(edition), code, author_id())
    with transaction():
        authors.remind(tomorrow, code, author_id())
    with pytest.raises(AuthorRefused, match="less than a day"), transaction():
        authors.remind(tomorrow, code, author_id())
    assert mails() == [("invitation", BOLA)] * 2
    answer(signed_in(edition), code, AuthorState.ACCEPTED)
    with pytest.raises(AuthorRefused, match="answered already"), transaction():
        authors.remind(writer_of(edition, now=DURING + 3 * DAY), code, author_id())


def test_who_has_not_accepted_is_taken_off_and_who_has_is_not(database: Flask) -> None:
    edition, code = proposed()
    invite(edition, code)
    number = author_id()
    for _ in range(2):
        with transaction():
            authors.remove(writer_of(edition), code, number)
    assert author() is None
    invite(edition, code)
    answer(signed_in(edition), code, AuthorState.ACCEPTED)
    with pytest.raises(AuthorRefused, match="only they"), transaction():
        authors.remove(writer_of(edition), code, author_id())
    with pytest.raises(AuthorRefused, match="main contact"), transaction():
        authors.remove(writer_of(edition), code, author_id("yewande@example.org"))


def test_naming_a_colleague_of_a_reviewer_lets_somebody_else_step_in(database: Flask) -> None:
    edition, code = proposed(state=ProposalState.SUBMITTED)
    ben = make_reviewer(edition.id, "ben@trust.example", name="Ben")
    make_reviewer(edition.id, "ada@gmail.com", name="Ada")
    ask_for_review(code, ben)
    invite(edition, code, "bola@trust.example")
    assert asked_reviewers() == {code: {"ada@gmail.com"}}
    assert conflict_kinds() == [ConflictKind.ORGANISATION]
    with transaction():
        authors.remove(writer_of(edition), code, author_id("bola@trust.example"))
    assert conflict_kinds() == []


def conflict_kinds() -> list[ConflictKind]:
    return list(db.session.scalars(select(ConflictOfInterest.kind)))


def test_the_same_address_is_named_once_and_not_ten_more(app: Flask) -> None:
    edition, code = proposed()
    invite(edition, code)
    with pytest.raises(Invalid, match="problem"):
        invite(edition, code, "BOLA@example.org")
    for number in range(8):
        invite(edition, code, f"more{number}@example.org")
    with pytest.raises(Invalid) as refusal:
        invite(edition, code, "eleventh@example.org")
    assert refusal.value.fields == {"email": "A proposal has at most 10 speakers"}


def test_taking_off_and_inviting_again_mails_nobody_twice_and_has_an_end(
    database: Flask,
) -> None:
    edition, code = proposed()
    for _ in range(3):
        invite(edition, code)
        with transaction():
            authors.remove(writer_of(edition), code, author_id())
    assert mails() == [("invitation", BOLA)]
    for number in range(19):
        address = f"more{number}@example.org"
        invite(edition, code, address)
        with transaction():
            authors.remove(writer_of(edition), code, author_id(address))
    with pytest.raises(Invalid, match="problem") as refusal:
        invite(edition, code, "last@example.org")
    assert refusal.value.fields["email"].startswith("20 people were invited to this proposal")
    invite(edition, code)
    assert len(mails()) == 20


def test_an_address_invited_twice_at_once_is_named_once(database: Flask) -> None:
    edition, code = proposed()
    answers = at_once(database, [lambda: invite(edition, code)] * 2)
    assert sorted(type(found).__name__ for found in answers) == ["Invalid", "NoneType"]
    assert mails() == [("invitation", BOLA)]


def test_nobody_is_invited_after_the_deadline(app: Flask) -> None:
    edition, code = proposed()
    with pytest.raises(Exception, match="no longer be changed"):
        invite(edition, code, now=AFTER)
    assert author() is None


def test_nobody_steps_back_in_silence_once_it_is_decided(app: Flask) -> None:
    edition, code = proposed()
    invite(edition, code)
    bola = signed_in(edition)
    answer(bola, code, AuthorState.ACCEPTED)
    with transaction():
        row(code).state = ProposalState.ACCEPTED
    with pytest.raises(AuthorRefused, match="decided"):
        answer(bola, code, AuthorState.DECLINED)
