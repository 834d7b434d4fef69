"""Fixtures that every test may use; factories stand in tests/factories."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import pytest
from flask import Flask

from conference.app import create_app
from conference.kernel import clock
from conference.kernel.database import db, transaction
from tests.support import compiled, databases
from tests.support.pages import Browser

EARLY_BIRD = datetime(2024, 7, 15, 9, 0, tzinfo=UTC)
"""The demonstration's first moment: early bird is open, the programme is released."""


gc.set_threshold(50_000, 20, 20)
compiled.install()
hypothesis.settings.register_profile("house", deadline=None)  # no test asserts a time
hypothesis.settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, and not among what was collected and imported.

    Every test makes an application: with Python's own thresholds a quarter of the time went there.
    """
    gc.collect()
    gc.freeze()


def _app_on(url: str) -> Iterator[Flask]:
    app = create_app(databases.settings_for(url))
    with app.app_context():
        compiled.share_statements(db.engine)
        with transaction():
            clock.set_moment(EARLY_BIRD)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Push an application on an empty migrated database: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        yield from _app_on(databases.fresh_sqlite())
        return
    url = databases.fresh_postgres()
    yield from _app_on(url)
    databases.drop_postgres(url)


@pytest.fixture
def app() -> Iterator[Flask]:
    """Push an application on an empty migrated SQLite database."""
    yield from _app_on(databases.fresh_sqlite())


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Return a browser that checks every page it opens."""
    return Browser(app)
