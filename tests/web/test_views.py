"""Signs of life for operators."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from conference.app import create_app
from conference.kernel import clock, heartbeat
from conference.kernel.database import transaction
from conference.web.views import WORKER
from tests.support import databases
from tests.support.pages import Browser, Page


def spoken(ago: timedelta) -> None:
    """Let the worker have spoken so long ago."""
    with transaction():
        heartbeat.beat(WORKER, clock.real_now() - ago)


def answer(page: Page) -> tuple[int, object]:
    return page.status, page.response.get_json()


def test_a_process_that_answers_is_healthy(browser: Browser) -> None:
    assert answer(browser.get("/healthz")) == (200, {"status": "ok"})


def test_it_is_ready_when_the_worker_has_just_spoken(browser: Browser) -> None:
    spoken(timedelta(minutes=2, seconds=50))
    assert answer(browser.get("/readyz")) == (
        200,
        {"status": "ok", "database": "ok", "worker": "ok"},
    )


def test_a_worker_silent_for_three_minutes_is_reported(browser: Browser) -> None:
    spoken(timedelta(minutes=3, seconds=10))
    assert answer(browser.get("/readyz")) == (503, {"status": "unavailable", "worker": "silent"})


def test_a_worker_that_never_spoke_is_reported(browser: Browser) -> None:
    assert answer(browser.get("/readyz")) == (503, {"status": "unavailable", "worker": "silent"})


def test_the_worker_counts_in_real_time(app: Flask, browser: Browser) -> None:
    spoken(timedelta())
    with transaction():
        clock.set_moment(clock.real_now() + timedelta(days=400))
    assert browser.get("/readyz").status == 200


def test_a_database_without_tables_is_reported(tmp_path: Path) -> None:
    app = create_app(databases.settings_for(f"sqlite:///{tmp_path / 'empty.db'}"))
    response = app.test_client().get("/readyz")
    assert (response.status_code, response.get_json()) == (
        503,
        {"status": "unavailable", "database": "no answer"},
    )


def test_the_process_is_healthy_without_a_database(tmp_path: Path) -> None:
    app = create_app(databases.settings_for(f"sqlite:///{tmp_path / 'empty.db'}"))
    assert app.test_client().get("/healthz").status_code == 200
