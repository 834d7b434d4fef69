"""What people's mails say, as they leave."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.mail import flows
from conference.mail.actions import Claim
from conference.mail.models import Message
from conference.mail.office import office
from conference.people import actions
from conference.people.rules import Role, RoleDesk
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.support.pages import Browser

WIDTH = 72


def newest_mail() -> EmailMessage:
    row = db.session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
    claim = Claim(
        id=row.id,
        kind=row.kind,
        facts=row.facts,
        address=row.address,
        edition_id=row.edition_id,
        message_id="<one@example.org>",
    )
    return flows.written(claim, office(), now=clock.now(), real_now=clock.real_now())


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("http"))


def widest(text: str) -> int:
    own_words = text.partition("\n--\n")[0].splitlines()
    return max(len(line) for line in own_words if not line.startswith("http"))


def test_the_link_in_the_mail_signs_in(app: Flask) -> None:
    make_edition()
    make.make_link("rowan@example.org", now=clock.real_now())
    mail = newest_mail()
    text = text_of(mail)
    path = "/" + link_in(text).split("/", 3)[3]
    assert (mail["To"], mail["Subject"]) == (
        "rowan@example.org",
        "Your link to sign in: Warwick Improvement Conference",
    )
    assert widest(text) <= WIDTH
    assert Browser(app).client.get(path).status_code == 200


def test_the_mail_is_the_same_for_known_and_unknown(app: Flask) -> None:
    make.make_person("known@example.org", name="Rowan Hale")
    texts = []
    for email in ("known@example.org", "other@example.org"):
        make.make_link(email, now=clock.real_now())
        text = text_of(newest_mail())
        texts.append(text.replace(link_in(text), "…"))
    assert texts[0] == texts[1]


def test_a_mail_whose_link_was_purged_is_not_written(app: Flask) -> None:
    make.make_link(now=clock.real_now())
    with transaction():
        actions.purge(now=clock.real_now() + timedelta(days=2))
    with pytest.raises(NotFound):
        newest_mail()


def test_a_new_browser_is_told_of_without_a_place(app: Flask) -> None:
    person_id = make.make_person("rowan@example.org")
    make.make_sign_in(person_id, now=clock.real_now(), device="Firefox on Windows")
    selector = make.make_link("rowan@example.org", now=clock.real_now())
    with transaction():
        actions.use_link(
            selector,
            device="Safari on iPhone",
            replaces=None,
            now=clock.now(),
            real_now=clock.real_now(),
        )
    mail = newest_mail()
    assert mail["Subject"] == "A new sign-in: Conference"
    assert "Safari on iPhone" in text_of(mail)
    assert widest(text_of(mail)) <= WIDTH
    assert link_in(text_of(mail)).endswith("/account")


def test_a_reviewer_is_led_to_the_reviews_and_not_to_the_desk(app: Flask) -> None:
    edition = make_edition()
    desk = RoleDesk(edition_id=edition.id, acts_for_all=True, actor="system")
    with transaction():
        actions.give_role(
            "new@example.org",
            Role.REVIEWER,
            edition_id=edition.id,
            desk=desk,
            now=clock.now(),
        )
    assert link_in(text_of(newest_mail())).endswith("/2024/review")


@pytest.mark.parametrize(("is_for_all", "words"), [(True, "in all years"), (False, "for Warwick")])
def test_a_role_is_told_to_whoever_got_it(app: Flask, *, is_for_all: bool, words: str) -> None:
    edition = make_edition()
    desk = RoleDesk(edition_id=edition.id, acts_for_all=True, actor="system")
    with transaction():
        actions.give_role(
            "new@example.org",
            Role.ACCESS_COORDINATOR,
            edition_id=None if is_for_all else edition.id,
            desk=desk,
            now=clock.now(),
        )
    mail = newest_mail()
    assert (mail["To"], mail["Subject"]) == (
        "new@example.org",
        "You are in the team: Warwick Improvement Conference",
    )
    assert f"Your role: Access coordinator, {words}" in text_of(mail)
    assert link_in(text_of(mail)).endswith("/2024/manage/")
    assert widest(text_of(mail)) <= WIDTH
