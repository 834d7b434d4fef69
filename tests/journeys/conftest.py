"""One demonstration and one browser for all journeys of a test process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import chromium as real_browser
from tests.support import live
from tests.support.chromium import Visitors
from tests.support.live import Demonstration


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name every browser test that cannot run here."""
    real_browser.skip_without(items)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the loaded sample, one for all test processes of a run."""
    own = tmp_path_factory.getbasetemp()
    return live.prepared(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def demonstration(
    sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """Run the demonstration that journeys share; what they need alone they make themselves."""
    folder = tmp_path_factory.mktemp("live") / "demonstration"
    running = live.copy_of(sample, folder)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Run the browser."""
    with real_browser.launched() as browser:
        yield browser


@pytest.fixture
def visitors(chromium: Browser, demonstration: Demonstration) -> Iterator[Visitors]:
    """Make visitors of the shared demonstration; a fault on any of their pages fails the test."""
    made = Visitors(chromium, demonstration.url)
    yield made
    assert made.close() == []
