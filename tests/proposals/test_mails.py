"""What speakers are mailed, as it leaves."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.proposals.actions import authors, sending, writing
from conference.proposals.rules.states import AuthorState
from tests.factories.proposals import DURING
from tests.people.test_mails import newest_mail, text_of, widest
from tests.proposals.actions.test_authors import answer, author_id, invite, signed_in
from tests.proposals.actions.test_sending import draft, of_year, row, send, writer_of

WIDTH = 72


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition with a call."""
    return of_year()


def test_the_receipt_says_what_was_sent_as_it_is_when_it_leaves(edition: EditionFrame) -> None:
    code = draft(edition, abstract="We talk. " * 40)
    send(edition, code)
    with transaction():
        writing.change(writer_of(edition), code, {"title": "Kinder"}, version=row(code).version)
    mail = newest_mail()
    text = text_of(mail)
    assert mail["Subject"] == "Your proposal has arrived: Warwick Improvement Conference"
    assert mail["To"] == "yewande@example.org"
    assert f"Reference: {code}\nTitle:     Kinder\nFormat:    " in text
    assert text.count("We talk.") == 40
    assert widest(text) <= WIDTH
    links = [line for line in text.splitlines() if line.startswith("http")]
    assert [line.partition("/2024/")[2] for line in links] == [f"speak/{code}"]


def test_of_what_was_taken_back_at_once_it_says_so(edition: EditionFrame) -> None:
    code = draft(edition)
    send(edition, code)
    with transaction():
        sending.withdraw(writer_of(edition), code)
    mail = newest_mail()
    assert mail["Subject"].startswith("Your proposal was withdrawn")
    assert "You sent a proposal in, and it was taken back." in text_of(mail)


def test_an_invitation_opens_nothing_by_itself(edition: EditionFrame) -> None:
    code = draft(edition)
    invite(edition, code)
    mail = newest_mail()
    text = text_of(mail)
    assert mail["Subject"] == "You are invited to speak: Warwick Improvement Conference"
    assert "Yewande Cole would like to speak together with you." in text
    assert f"/2024/speak/{code}/invitation" in text
    assert "The proposal is called:\n\nKind and clear\n" in text
    assert widest(text) <= WIDTH


def test_a_name_that_advertises_is_left_out(edition: EditionFrame) -> None:
    code = draft(edition, "spam@example.org", name="Buy at www.example.org")
    with transaction():
        authors.invite(writer_of(edition, "spam@example.org"), code, name="B", email="b@b.uk")
    assert "Somebody would like to speak" in text_of(newest_mail())


def test_a_title_that_advertises_is_left_out_too(edition: EditionFrame) -> None:
    code = draft(edition, title="Win at https://shop.example.org")
    invite(edition, code)
    text = text_of(newest_mail())
    assert ("shop.example" in text, "The proposal is called" in text) == (False, False)


@pytest.mark.parametrize("title", ["Falls: what we changed", "Day and/or night, 24/7", "Why? a: b"])
def test_an_ordinary_title_and_name_are_told(edition: EditionFrame, title: str) -> None:
    """A colon or a stroke makes no link: without them the mail would read like an advertisement."""
    code = draft(edition, "zoe@example.org", name="Zoë First (she/her)", title=title)
    with transaction():
        authors.invite(writer_of(edition, "zoe@example.org"), code, name="B", email="b@b.uk")
    text = text_of(newest_mail())
    assert "Zoë First (she/her) would like to speak together with you." in text
    assert f"The proposal is called:\n\n{title}\n" in text


def test_whoever_was_taken_off_meanwhile_gets_no_mail(edition: EditionFrame) -> None:
    code = draft(edition)
    invite(edition, code)
    with transaction():
        authors.remove(writer_of(edition), code, author_id())
    with pytest.raises(NotFound):
        newest_mail()
    db.session.rollback()


def test_whoever_is_named_again_before_the_mail_left_gets_it(edition: EditionFrame) -> None:
    code = draft(edition)
    invite(edition, code)
    with transaction():
        authors.remove(writer_of(edition), code, author_id())
    invite(edition, code)
    assert newest_mail()["To"] == "bola@example.org"


def test_the_owner_reads_who_has_declined(edition: EditionFrame) -> None:
    code = draft(edition)
    invite(edition, code, now=DURING + timedelta(hours=1))
    answer(signed_in(edition), code, AuthorState.DECLINED)
    mail = newest_mail()
    assert mail["To"] == "yewande@example.org"
    assert f"Bola has declined to speak in your proposal {code}." in text_of(mail)


def test_the_owner_reads_who_speaks_after_all(edition: EditionFrame) -> None:
    code = draft(edition)
    invite(edition, code)
    bola = signed_in(edition)
    answer(bola, code, AuthorState.DECLINED)
    answer(bola, code, AuthorState.ACCEPTED)
    mail = newest_mail()
    assert mail["Subject"] == (
        "Somebody has accepted to speak with you: Warwick Improvement Conference"
    )
    assert f"Bola will speak in your proposal {code}." in text_of(mail)
