"""The programme as a table in a real browser: what a cell holds stays inside it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.ways_in import set_clock
from tests.support.chromium import Visitors

GRID = "/2024/programme?view=grid"
WIDTHS = (1024, 1100, 1280, 1600)
OUTSIDE = """
() => [...document.querySelectorAll(".timetable :is(td, th)")].flatMap((cell) => {
  const edge = cell.getBoundingClientRect();
  const leaves = ({ left, right }) => left < edge.left - 1 || right > edge.right + 1;
  const found = [...cell.querySelectorAll(".status, .star, .track-mark")]
    .filter((part) => leaves(part.getBoundingClientRect()))
    .map((part) => part.className);
  const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    if (words.currentNode.data.trim() && [...range.getClientRects()].some(leaves)) {
      found.push(words.currentNode.data.trim());
    }
  }
  return found;
})
"""

pytestmark = pytest.mark.browser


@pytest.fixture
def clock(visitors: Visitors) -> Iterator[Page]:
    """Return somebody who sets the clock, and set it back at the end."""
    page = visitors()
    yield page
    set_clock(page, "Early bird is on sale")


@pytest.mark.parametrize("moment", ["Early bird is on sale", "On the day, 10:20"])
def test_what_a_cell_holds_stays_inside_it(visitors: Visitors, clock: Page, moment: str) -> None:
    set_clock(clock, moment)
    page = visitors()
    found = {}
    for width in WIDTHS:
        page.set_viewport_size(ViewportSize(width=width, height=900))
        page.goto(GRID)
        expect(page.locator(".timetable .star").first).to_be_visible()
        found[width] = page.evaluate(OUTSIDE)
    assert found == {width: [] for width in WIDTHS}
