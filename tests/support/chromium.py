"""A real browser for tests, which watches what pages must never do."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

REQUIRED = os.environ.get("CONFERENCE_BROWSER_TESTS") == "required"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "Chromium was not found: install the system's package chromium"
LOOPBACK = {"127.0.0.1", "localhost"}
PATIENCE_MS = 30_000
"""Long enough for a machine that does much else."""

ARGUMENTS = (
    "--no-sandbox",  # tests may run as root, where Chromium has none
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",  # without one, Chromium paints each frame a second time in software
    # Nothing has an address but this machine: whatever a page asks elsewhere fails and is seen.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}


def found() -> str | None:
    """Return the path of the system's Chromium, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def skip_without(items: Sequence[pytest.Item]) -> None:
    """Skip each browser test under its own name where Chromium is missing and not required."""
    if found() or REQUIRED:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"{item.name}: {ADVICE}"))


@contextmanager
def launched() -> Iterator[Browser]:
    """Run the browser; without one the test fails."""
    path = found()
    if path is None:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went wrong in the pages of one visitor."""

    allowed: Callable[[str], bool]
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Look at everything that the context does."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if request.url.startswith(("data:", "blob:", "about:")) or host in LOOPBACK:
            return
        if not self.allowed(request.url):
            self.faults.append(f"request to {request.url}")

    def _response(self, response: Response) -> None:
        is_part = not response.request.is_navigation_request()
        if is_part and response.status >= 400:
            self.faults.append(f"{response.status} for {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium also notes each page that is answered with an error; tests ask for some.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"console of {message.page and message.page.url}: {message.text}")


class Visitors:
    """Makes visitors, each with cookies of their own, and says what their pages did wrong."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []
        self._watches: list[Watch] = []

    def __call__(self, *, may_ask: Callable[[str], bool] = lambda _: False, **options: Any) -> Page:
        """Return an empty page of a new visitor.

        Args:
            may_ask: which addresses outside this machine are no fault.
            options: what Playwright's ``new_context`` takes, on top of a British desk.
        """
        context = self._browser.new_context(
            base_url=self._url,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",  # nothing glides while a test looks at it
            **(DESK | options),
        )
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch(may_ask)
        watch.over(context)
        self._contexts.append(context)
        self._watches.append(watch)
        return context.new_page()

    def close(self) -> list[str]:
        """Close everything and return what went wrong.

        Pages are left first: a context that is closed while an answer is on its way to one of its
        pages may wait for ever.
        """
        for context in self._contexts:
            for page in context.pages:
                with suppress(Error):  # what was on its way may arrive instead
                    page.goto("about:blank")
            context.close()
        return self.faults()

    def faults(self) -> list[str]:
        """Return what went wrong since this was asked last."""
        found = [fault for watch in self._watches for fault in watch.faults]
        for watch in self._watches:
            watch.faults.clear()
        return found
