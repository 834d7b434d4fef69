"""Stars and the saved programme in a real browser: nothing is stored before the press."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from conference.demo.sample_edition import sample_code
from tests.journeys.buying import button
from tests.journeys.ways_in import sign_in_as
from tests.support.chromium import PHONE, Visitors
from tests.support.live import Demonstration, wait_until

PROGRAMME = "/2024/programme"
GRID = f"{PROGRAMME}?view=grid"
SECOND_MS = 1_000
TALK, OTHER = sample_code("session 2"), sample_code("session 3")
PAGE = f"/2024/sessions/{OTHER}"
HELD = """
async () => ({
  stars: Object.keys(localStorage),
  copies: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})
"""
NOTHING = {"stars": [], "copies": [], "workers": 0}
KEPT = "(path) => caches.match(path).then(Boolean)"

pytestmark = pytest.mark.browser


def _is_gone_at_contact(page: Page) -> bool:
    """Open the programme, and say whether the copy has lost what was hidden meanwhile.

    Each of the server's processes knows within a second, and any of them may answer.
    """
    page.goto(PROGRAMME)
    page.wait_for_timeout(SECOND_MS / 4)
    return not page.evaluate(KEPT, PAGE)


def star_of(page: Page, code: str) -> Locator:
    """Return the star of a session in the list."""
    return page.locator(f".slot [data-session='{code}'] .star")


def starred(page: Page) -> list[str]:
    """Return the codes of the sessions whose stars are pressed in the list, once it is settled."""
    expect(page.locator("[data-stars]")).to_be_visible()
    found = page.locator(".slot [data-session]:has(.star[aria-pressed=true])")
    return [one.get_attribute("data-session") or "" for one in found.all()]


@pytest.fixture
def hide(demonstration: Demonstration) -> Iterator[Callable[[], None]]:
    """Return what hides the other session, as the desk does; the test's end shows it again."""

    def set_hidden(moment: str | None) -> None:
        demonstration.change("UPDATE sessions SET hidden_at = ? WHERE code = ?", moment, OTHER)
        demonstration.change("UPDATE editions SET public_version = public_version + 1")

    yield lambda: set_hidden("2024-07-15 09:00:00.000000")
    set_hidden(None)


def test_the_programme_is_saved_read_without_a_connection_and_removed(
    visitors: Visitors, demonstration: Demonstration, hide: Callable[[], None]
) -> None:
    page = visitors(**PHONE)
    page.goto(PROGRAMME)
    expect(page.locator(".star").first).to_be_visible()
    assert page.evaluate(HELD) == NOTHING
    button(page, "Save for offline").click()
    expect(page.get_by_text(re.compile("^Saved for offline, updated"))).to_be_visible()
    page.context.set_offline(offline=True)
    page.goto(f"{PROGRAMME}?track=m")
    banner = page.locator("main [role=status]", has_text="Saved copy, updated")
    expect(banner).to_contain_text("this is the whole programme")
    for address, parts in (
        (GRID, ".timetable"),
        (f"{GRID}&track=m", ".timetable"),
        (PROGRAMME, ".slot"),
    ):
        page.goto(address)
        expect(banner).to_be_visible()
        expect(page.locator(parts).first).to_be_attached()
        expect(banner.get_by_text("this is the whole programme")).to_have_count(
            address.count("track")
        )
    page.goto(PAGE)
    expect(banner).to_be_visible()
    page.context.set_offline(offline=False)
    hide()
    wait_until(lambda: _is_gone_at_contact(page), "the copy to lose what was hidden")
    expect(banner).to_have_count(0)
    button(page, "Remove from this device").click()
    expect(page.get_by_text("Nothing is saved on this device any more.")).to_be_visible()
    assert page.evaluate(HELD) == NOTHING


def test_stars_stay_on_the_device_until_they_are_given_to_the_account(visitors: Visitors) -> None:
    page = visitors()
    page.goto(PROGRAMME)
    star_of(page, TALK).press("Enter")
    expect(page.get_by_text("Starred. 1 star on this device.")).to_be_visible()
    assert page.evaluate(HELD) == {**NOTHING, "stars": ["conference.stars.2024"]}
    button(page, "Only starred (1)").click()
    expect(page.locator(".slot .session-row:visible")).to_have_count(1)
    sign_in_as(page, "Rowan Hale")
    page.goto(PROGRAMME)
    merge = button(page, "Add 1 star of this device to your account")
    expect(merge).to_be_visible()
    assert starred(page) == []
    merge.click()
    expect(page.get_by_text("Your account has them now")).to_be_visible()
    assert (starred(page), page.evaluate(HELD)) == ([TALK], NOTHING)
    page.context.set_offline(offline=True)
    star_of(page, TALK).click()
    expect(page.locator(".star__note", has_text="No connection")).to_be_visible()
    page.context.set_offline(offline=False)
    expect(page.get_by_text("Your account has the changes")).to_be_visible()
    page.reload()
    assert (starred(page), page.evaluate(HELD)) == ([], NOTHING)
