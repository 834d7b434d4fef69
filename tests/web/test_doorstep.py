"""Public copies at the door: the same answers, asked for inside once in a while."""

import time
from collections.abc import Callable, Iterator
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs
from werkzeug.test import Client, EnvironBuilder, TestResponse, run_wsgi_app

from conference.app import create_app
from conference.kernel import clock
from conference.kernel.database import db
from conference.programme.models import Session
from conference.web.doorstep import CHECKED, COPIED, KEPT, Doorstep
from tests.factories.people import make_grant, make_person
from tests.factories.programme import change, make_small_day, release
from tests.support import databases
from tests.support.pages import Browser
from tests.support.statements import counted

SECONDS = 2.0
"""Long enough for a slow machine, short enough to wait for once."""

PROGRAMME = "/2024/programme"


@pytest.fixture
def waiting(database: Flask) -> Iterator[Flask]:
    """Return an application over a small day which looks for news every two seconds."""
    make_small_day()
    db.session.remove()
    app = create_app(
        databases.settings_for(database.config["SQLALCHEMY_DATABASE_URI"], edition_seconds=SECONDS)
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def ask(app: Flask, address: str = PROGRAMME, **headers: str) -> TestResponse:
    """Ask as a web server does, without anything of a test around it."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Context().run(Client(app.wsgi_app).get, address, headers=sent)


def inside(
    calls: list[str], headers: list[tuple[str, str]], *, age: float = 0.0
) -> Callable[..., list[bytes]]:
    """Return an application that notes who comes in, and answers with a copy."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        calls.append(environ["PATH_INFO"])
        environ[COPIED], environ[CHECKED] = b"copy", clock.ticks() - age
        start_response("200 OK", headers)
        return [b"copy"]

    return answer


def headers_of(answer: TestResponse) -> dict[str, str]:
    return dict(answer.headers)


def test_the_second_answer_is_the_first_and_asks_nothing(waiting: Flask) -> None:
    first = ask(waiting)
    with counted() as statements:
        second = ask(waiting)
    assert statements == []
    assert (second.status, second.data, headers_of(second)) == (
        first.status,
        first.data,
        headers_of(first),
    )
    assert "frame-ancestors 'none'" in second.headers["Content-Security-Policy"]


def test_packed_and_plain_answers_are_kept_apart(waiting: Flask) -> None:
    plain, packed = ask(waiting), ask(waiting, Accept_Encoding="gzip, br")
    assert [ask(waiting).data, ask(waiting, Accept_Encoding="gzip").data] == [
        plain.data,
        packed.data,
    ]
    ask(waiting, Accept_Encoding="x-gzip")
    assert ask(waiting, Accept_Encoding="gzip, br").headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Encoding"] == "gzip"
    weighed = ask(waiting, Accept_Encoding="gzip;q=0")
    assert (weighed.data, "Content-Encoding" in weighed.headers) == (plain.data, False)


def test_who_has_it_already_gets_no_body(waiting: Flask) -> None:
    etag = ask(waiting).headers["ETag"]
    with counted() as statements:
        known = ask(waiting, If_None_Match=f'"other", {etag}')
        other = ask(waiting, If_None_Match='"other"')
    assert statements == []
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", etag)
    assert "Content-Length" not in known.headers
    assert "Content-Security-Policy" in known.headers
    assert other.status_code == 200


def test_what_this_process_changes_is_shown_at_once(waiting: Flask) -> None:
    ask(waiting)
    day = db.session.query(Session).filter_by(code="CHART").one()
    change(Session, day.id, title="Another chart")
    release(day.edition_id)
    assert "Another chart" in ask(waiting).text


def test_what_another_process_changes_is_shown_a_moment_later(waiting: Flask) -> None:
    before = ask(waiting).text
    engine = create_engine(waiting.config["SQLALCHEMY_DATABASE_URI"])
    with engine.begin() as other:
        other.execute(text("UPDATE sessions SET hidden_at = '2024-07-15 09:00:00+00:00'"))
        other.execute(text("UPDATE editions SET public_version = public_version + 1"))
    engine.dispose()
    assert ask(waiting).text == before
    time.sleep(SECONDS)
    after = ask(waiting).text
    assert "The chart that changed my mind" in before
    assert "The chart that changed my mind" not in after


def test_nothing_of_a_viewer_is_kept(waiting: Flask) -> None:
    person_id = make_person("oona@example.org", name="Oona Byrne")
    make_grant(person_id)
    browser = Browser(waiting).sign_in(person_id)
    for address in (PROGRAMME, "/2024/", "/account", "/2024/manage/"):
        browser.client.get(address)
        found = ask(waiting, address)
        assert ("Oona Byrne" in found.text, found.headers.get("Set-Cookie", "")) == (False, ""), (
            address
        )


def test_an_answer_with_a_cookie_or_for_one_viewer_is_not_kept() -> None:
    kinds: tuple[list[tuple[str, str]], ...] = (
        [("Cache-Control", "public"), ("Set-Cookie", "a=b")],
        [("Cache-Control", "private")],
        [],
    )
    for headers in kinds:
        calls: list[str] = []
        door = Doorstep(inside(calls, headers), SECONDS)
        for _ in range(2):
            run_wsgi_app(door, EnvironBuilder(PROGRAMME).get_environ())
        assert calls == [PROGRAMME, PROGRAMME]


def test_another_host_a_range_and_old_news_go_inside() -> None:
    calls: list[str] = []
    door = Doorstep(inside(calls, [("Cache-Control", "public, no-cache")]), SECONDS)
    for environ in (
        EnvironBuilder(PROGRAMME).get_environ(),
        EnvironBuilder(PROGRAMME).get_environ(),
        EnvironBuilder(PROGRAMME, base_url="http://other.example").get_environ(),
        EnvironBuilder(PROGRAMME, headers=[("Range", "bytes=0-1")]).get_environ(),
    ):
        run_wsgi_app(door, environ)
    assert len(calls) == 3
    old: list[str] = []
    late = Doorstep(inside(old, [("Cache-Control", "public")], age=SECONDS), SECONDS)
    for _ in range(2):
        run_wsgi_app(late, EnvironBuilder(PROGRAMME).get_environ())
    assert len(old) == 2


def test_there_is_an_end_to_what_is_kept() -> None:
    calls: list[str] = []
    door = Doorstep(inside(calls, [("Cache-Control", "public")]), 600.0)
    paths = [f"/{number}" for number in range(KEPT + 20)]
    for path in (*paths, *paths):
        run_wsgi_app(door, EnvironBuilder(path).get_environ())
    assert len(calls) == 2 * len(paths) - KEPT


@pytest.mark.parametrize("address", ["/2024/nowhere", "/2023/programme", "/2024/sessions/NONE"])
def test_what_is_not_there_is_asked_for_each_time(waiting: Flask, address: str) -> None:
    assert [ask(waiting, address).status_code for _ in range(2)] == [404, 404]


def test_other_ways_of_asking_go_inside(waiting: Flask) -> None:
    ask(waiting)
    client = Client(waiting.wsgi_app)
    assert (client.head(PROGRAMME).status_code, client.head(PROGRAMME).data) == (200, b"")
    assert client.post(PROGRAMME).status_code == 405
    grid = ask(waiting, f"{PROGRAMME}?view=grid")
    assert ("<table" in grid.text, "<table" in ask(waiting).text) == (True, False)


def test_every_answer_is_in_the_log(waiting: Flask) -> None:
    with capture_logs() as lines:
        ask(waiting)
        ask(waiting)
    seen = [(line["event"], line["method"], line["path"], line["status"]) for line in lines]
    assert seen == [("request", "GET", PROGRAMME, 200)] * 2


def test_where_nothing_may_be_remembered_there_is_no_doorstep(database: Flask) -> None:
    make_small_day()
    ask(database)
    with counted() as statements:
        ask(database)
    assert statements
