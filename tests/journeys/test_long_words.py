"""One endless word in a list, in a real browser: it breaks, and no word beside it does."""

from collections.abc import Iterator

import pytest

from tests.journeys.ways_in import sign_in_as
from tests.support.chromium import DESK, Visitors
from tests.support.live import Demonstration

ENDLESS = "W" * 190
BROKEN = """() => [...document.querySelectorAll("td[data-label]")].flatMap((cell) => {
  const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const broken = [];
  while (words.nextNode())
    for (const word of words.currentNode.data.matchAll(/[^\\s]+/g)) {
      const range = document.createRange();
      range.setStart(words.currentNode, word.index);
      range.setEnd(words.currentNode, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  return broken;
})"""

pytestmark = pytest.mark.browser


@pytest.fixture
def endless(demonstration: Demonstration) -> Iterator[None]:
    """Let one proposal have a title of one word; the demonstration is shared."""
    demonstration.change(
        "UPDATE proposals SET title = ? || ' ' || title WHERE id = (SELECT min(proposals.id)"
        " FROM proposals JOIN editions ON editions.id = edition_id"
        " WHERE slug = '2024' AND state = 'declined')",
        ENDLESS,
    )
    yield
    demonstration.change("UPDATE proposals SET title = replace(title, ? || ' ', '')", ENDLESS)


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize("view", ["boxes", "print"])
def test_one_endless_title_breaks_no_word_beside_it(visitors: Visitors, view: str) -> None:
    page = visitors(**DESK)
    sign_in_as(page, "Amara Okoye")
    page.goto(f"/2024/manage/proposals/committee?state=declined&view={view}")
    if view == "print":
        page.emulate_media(media="print")
    assert page.get_by_text(ENDLESS).count() == 1
    width = "document.documentElement.scrollWidth - innerWidth"
    assert (page.evaluate(BROKEN), page.evaluate(width)) == ([], 0)
