"""A screen in the foyer: it keeps itself up to date, survives a dead network, and can be paused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.ways_in import set_clock
from tests.support.chromium import Visitors

HALF_A_MINUTE = 30_500
TURN = 12_500
WALL = {"width": 1280, "height": 600}


@pytest.fixture
def clock(visitors: Visitors) -> Iterator[Page]:
    """Return somebody who sets the clock, and set it back at the end."""
    page = visitors()
    yield page
    set_clock(page, "Early bird is on sale")


@pytest.fixture
def screen(visitors: Visitors, clock: Page) -> Page:
    """Open the screen on a wall on the day of the conference; time stands still in its browser."""
    set_clock(clock, "On the day, 10:20")
    page = visitors(viewport=WALL)
    page.clock.install()
    page.goto("/2024/screen")
    expect(page.get_by_text("Leading when you are not in charge")).to_be_visible()
    return page


@pytest.mark.browser
def test_it_follows_what_the_page_says(screen: Page, clock: Page) -> None:
    set_clock(clock, "Early bird is on sale")
    screen.clock.run_for(HALF_A_MINUTE)
    expect(screen.get_by_text("The next sessions are on")).to_be_visible()
    expect(screen.get_by_role("banner")).to_contain_text("Monday 15 July 2024")


@pytest.mark.browser
def test_without_a_network_it_keeps_what_it_has(screen: Page) -> None:
    screen.context.set_offline(True)
    screen.clock.run_for(HALF_A_MINUTE)
    expect(screen.get_by_role("status")).to_have_text("No connection. We keep trying.")
    expect(screen.get_by_text("Last updated 10:20")).to_be_visible()
    expect(screen.get_by_text("Leading when you are not in charge")).to_be_visible()
    screen.context.set_offline(False)
    screen.clock.run_for(HALF_A_MINUTE)
    expect(screen.get_by_role("status")).to_have_text("")


@pytest.mark.browser
def test_a_key_stops_it_and_lets_it_carry_on(screen: Page, clock: Page) -> None:
    screen.keyboard.press("Tab")
    screen.keyboard.press("Tab")
    expect(screen.get_by_role("button", name="Pause")).to_be_focused()
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("status")).to_have_text("Paused")
    set_clock(clock, "Early bird is on sale")
    screen.clock.run_for(HALF_A_MINUTE)
    expect(screen.get_by_text("Leading when you are not in charge")).to_be_visible()
    screen.get_by_role("button", name="Carry on").click()
    expect(screen.get_by_text("The next sessions are on")).to_be_visible()


@pytest.mark.browser
def test_it_turns_over_where_not_all_rooms_fit(screen: Page) -> None:
    main = screen.get_by_role("main")
    places = []
    for _ in range(12):
        places.append(main.evaluate("main => main.scrollTop"))
        screen.clock.run_for(TURN)
    assert places[0] == 0
    assert max(places) > 0
    assert 0 in places[1:]
    last = screen.locator("[data-screen-item]").last
    assert max(places) + main.evaluate("main => main.clientHeight") >= last.evaluate(
        "item => item.offsetTop + item.offsetHeight"
    )
