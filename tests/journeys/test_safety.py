"""Leaving a help page in a hurry: at once, without script too, and Back does not lead there."""

import re
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.ways_in import sign_in_as
from tests.support.chromium import Visitors

WEATHER = "https://www.bbc.co.uk/weather"
HELP_PAGES = ("/help", "/help/online-1", "/help/online-2", "/help/contacts", "/conduct/reporting")

pytestmark = pytest.mark.browser


def press_the_button(page: Page) -> None:
    page.get_by_role("link", name="Exit this page").last.click()


def press_shift_three_times(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


def with_weather(visitors: Visitors, **options: object) -> Page:
    """Return a visitor for whom the way out leads to a page that says Weather."""
    page = visitors(may_ask=lambda url: url == WEATHER, **options)
    page.context.route(WEATHER, show_weather)
    return page


def show_weather(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<title>Weather</title><h1>Weather</h1>")


@pytest.mark.parametrize(
    ("leave", "addresses"),
    [(press_the_button, HELP_PAGES), (press_shift_three_times, HELP_PAGES[2:3])],
    ids=["by the button", "by Shift"],
)
def test_leaving_shows_the_weather_and_back_leads_past_the_page(
    visitors: Visitors, leave: Callable[[Page], None], addresses: Sequence[str]
) -> None:
    page = with_weather(visitors)
    for address in addresses:
        page.goto("/2024/venue")
        page.goto(address)
        leave(page)
        expect(page).to_have_title("Weather")
        page.go_back()
        expect(page).to_have_title(re.compile("^The Slate"))


def test_shift_is_counted_aloud_and_forgotten_by_another_key(visitors: Visitors) -> None:
    page = with_weather(visitors)
    page.goto("/help/online-2")
    said = page.locator("[data-exit-status]")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, 2 more times to leave")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, 1 more time to leave")
    page.keyboard.press("a")
    expect(said).to_have_text("")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, 2 more times to leave")


def test_leaving_works_without_script_and_signs_out(visitors: Visitors) -> None:
    page = with_weather(visitors, java_script_enabled=False)
    sign_in_as(page, "Rowan Hale")
    page.goto("/help/online-2")
    press_the_button(page)
    expect(page).to_have_title("Weather")
    page.goto("/account")
    expect(page).to_have_title(re.compile("^Sign in"))


def test_back_and_forward_never_show_a_kept_copy(visitors: Visitors) -> None:
    page = with_weather(visitors)
    page.goto("/help/contacts")
    page.goto("/2024/venue")
    fetched: list[str] = []
    page.on("response", lambda answer: fetched.append(answer.url))
    page.go_back()
    expect(page).to_have_title(re.compile("^Help: contacts"))
    assert any(url.endswith("/help/contacts") for url in fetched)
