"""Somebody of the committee who reviews as well reads no more than a reviewer may."""

from datetime import UTC, datetime

import pytest

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.people.rules import Role
from conference.proposals.rules.states import Decision, ProposalState
from tests.factories.people import make_grant
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    ask_for_review,
    id_of_proposal,
    make_call,
    make_person_once,
    make_proposal,
    make_review,
    make_reviewer,
)
from tests.support.pages import Browser

MANAGE = "/2024/manage/proposals"
CONFIRM_BY = datetime(2024, 7, 5, 22, 59, tzinfo=UTC)
REVIEWED = datetime(2024, 6, 25, 9, 0, tzinfo=UTC)
"""When the only phase of review, a blind one, is over."""

EMAIL = "yewande@example.org"


@pytest.fixture
def edition(browser: Browser) -> EditionFrame:
    """Return an edition in its blind phase; a reviewer of the committee has signed in."""
    edition = make_edition()
    make_call(edition.id, confirm_by=CONFIRM_BY)
    _move_to(AFTER)
    double = make_reviewer(edition.id, "double@gmail.com")
    make_grant(double, Role.COMMITTEE)
    browser.sign_in(double)
    return edition


def _move_to(moment: datetime) -> None:
    with transaction():
        clock.set_moment(moment)


def test_no_mail_tells_who_wrote_what_before_the_last_blind_phase_is_over(
    browser: Browser, edition: EditionFrame
) -> None:
    make_proposal(edition.id, title="A", pending=Decision.ACCEPT)
    reserve = make_proposal(edition.id, title="B", state=ProposalState.RESERVE)
    decisions, moving = f"{MANAGE}/decisions", f"{MANAGE}/committee/{reserve}/acceptance"
    page = browser.get(decisions).submit("Prepare the mails").follow()
    asked = browser.get(moving)
    assert [EMAIL in found.html for found in (page, asked)] == [False, False]
    assert "To accept 1 To reserve 0 To decline 0 Mails 1" in page.text
    assert "Accept it and send 1 mail" in asked.text
    assert browser.get(f"{decisions}/drafts/1").status == 404
    assert browser.get(f"{decisions}/sending").status == 200
    _move_to(REVIEWED)
    page = browser.get(decisions)
    assert [EMAIL in found.html for found in (page, browser.get(moving))] == [True, True]
    assert "Your session has been accepted: A" in page.follow("Preview of the mail").text


def test_what_waits_for_an_own_opinion_shows_nothing_of_the_others(
    browser: Browser, edition: EditionFrame
) -> None:
    code = make_proposal(edition.id, title="A", committee_note="Not on a Monday")
    other = make_reviewer(edition.id, "other@example.org")
    double = make_person_once("double@gmail.com")
    make_review(id_of_proposal(code), other, (5, 5), for_committee="Only for you")
    ask_for_review(code, double, other)
    address = f"{MANAGE}/committee"
    alone, ranked = browser.get(f"{address}/{code}"), browser.get(address)
    told = alone.text + ranked.text + browser.get(f"{address}.csv").html
    secrets = ("Only for you", "5.00", "Not on a Monday")
    assert [word for word in secrets if word in told] == []
    assert "What others wrote is shown to you after yours" in alone.text
    make_review(id_of_proposal(code), double, (3, 3))
    alone, ranked = browser.get(f"{address}/{code}"), browser.get(address)
    assert ("Only for you" in alone.text, "4.00" in ranked.text) == (True, True)
    assert "Not on a Monday" not in alone.text
    _move_to(REVIEWED)
    assert "Not on a Monday" in browser.get(f"{address}/{code}").text
