"""Who is named as a speaker, to whom: only who said yes, or with their answer beside the name."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.rules import Role
from conference.proposals.models import Proposal
from conference.proposals.rules.states import AuthorState, ProposalState
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    DURING,
    ask_for_review,
    change_owner,
    change_phases,
    id_of_proposal,
    make_author,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.support.pages import Browser, Page

LATER = DURING + timedelta(days=5)


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition that is in review."""
    found = make_edition()
    make_call(found.id)
    with transaction():
        clock.set_moment(AFTER)
    return found


@pytest.fixture
def code(edition: EditionFrame) -> str:
    """Store a proposal on which somebody said yes, somebody no, and somebody nothing."""
    found = make_proposal(edition.id)
    for name, state in (
        ("Bola Ade", AuthorState.ACCEPTED),
        ("Rowan Hale", AuthorState.DECLINED),
        ("Nia Silent", AuthorState.INVITED),
    ):
        email = f"{name.split()[0].lower()}@example.org"
        person_id = make_person(email, name=name)
        make_author(id_of_proposal(found), email, name=name, state=state, person_id=person_id)
    return found


def by(browser: Browser, code: str) -> list[str]:
    """Return who stands beside “By” on a reviewer's page."""
    page = browser.get(f"/2024/review/{code}")
    return [said.text or "" for said in page.all("//main//dt[.='By']/following-sibling::dd[1]//*")]


def cells(page: Page) -> list[str]:
    """Return what the first row of the page's table says."""
    return [
        " ".join("".join(cell.itertext()).split()) for cell in page.all("//main//tbody/tr[1]/td")
    ]


def test_reviewers_read_who_said_yes_and_nobody_else(
    edition: EditionFrame, code: str, browser: Browser
) -> None:
    ada = make_reviewer(edition.id, "ada@gmail.com", name="Ada")
    ask_for_review(code, ada)
    change_phases(is_blind=False, opens_at=DURING)
    browser.sign_in(ada)
    assert by(browser, code) == ["Yewande Cole", "Bola Ade"]
    change_owner(code, state=AuthorState.DECLINED)
    assert by(browser, code) == ["Bola Ade"]


def test_organisers_read_who_has_not_said_yes(
    edition: EditionFrame, code: str, browser: Browser
) -> None:
    oona = make_person("oona@example.org")
    make_grant(oona, Role.ORGANISER)
    page = browser.sign_in(oona).get("/2024/manage/proposals")
    row = cells(page)
    assert (row[1], row[4]) == (
        "Yewande Cole, Bola Ade, Rowan Hale (declined), Nia Silent (has not answered yet)",
        "Sent in",
    )


def test_whoever_declined_reads_that_and_not_how_it_goes_on(
    app: Flask, edition: EditionFrame
) -> None:
    code = make_proposal(edition.id, state=ProposalState.DRAFT)
    rowan = make_person("rowan@example.org")
    make_author(
        id_of_proposal(code), "rowan@example.org", state=AuthorState.DECLINED, person_id=rowan
    )
    assert cells(Browser(app).sign_in(rowan).get("/2024/speak/mine"))[0] == "You declined"


def test_a_withdrawal_is_a_change(edition: EditionFrame, browser: Browser) -> None:
    code = make_proposal(edition.id, state=ProposalState.WITHDRAWN, withdrawn_at=LATER)
    owner = db.session.get_one(Proposal, id_of_proposal(code)).created_by
    page = browser.sign_in(int(owner.removeprefix("person "))).get("/2024/speak/mine")
    assert cells(page) == ["Withdrawn", "8 May 2024, 10:00"]
