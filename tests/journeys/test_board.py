"""The schedule moves by itself where something is carried to its edge, by mouse and by finger."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.ways_in import sign_in_as
from tests.support.chromium import Visitors

LONG_MS = 15_000
A_WHILE_MS = 250
SCROLLED = "() => [document.querySelector('.board-scroll').scrollLeft, window.scrollY]"

pytestmark = pytest.mark.browser


class Carrier(NamedTuple):
    """What carries: it takes hold at a point, moves, and lets go where it is."""

    take: Callable[[float, float], None]
    move: Callable[[float, float], None]
    let_go: Callable[[], None]


def mouse(page: Page) -> Carrier:
    """Return a mouse."""

    def take(x: float, y: float) -> None:
        page.mouse.move(x, y)
        page.mouse.down()

    return Carrier(take, page.mouse.move, page.mouse.up)


def finger(page: Page) -> Carrier:
    """Return a finger."""
    device = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    return Carrier(
        lambda x, y: touch("touchStart", {"x": x, "y": y}),
        lambda x, y: touch("touchMove", {"x": x, "y": y}),
        lambda: touch("touchEnd"),
    )


def scrolled(page: Page) -> tuple[float, float]:
    """Return how far the rooms are scrolled sideways, and the page down."""
    aside, down = page.evaluate(SCROLLED)
    return aside, down


def wait_until(page: Page, is_so: Callable[[float, float], bool]) -> None:
    """Wait until it is scrolled so; pages forbid the driver's own way of asking again."""
    for _ in range(LONG_MS // 50):
        if is_so(*scrolled(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it stays at {scrolled(page)}")


def stays(page: Page) -> bool:
    """Say whether nothing moves for a while."""
    before = scrolled(page)
    page.wait_for_timeout(A_WHILE_MS)
    return scrolled(page) == before


@pytest.mark.parametrize("make", [mouse, finger])
def test_what_is_carried_to_an_edge_moves_the_page(
    visitors: Visitors, make: Callable[[Page], Carrier]
) -> None:
    page = visitors(viewport={"width": 1100, "height": 600}, has_touch=True)
    sign_in_as(page, "Amara Okoye")
    page.goto("/2024/manage/schedule")
    grip = page.locator(".board [data-carried] .board__grip").first
    grip.scroll_into_view_if_needed()
    carrier, start, box = make(page), scrolled(page)[1], grip.bounding_box()
    assert box
    carrier.take(box["x"] + 8, box["y"] + 8)
    carrier.move(500, 300)
    expect(page.locator(".board__carried")).to_have_count(1)
    assert stays(page), "away from the edges"
    carrier.move(500, 590)
    wait_until(page, lambda _, down: down > start + 300)
    expect(page.locator(".board__target")).to_have_count(1)
    carrier.move(45, 300)
    wait_until(page, lambda aside, _: aside == 0)
    carrier.move(1070, 300)
    wait_until(page, lambda aside, _: aside > 200)
    carrier.move(500, 10)
    wait_until(page, lambda _, down: down < start + 100)
    carrier.move(500, 300)
    assert stays(page), "away from the edges again"
    page.keyboard.press("Escape")
    carrier.move(1090, 590)
    assert stays(page), "nothing is carried any more"
    carrier.let_go()
    expect(page.get_by_text("stands at")).to_have_count(0)


COVERED = """() => [...document.querySelectorAll('.board .board__cell:has(> .board__grip)')]
  .filter((cell) => cell.querySelector('.board__grip').getBoundingClientRect().bottom
    > cell.querySelector('a').getBoundingClientRect().top)
  .map((cell) => cell.querySelector('a').textContent)"""
LAST_SEEN = """() => [...document.querySelectorAll('.board thead th')]
  .find((head) => head.textContent === 'Foyer').getBoundingClientRect().right"""


def test_no_title_is_covered_by_its_grip_and_breaks_are_in_sight(visitors: Visitors) -> None:
    page = visitors(viewport={"width": 1280, "height": 900})
    sign_in_as(page, "Amara Okoye")
    page.goto("/2024/manage/schedule")
    expect(page.locator(".board .board__grip").first).to_be_attached()
    assert page.evaluate(COVERED) == []
    assert page.evaluate(LAST_SEEN) <= 1280


def test_what_sticks_out_does_not_make_the_rooms_wider(visitors: Visitors) -> None:
    page = visitors(viewport={"width": 1100, "height": 600})
    sign_in_as(page, "Amara Okoye")
    page.goto("/2024/manage/schedule")
    last = page.locator(".board-scroll").evaluate("(box) => box.scrollWidth - box.clientWidth")
    grip = page.locator(".board [data-carried] .board__grip").first
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box
    carrier = mouse(page)
    carrier.take(box["x"] + 8, box["y"] + 8)
    carrier.move(500, box["y"])
    carrier.move(1090, box["y"])
    wait_until(page, lambda aside, _: aside >= last - 1)
    page.wait_for_timeout(A_WHILE_MS)
    assert scrolled(page)[0] <= last
    page.keyboard.press("Escape")
    carrier.let_go()
