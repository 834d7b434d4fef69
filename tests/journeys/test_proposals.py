"""A proposal from the call to the programme's unscheduled list, by keyboard on a small screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import proposing
from tests.journeys.buying import button, link, see
from tests.journeys.proposing import Company, Narrow, fits
from tests.journeys.ways_in import set_clock
from tests.support import live
from tests.support.chromium import Visitors

EDITION = "Warwick Improvement Conference"
TITLE = "One question at the end of a handover"
SPEAKER, HOUSE, ADDRESS = "Nilufar Rashid", "Northfield Care Homes", "nilufar.rashid@example.org"
CO_SPEAKER, CO_SPEAKERS_ADDRESS = "Oskar Lindqvist", "oskar.lindqvist@example.org"
REVIEWER, REVIEWERS_ADDRESS = "Tariq Lindley", "reviewer@example.org"
HEAD, ORGANISER = "Imogen Vale", "Amara Okoye"
SCORES = {"Use": "5", "Evidence": "5", "Clarity": "4", "Fresh": "3"}
WEIGHTED = "4.83"
"""Three times the first, twice the second, once the third; the fourth stands beside."""

pytestmark = pytest.mark.browser


@pytest.fixture
def company(chromium: Browser, sample: Path, tmp_path: Path) -> Iterator[Company]:
    """Run a demonstration whose clock and decisions are those of this test alone."""
    running = live.copy_of(sample, tmp_path / "own")
    try:
        visitors = Visitors(chromium, running.start().url)
        yield Company(visitors, post=visitors())
        assert visitors.close() == []
    finally:
        running.stop()


def test_from_the_call_to_the_unscheduled_list(company: Company) -> None:
    """A co-speaker who never answers holds nothing up, and everybody concerned sees it."""
    set_clock(company.post, "Call for proposals is open")
    speaker = propose(company)
    set_clock(company.post, "Proposals are reviewed")
    organiser = company.staff(ORGANISER)
    review(company, organiser)
    set_clock(company.post, "The committee decides")
    head = company.staff(HEAD)
    proposing.decide(head, TITLE, score=WEIGHTED)
    proposing.tell(head, ADDRESS, TITLE)
    letter = company.mail(ADDRESS, "Your session has been accepted")
    speaker.page.goto(letter.locator("a[href$='/confirm']").get_attribute("href") or "")
    proposing.confirm(speaker, TITLE, without=CO_SPEAKER)
    proposing.do_the_tasks(speaker)
    see_it_unplaced(organiser)


def propose(company: Company) -> Narrow:
    """Let somebody whom nobody knows yet propose a session with a co-speaker, and return them."""
    speaker = company.somebody()
    page = speaker.page
    page.goto("/2024/speak")
    see(page, "Call for proposals")
    speaker.press(link(page, "Start a proposal"))
    proposing.sign_in(speaker, company, ADDRESS)
    proposing.begin(speaker, SPEAKER, HOUSE)
    proposing.write(speaker, TITLE)
    proposing.invite(speaker, CO_SPEAKER, CO_SPEAKERS_ADDRESS)
    proposing.answer_the_rest(speaker)
    code = proposing.send_in(speaker, TITLE)
    invitation = company.mail(CO_SPEAKERS_ADDRESS, f"You are invited to speak: {EDITION}")
    expect(invitation).to_contain_text(f"{SPEAKER} would like to speak together with you.")
    receipt = company.mail(ADDRESS, f"Your proposal has arrived: {EDITION}")
    expect(receipt).to_contain_text(code)
    expect(receipt).to_contain_text(TITLE)
    return speaker


def review(company: Company, organiser: Narrow) -> None:
    """Let an organiser ask for an opinion, and a reviewer give one without knowing of whom."""
    proposing.ask_for_a_review(organiser, REVIEWER, TITLE)
    company.mail(REVIEWERS_ADDRESS, re.compile(rf"^\d+ proposals are waiting for you: {EDITION}$"))
    reviewer = company.staff(REVIEWER)
    unseen = (SPEAKER, ADDRESS, HOUSE, CO_SPEAKER, CO_SPEAKERS_ADDRESS)
    proposing.judge(reviewer, TITLE, SCORES, unseen=unseen)


def see_it_unplaced(organiser: Narrow) -> None:
    """See the session among those without a time, and who of it has never answered."""
    page = organiser.page
    page.goto("/2024/manage/schedule")
    see(page, "Schedule")
    unplaced = page.get_by_role("region", name="Without a time")
    expect(unplaced.get_by_role("listitem").filter(has_text=TITLE)).to_have_text(
        f"{TITLE} {SPEAKER}"
    )
    fits(page)
    organiser.press(unplaced.get_by_role("link", name=TITLE))
    see(page, TITLE)
    expect(button(page, "Place it")).to_be_visible()
    page.goto("/2024/manage/speakers/tasks")
    named = page.get_by_role("region", name="Named, and not on stage")
    expect(named.get_by_role("row", name=TITLE)).to_contain_text(CO_SPEAKER)
    row = page.get_by_role("row", name=SPEAKER)
    expect(row).to_contain_text("Nothing")
    fits(page)
