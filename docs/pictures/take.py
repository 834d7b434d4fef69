# ruff: noqa: INP001
"""Takes the README's pictures: ``python docs/pictures/take.py [address]``, beside ``make run``.

The demonstration must be fresh (``make fresh``): Rowan Hale books two sessions in it.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ADDRESS = "http://127.0.0.1:8000"
FOLDER = Path(__file__).parent
HOLDER, ORGANISER = "Rowan Hale", "Amara Okoye"
SUMMER = "Early bird is on sale"
BOOKED = ("Measurement surgery", "From idea to first test in an hour")


def main(address: str = ADDRESS) -> None:
    """Take every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        _take_desk_pictures(browser, address)
        _take_phone_pictures(browser, address)
        browser.close()


def _take_desk_pictures(browser: Browser, address: str) -> None:
    page = _page(browser, address, width=1280, height=900)
    _press(page, f"Set the clock: {SUMMER}")
    _take(page, "/2024/", "home")
    _take(page, "/2024/programme", "programme")
    page.get_by_role("link", name=BOOKED[1]).first.click()
    _keep(page, "session")
    _press(page, f"Sign in as {ORGANISER}")
    _take(page, "/2024/manage/", "desk")
    _take(page, "/2024/manage/schedule", "schedule")


def _take_phone_pictures(browser: Browser, address: str) -> None:
    page = _page(browser, address, width=390, height=1240)
    _press(page, f"Sign in as {HOLDER}")
    for title in BOOKED:
        page.goto("/2024/my-day")
        page.get_by_role("button", name=f"Book {title}").click()
    page.get_by_role("link", name="Ticket", exact=True).click()
    _keep(page, "ticket")
    _take(page, "/2024/my-day", "my-day")


def _page(browser: Browser, address: str, *, width: int, height: int) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        device_scale_factor=1 if width > height else 2,
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    return context.new_page()


def _press(page: Page, button: str) -> None:
    page.goto("/demo")
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("status").first.wait_for()


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    _keep(page, name)


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main(*sys.argv[1:2])
