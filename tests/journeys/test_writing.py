"""Writing a proposal in a real browser: it saves itself, and a lost sign-in loses nothing."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from conference.kernel.text import typed
from conference.proposals.rules import words
from tests.journeys.buying import button
from tests.journeys.ways_in import set_clock, sign_in_as
from tests.support.chromium import PHONE, Visitors
from tests.support.live import Demonstration, wait_until

SPEAKER = "Rowan Hale"
CALL_IS_OPEN = "Call for proposals is open"
SAVED = re.compile(r"^Saved at \d\d:\d\d$")
UNSAVED = "Not saved yet: there is no connection. What you typed stays here, and we try again."
HELD = (
    "There is no connection, so nothing was sent. What you typed stays here: press again once "
    "there is one."
)
ODD = (
    "",
    "one two\tthree\nfour",
    "  blanks  around  ",
    "no\u00a0break em\u2003space\u3000wide",
    "joined\u200bby\ufeffnothing \ufeff",
    "line\u2028two\u2029three",
    "tab\vby\vhand and\fa page",
    "– dash, a-b 3.5 👩‍⚕️",
)

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visitors: Visitors, demonstration: Demonstration) -> Page:
    """Return a phone on which somebody has begun a proposal, while the call is open."""
    demonstration.change(
        "INSERT INTO calls (edition_id, body, is_shown, opens_at, closes_at, grace_minutes,"
        " abstract_words, is_provisional, version)"
        " SELECT id, '', 1, '2024-04-08 08:00:00', '2024-06-03 22:59:00', 15, 300, 0, 1"
        " FROM editions WHERE slug = '2024'"
        " AND NOT EXISTS (SELECT 1 FROM calls WHERE calls.edition_id = editions.id)"
    )
    found = visitors(**PHONE)
    set_clock(found, CALL_IS_OPEN)
    sign_in_as(found, SPEAKER)
    found.goto("/2024/speak/mine")
    button(found, "Start a proposal").click()
    found.wait_for_url("**/title")
    return found


def test_what_is_typed_saves_itself_and_is_there_after_coming_back(page: Page) -> None:
    page.get_by_label("Title").fill("Three minutes of quiet")
    expect(page.locator("[data-autosave-status]")).to_have_text(SAVED)
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Three minutes of quiet")
    page.get_by_label("Title").fill("Three minutes of quiet at handover")
    expect(page.locator("[data-autosave-status]")).to_have_text(SAVED)
    page.get_by_label("Title").fill("Quiet at handover")
    button(page, "Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For whom is it?")


def test_whoever_leaves_at_once_leaves_nothing_unsaved(
    page: Page, demonstration: Demonstration
) -> None:
    """The page is gone before its last words are stored: they arrive beside the next page."""
    page.get_by_label("Title").fill("Left at once")
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My proposals")
    stored = "SELECT title FROM proposals WHERE title = 'Left at once'"
    wait_until(lambda: demonstration.rows(stored) != [], "the last words to be stored")
    page.reload()
    expect(page.get_by_role("link", name="Left at once")).to_be_visible()


def test_who_is_signed_out_meanwhile_signs_in_beside_and_saves(
    chromium: Browser, page: Page
) -> None:
    """The answers 401 are meant: a visitor of our own, whose faults are not counted."""
    held = page.context.storage_state()
    context = chromium.new_context(base_url=page.url.partition("/2024")[0], storage_state=held)
    writing = context.new_page()
    writing.goto(page.url)
    context.clear_cookies()
    writing.get_by_label("Title").fill("Nothing is lost")
    expect(writing.get_by_text("You are signed out, and the newest words")).to_be_visible()
    button(writing, "Save and continue").click()
    expect(writing.get_by_text("You are signed out, and this is not saved yet")).to_be_visible()
    expect(writing.get_by_label("Title")).to_have_value("Nothing is lost")
    sign_in_as(context.new_page(), SPEAKER)
    button(writing, "Save and continue").click()
    expect(writing.get_by_role("heading", level=1)).to_have_text("For whom is it?")
    context.close()


def test_what_is_typed_without_a_connection_is_saved_once_there_is_one(page: Page) -> None:
    shown = page.locator("[data-autosave-status]")
    page.context.set_offline(offline=True)
    page.get_by_label("Title").fill("Typed in a tunnel")
    expect(shown).to_have_text(UNSAVED)
    page.context.set_offline(offline=False)
    expect(shown).to_have_text(SAVED)
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Typed in a tunnel")


def test_a_network_that_says_nothing_of_its_return_is_tried_again(page: Page) -> None:
    page.route("**/speak/**", lambda route: route.abort())
    page.get_by_label("Title").fill("Typed behind a dead router")
    expect(page.locator("[data-autosave-status]")).to_have_text(UNSAVED)
    page.unroute("**/speak/**")
    expect(page.locator("[data-autosave-status]")).to_have_text(SAVED)


def test_what_is_typed_before_the_script_is_there_saves_itself_too(page: Page) -> None:
    scripts: list[Route] = []

    def hold(route: Route) -> None:
        scripts.append(route)

    page.route("**/assets/*.js", hold)
    with page.expect_request("**/assets/*.js"):
        page.goto(page.url, wait_until="commit")
    page.get_by_label("Title").fill("Typed on a slow train")
    expect(page.locator("[data-autosave-status]")).to_be_empty()
    for script in scripts:
        script.continue_()
    expect(page.locator("[data-autosave-status]")).to_have_text(SAVED)


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
def test_a_press_without_a_connection_waits_and_loses_nothing(page: Page, is_known: bool) -> None:
    """The browser knows that it is offline, or has a network that leads nowhere."""
    page.get_by_label("Title").fill("Held on a train")
    if is_known:
        page.context.set_offline(offline=True)
    else:
        page.route("**/speak/**", lambda route: route.abort())
    button(page, "Save and continue").click()
    expect(page.locator("[data-autosave-status]")).to_have_text(HELD)
    expect(page.get_by_label("Title")).to_have_value("Held on a train")
    page.context.set_offline(offline=False)
    page.unroute("**/speak/**")
    button(page, "Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For whom is it?")
    page.go_back()
    expect(page.get_by_label("Title")).to_have_value("Held on a train")


def test_words_are_counted_as_the_server_counts_them(page: Page) -> None:
    page.goto(page.url.rpartition("/")[0] + "/abstract")
    shown = page.locator("[data-word-count] span")
    for text in ODD:
        page.get_by_label("Abstract").fill(text)
        expect(shown).to_have_text(str(words.count(typed(text, has_lines=True))))


def test_an_error_goes_once_what_was_put_right_is_saved(page: Page) -> None:
    """Focus stays where somebody types; nothing refers to a sentence that is gone."""
    title = page.get_by_label("Title")
    title.fill("x" * 300)
    button(page, "Save and continue").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile(r"^Error: "))
    title.fill("Quiet at handover")
    expect(page.locator("[data-autosave-status]")).to_have_text(SAVED)
    expect(summary).to_have_count(0)
    expect(page.locator(".field__error, .field--error, [aria-invalid]")).to_have_count(0)
    expect(title).to_be_focused()
    expect(page).not_to_have_title(re.compile(r"^Error: "))
    dangling = (
        "() => [...document.querySelectorAll('[aria-describedby]')]"
        ".flatMap((one) => one.getAttribute('aria-describedby').split(' '))"
        ".filter((id) => !document.getElementById(id))"
    )
    assert page.evaluate(dangling) == []
