"""Whoever comes from an invitation's link need not type the address that was invited."""

import re

import pytest
from flask import Flask
from sqlalchemy import delete

from conference.editions.queries import EditionFrame
from conference.kernel import clock, codes
from conference.kernel.database import db, transaction
from conference.proposals.actions import authors
from conference.proposals.models import ProposalAuthor
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.factories.proposals import DURING, id_of_proposal, make_author, make_call, make_proposal
from tests.people.test_mails import newest_mail, text_of
from tests.people.test_views import newest_path
from tests.proposals.actions.test_authors import author_id
from tests.proposals.actions.test_sending import writer_of
from tests.support.pages import Browser, Page
from tests.support.statements import counted

BOLA = "bola@example.org"
TYPED = "//main//input[@name='email']/@value"


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition whose call is open now."""
    found = make_edition()
    make_call(found.id)
    with transaction():
        clock.set_moment(DURING)
    return found


@pytest.fixture
def code(edition: EditionFrame) -> str:
    """Store a proposal to which Bola is invited."""
    found = make_proposal(edition.id)
    acting = writer_of(edition)
    with transaction():
        authors.invite(acting, found, name="Bola", email=BOLA)
    return found


def link() -> str:
    """Return the way that the newest mail leads to, without the host."""
    (found,) = re.findall(
        r"^https?://[^/]+(/2024/speak/\S+)$", text_of(newest_mail()), re.MULTILINE
    )
    return str(found)


def sign_in(app: Flask, way: str) -> Page:
    return Browser(app).get(way).follow()


def filled(app: Flask, way: str) -> list[str]:
    page = sign_in(app, way)
    assert (page.status, page.h1) == (200, "Sign in")
    return [str(value) for value in page.all(TYPED) if value]


def test_the_link_in_the_mail_leads_to_a_page_that_knows_the_address(app: Flask, code: str) -> None:
    way = link()
    assert way.startswith(f"/2024/speak/{code}/invitation?invited=")
    page = sign_in(app, way)
    assert page.all(TYPED) == [BOLA]
    page.submit("Email me a link")
    page = page.browser.get(newest_path()).submit("Sign in").follow()
    assert (page.address, page.h1) == (way, "Will you speak?")
    assert page.submit("Yes, I will speak").status == 303


def test_an_owner_for_whom_it_was_written_finds_it_too(app: Flask, edition: EditionFrame) -> None:
    code = make_proposal(edition.id)
    token = codes.sealed(
        "invited", str(author_id("yewande@example.org")), key=app.config["SECRET_KEY"]
    )
    assert filled(app, f"/2024/speak/{code}/invitation?invited={token}") == ["yewande@example.org"]


def test_whether_the_address_has_an_account_changes_nothing(app: Flask, code: str) -> None:
    def told() -> str:
        html = sign_in(app, way).html
        return re.sub(r'(name="csrf_token"[^>]*value=")[^"]*|nonce="[^"]*', "", html)

    way = link()
    before = told()
    make.make_person(BOLA, name="Bola Ade")
    assert told() == before


def test_an_address_that_nobody_sealed_tells_nothing(app: Flask, code: str) -> None:
    way, key = link(), app.config["SECRET_KEY"]
    page, _, token = way.partition("?invited=")
    number = author_id()
    other = make_author(id_of_proposal(code), "other@example.org")
    odd = [
        page,
        f"{page}?invited=",
        f"{page}?invited={number}",
        f"{page}?invited={token[:-1]}{'B' if token[-1] == 'A' else 'A'}",
        f"{page}?invited={other}{token.removeprefix(str(number))}",
        f"{page}?invited={codes.sealed('ticket', str(number), key=key)}",
        f"{page}?invited={codes.sealed('invited', '999', key=key)}",
        f"{page}?invited={codes.sealed('invited', str(number), key='another')}",
        way.replace(code, "AAAAAA"),
        f"/2024/speak/mine?invited={token}",
        f"/2024/speak/{code}?invited={token}",
    ]
    assert {way: filled(app, way) for way in odd} == {way: [] for way in odd}
    assert filled(app, way) == [BOLA]


def test_whoever_was_taken_off_is_no_longer_told(app: Flask, code: str) -> None:
    way = link()
    with transaction():
        db.session.execute(delete(ProposalAuthor).where(ProposalAuthor.id == author_id()))
    assert filled(app, way) == []


def test_what_was_typed_instead_stays(app: Flask, code: str) -> None:
    page = sign_in(app, link()).submit("Email me a link", email="odd")
    assert (page.status, page.all(TYPED)) == (422, ["odd"])


def test_somebody_else_who_opens_it_signed_in_reads_nothing(app: Flask, code: str) -> None:
    browser = Browser(app).sign_in(make.make_person("other@example.org"))
    page = browser.get(link())
    assert (page.status, BOLA in page.html, "Kind and clear" in page.html) == (404, False, False)


def test_the_plain_page_to_sign_in_asks_nothing(app: Flask, code: str) -> None:
    browser = Browser(app)
    costs = []
    for way in ("", "/account", f"/2024/speak/{code}/invitation?invited=A"):
        browser.get("/sign-in", next=way)
        with counted() as statements:
            assert browser.get("/sign-in", next=way).all(TYPED) in ([], [""])
        costs.append(len(statements))
    assert len(set(costs)) == 1
