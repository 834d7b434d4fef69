"""Every page, by day on a desk and by night on a small phone: axe finds nothing, all of it fits."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys import gallery
from tests.journeys.gallery import Cookies, Names
from tests.journeys.pages import (
    NO_PAGES,
    NOWHERE,
    PAGES_THAT_CHANGE,
    STAND_IN,
    VISITS,
    Visit,
)
from tests.journeys.ways_in import set_clock
from tests.support.chromium import Visitors
from tests.support.live import Demonstration

DESK = ViewportSize(width=1280, height=900)
ZOOMED = ViewportSize(width=640, height=450)
"""What a window of 1280 pixels holds at 200%."""

SMALL_PHONE = ViewportSize(width=320, height=700)
AXE_RUN = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
"""
RUNS_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """
() => {
  const hides = (value) => value === "hidden" || value === "clip";
  return [...document.querySelectorAll("body *")].filter((element) => {
    if (element.closest(".visually-hidden, .skip, thead, svg, select, [hidden]")) return false;
    if (!element.innerText?.trim() || !element.checkVisibility()) return false;
    const style = getComputedStyle(element);
    return (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
  }).map((element) => element.outerHTML.slice(0, 160));
}
"""


@pytest.fixture(scope="session")
def cookies(chromium: Browser, demonstration: Demonstration) -> Cookies:
    """Return each person's cookies."""
    return gallery.people(chromium, demonstration)


@pytest.fixture(scope="session")
def names(chromium: Browser, demonstration: Demonstration, cookies: Cookies) -> Names:
    """Return what stands for the names in addresses."""
    return gallery.furnish(chromium, demonstration, cookies)


class Regulars:
    """People who look at one page after the other: a new browser for each page costs more."""

    def __init__(self, visitors: Visitors, cookies: Cookies) -> None:
        self._visitors = visitors
        self._cookies = cookies
        self._pages: dict[str, Page] = {}

    def page(self, who: str, size: ViewportSize) -> Page:
        """Return this person's window, by day and in this size."""
        if who not in self._pages:
            self._pages[who] = self._visitors(storage_state=self._cookies.get(who))
        page = self._pages[who]
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        return page


@pytest.fixture(scope="session")
def crowd(
    chromium: Browser, demonstration: Demonstration, cookies: Cookies
) -> Iterator[tuple[Regulars, Visitors]]:
    """Return the regulars, and who watches them."""
    made = Visitors(chromium, demonstration.url)
    yield Regulars(made, cookies), made
    made.close()


@pytest.fixture
def regulars(crowd: tuple[Regulars, Visitors]) -> Iterator[Regulars]:
    """Return people who look at pages; a fault on any page fails the test that opened it."""
    people, watched = crowd
    yield people
    assert watched.faults() == []


def opened(page: Page, visit: Visit, names: Names) -> None:
    address = visit.address.format_map(names)
    page.goto(address)
    assert urlsplit(page.url).path.endswith(urlsplit(address).path), f"it leads to {page.url}"
    page.locator("details").evaluate_all("folds => folds.forEach(fold => fold.open = true)")
    if visit.press:
        with page.expect_navigation():  # a form that waits for a connection is sent a little later
            page.get_by_role("main").get_by_role("button", name=visit.press).first.click()


def runs_over(page: Page, size: ViewportSize) -> list[str]:
    """Return what does not fit into a window, which stays as it is now."""
    page.set_viewport_size(size)
    pixels = page.evaluate(RUNS_OVER)
    cut_off: list[str] = page.evaluate(CUT_OFF)
    return [*cut_off, f"{pixels} pixels too wide"] if pixels else cut_off


def in_large_text(page: Page) -> list[str]:
    """Return what does not fit a desk when text has twice its size."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    found = runs_over(page, DESK)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    return found


def axe_finds(page: Page) -> list[str]:
    """Return what axe finds; its script goes in once for a page, and only what is wrong comes out.

    Both cost more than the search itself, and there are a hundred pages.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(AXE_RUN)
    return found


@pytest.mark.browser
@pytest.mark.parametrize("visit", [*VISITS, *STAND_IN], ids=str)
def test_by_day_and_by_night(
    visitors: Visitors, regulars: Regulars, names: Names, cookies: Cookies, visit: Visit
) -> None:
    page = (
        visitors(viewport=DESK, storage_state=cookies.get(visit.who))
        if visit.press  # what is pressed may change who one is
        else regulars.page(visit.who, DESK)
    )
    opened(page, visit, names)
    faults = {
        "by day": axe_finds(page),
        "at 200%": runs_over(page, ZOOMED),
        "in large text": in_large_text(page),
        "on a small phone": runs_over(page, SMALL_PHONE),
    }
    page.emulate_media(color_scheme="dark")
    faults["by night"] = axe_finds(page)
    assert {where: found for where, found in faults.items() if found} == {}


@pytest.fixture
def clock(visitors: Visitors) -> Iterator[Page]:
    """Return somebody who sets the clock, and set it back at the end."""
    page = visitors()
    yield page
    set_clock(page, "Early bird is on sale")


@pytest.mark.browser
@pytest.mark.parametrize("moment", PAGES_THAT_CHANGE)
def test_at_other_moments(regulars: Regulars, names: Names, clock: Page, moment: str) -> None:
    set_clock(clock, moment)
    faults: dict[str, list[str]] = {}
    for visit in PAGES_THAT_CHANGE[moment]:
        page = regulars.page(visit.who, SMALL_PHONE)
        opened(page, visit, names)
        found = [*axe_finds(page), *runs_over(page, SMALL_PHONE)]
        if found:
            faults[str(visit)] = found
    assert faults == {}


def test_no_page_is_left_out(app: Flask) -> None:
    addresses = app.url_map.bind("localhost")
    seen = {
        str(addresses.match(visit.address.format_map(AnyNumber()).partition("?")[0])[0])
        for visit in VISITS
        if visit.address != NOWHERE
    }
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert pages - seen == NO_PAGES


class AnyNumber(dict[str, object]):
    """Stands for every name in an address."""

    def __missing__(self, _: str) -> str:
        """Answer with what both codes and numbers may be."""
        return "1"
