"""Every page, light at 1280 and dark at 320: axe finds nothing, nothing is cut off or runs over."""

from collections.abc import Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys.pages import NO_PAGES, NOWHERE, VISITS, Visit, places
from tests.journeys.ways_in import sign_in_as
from tests.support.chromium import Visitors
from tests.support.live import Demonstration

LIGHT_DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
DARK_PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}
ZOOMED = ViewportSize(width=640, height=450)
"""What a window of 1280 pixels holds at 200%."""

LARGE_TEXT = {"fontSizes": {"standard": 32, "fixed": 26}}
"""Twice the size that a browser has unless its owner chose another."""

RUNS_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """
() => {
  const hides = (value) => value === "hidden" || value === "clip";
  return [...document.querySelectorAll("body *")].filter((element) => {
    if (element.closest(".visually-hidden, .skip, svg, select, [hidden]")) return false;
    if (!element.innerText?.trim() || !element.checkVisibility()) return false;
    if (element.offsetWidth < 2) return false; // for screen readers only
    const style = getComputedStyle(element);
    return (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
  }).map((element) => element.outerHTML.slice(0, 160));
}
"""


@pytest.fixture(scope="session")
def names(demonstration: Demonstration) -> Mapping[str, object]:
    """Return what stands for the names in addresses."""
    return places(demonstration)


@pytest.fixture(scope="session")
def cookies(chromium: Browser, demonstration: Demonstration) -> dict[str, Any]:
    """Return each person's cookies, once somebody has signed in as them."""
    kept: dict[str, Any] = {}
    for who in {visit.who for visit in VISITS} - {""}:
        with chromium.new_context(base_url=demonstration.url) as context:
            sign_in_as(context.new_page(), who)
            kept[who] = context.storage_state()
    return kept


def opened(page: Page, visit: Visit, names: Mapping[str, object]) -> None:
    page.goto(visit.address.format_map(names))
    if visit.press:
        page.get_by_role("button", name=visit.press).first.click()
        page.wait_for_load_state()


def axe_finds(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.browser
@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_on_a_desk_by_day(
    visitors: Visitors, names: Mapping[str, object], cookies: dict[str, Any], visit: Visit
) -> None:
    page = visitors(**LIGHT_DESK, storage_state=cookies.get(visit.who))
    opened(page, visit, names)
    faults = axe_finds(page)
    page.set_viewport_size(ZOOMED)
    over_when_zoomed = page.evaluate(RUNS_OVER)
    page.set_viewport_size(LIGHT_DESK["viewport"])
    page.context.new_cdp_session(page).send("Page.setFontSizes", LARGE_TEXT)
    over_in_large_text = page.evaluate(RUNS_OVER)
    assert (faults, over_when_zoomed, over_in_large_text, page.evaluate(CUT_OFF)) == ([], 0, 0, [])


@pytest.mark.browser
@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_on_a_small_phone_by_night(
    visitors: Visitors, names: Mapping[str, object], cookies: dict[str, Any], visit: Visit
) -> None:
    page = visitors(**DARK_PHONE, storage_state=cookies.get(visit.who))
    opened(page, visit, names)
    assert (axe_finds(page), page.evaluate(RUNS_OVER), page.evaluate(CUT_OFF)) == ([], 0, [])


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
