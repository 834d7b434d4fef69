"""A call may let organisers plan what is accepted; only what is confirmed is released."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.people.rules import Role
from conference.programme.models import ReleaseEntry, Session, SessionSpeaker, Slot
from conference.proposals.actions import confirming, decisions
from conference.proposals.actions.confirming import Answer
from conference.proposals.actions.decisions import Deciding
from conference.proposals.models import Call
from conference.proposals.queries.decisions import proposals_by_code
from conference.proposals.queries.readers import Reader
from conference.proposals.rules.deciding import Seen
from conference.proposals.rules.states import Decision, ProposalState
from tests.factories.people import make_grant
from tests.factories.programme import at, change, make_edition
from tests.factories.proposals import AFTER, make_call, make_person_once, make_proposal
from tests.support.pages import Browser
from tests.support.statements import counted

CONFIRM_BY = datetime(2024, 7, 5, 22, 59, tzinfo=UTC)
OWNER, CAROL = "yewande@example.org", "carol@example.org"


@pytest.fixture
def app(database: Flask) -> Flask:
    """Plan on both databases."""
    return database


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    edition = make_edition()
    formats = (edition.formats[0].id,)
    make_call(edition.id, confirm_by=CONFIRM_BY, is_provisional=True, format_ids=formats)
    make_grant(make_person_once(CAROL), Role.ORGANISER)
    return edition


def committee(edition: EditionFrame) -> Deciding:
    return Deciding(edition_id=edition.id, reader=Reader(make_person_once(CAROL), CAROL), now=AFTER)


def move_up(edition: EditionFrame) -> str:
    """Accept a reserve; return its code."""
    code = make_proposal(
        edition.id, state=ProposalState.RESERVE, told=Decision.RESERVE, email=OWNER
    )
    deciding = committee(edition)
    with transaction():
        decisions.move_up(Seen(code, ProposalState.RESERVE, None), place=None, deciding=deciding)
    return code


def answer(edition: EditionFrame, code: str) -> Answer:
    return Answer(edition_id=edition.id, code=code, person_id=make_person_once(OWNER), now=AFTER)


def titles() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Session.title).order_by(Session.title)))


def send_all(browser: Browser) -> str:
    browser.get("/2024/manage/proposals/decisions").submit("Prepare")
    return browser.get("/2024/manage/proposals/decisions/sending").submit("Send").follow().text


def test_what_is_accepted_stands_without_a_time_and_without_speakers(
    edition: EditionFrame, browser: Browser
) -> None:
    make_proposal(edition.id, title="In", pending=Decision.ACCEPT, email=OWNER)
    make_proposal(edition.id, title="Out", pending=Decision.DECLINE, email="sam@example.org")
    browser.sign_in(make_person_once(CAROL))
    send_all(browser)
    assert titles() == ["In"]
    assert db.session.scalars(select(SessionSpeaker)).all() == []
    for page in ("/2024/manage/schedule", "/2024/manage/sessions"):
        assert "Not confirmed" in browser.get(page).text


def test_a_release_refuses_what_nobody_has_confirmed(
    edition: EditionFrame, browser: Browser
) -> None:
    code = move_up(edition)
    row = db.session.scalars(select(Session)).one()
    with transaction():
        db.session.add(Slot(session_id=row.id, starts_at=at("10:00"), ends_at=at("10:40")))
    browser.sign_in(make_person_once(CAROL))
    page = browser.get("/2024/manage/release")
    assert "have not confirmed that they come" in page.text
    browser.post("/2024/manage/release", mark="", name="", note="")
    assert db.session.scalars(select(ReleaseEntry)).all() == []
    change(Session, row.id, title="As the organisers say it")
    with transaction():
        confirming.confirm(answer(edition, code))
    assert "have not confirmed" not in browser.get("/2024/manage/release").text
    assert titles() == ["As the organisers say it"]
    assert len(db.session.scalars(select(SessionSpeaker)).all()) == 1


def test_withdrawn_without_a_yes_it_is_gone(edition: EditionFrame) -> None:
    code = move_up(edition)
    with transaction():
        confirming.withdraw(answer(edition, code))
    assert titles() == []


def test_a_call_that_does_not_say_so_plans_nothing_until_it_does(
    edition: EditionFrame, browser: Browser
) -> None:
    call_id = db.session.scalars(select(Call.id)).one()
    change(Call, call_id, is_provisional=False)
    move_up(edition)
    assert titles() == []
    browser.sign_in(make_person_once(CAROL))
    for _ in range(2):
        browser.get("/2024/manage/call").submit("Save", is_provisional="y")
        assert titles() == ["Kind and clear"]
        browser.get("/2024/manage/call").submit("Save", is_provisional=None)


def test_planning_many_costs_little_more_than_planning_one(edition: EditionFrame) -> None:
    ids = [make_proposal(edition.id, state=ProposalState.ACCEPTED, title=str(n)) for n in range(9)]
    deciding = committee(edition)

    def planned(codes: list[str]) -> int:
        with counted() as seen, transaction():
            call = db.session.scalars(select(Call)).one()
            rows = proposals_by_code(edition.id, codes)
            decisions.plan(call, rows, deciding=deciding)
        return len(seen)

    one = planned(ids[:1])
    assert planned(ids[1:]) <= one + 2
    assert len(titles()) == 9
