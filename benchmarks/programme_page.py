"""The programme page of 96 sessions: rendered, from the copy, not modified, and its weight."""

import gzip
from contextvars import Context

from flask import Flask
from werkzeug.test import Client

from benchmarks import report
from conference.web.copies import EXTENSION, Copies
from tests.support.statements import counted

ADDRESS = "/bench/programme"
RENDER_STATEMENTS = 6
COPY_MS = 3.0
NOT_MODIFIED_MS = 1.0
WEIGHT = 100_000
TIMES = 300
INSIDE = {"Accept-Encoding": "gzip;q=1"}
"""Whoever weighs encodings is answered inside, not on the doorstep: that is what is measured."""


def run(app: Flask) -> None:
    """Print the figures; the edition ``bench`` has 96 sessions."""
    report.heading("Programme page, 96 sessions")
    client = app.test_client()

    def get(**headers: str) -> object:
        return Context().run(client.get, ADDRESS, headers=INSIDE | headers)

    def render() -> object:
        app.extensions[EXTENSION] = Copies()
        return get()

    with counted() as statements:
        answer = render()
    count = len(statements)
    report.line(
        "statements when rendered",
        str(count),
        f"limit {RENDER_STATEMENTS}",
        is_met=count <= RENDER_STATEMENTS,
    )
    rendered = report.best(render, times=10)
    bare = report.mean(lambda: Client(_bare).get("/"), times=TIMES)
    report.line("bare WSGI answer, CPU", f"{bare:.2f} ms")
    report.line("rendered, CPU", f"{rendered:.1f} ms", f"{rendered / bare:.0f} x bare")
    get()
    copied = report.mean(get, times=TIMES)
    report.line(
        "from the copy, CPU",
        f"{copied:.2f} ms",
        f"limit {COPY_MS} ms, {copied / bare:.1f} x",
        is_met=copied <= COPY_MS,
    )
    at_the_door = report.mean(lambda: Context().run(client.get, ADDRESS), times=TIMES)
    report.line("from the doorstep, CPU", f"{at_the_door:.2f} ms", f"{at_the_door / bare:.1f} x")
    etag = answer.headers["ETag"]  # type: ignore[attr-defined]
    known = report.mean(lambda: get(**{"If-None-Match": etag}), times=TIMES)
    report.line(
        "304, CPU",
        f"{known:.2f} ms",
        f"limit {NOT_MODIFIED_MS} ms, {known / bare:.1f} x",
        is_met=known <= NOT_MODIFIED_MS,
    )
    _weigh(app, answer)


def _weigh(app: Flask, answer: object) -> None:
    weight = len(answer.get_data())  # type: ignore[attr-defined]
    for name in ("site.css", "site.js", "mark.svg"):
        address = app.jinja_env.globals["asset"](name)  # type: ignore[operator]
        got = Context().run(app.test_client().get, address, headers={"Accept-Encoding": "gzip"})
        weight += len(got.get_data())
    css = Context().run(app.test_client().get, "/bench/tracks.css")
    weight += len(gzip.compress(css.get_data(), 6))
    report.line(
        "first visit with all assets, compressed",
        f"{weight / 1000:.1f} kB",
        f"limit {WEIGHT // 1000} kB",
        is_met=weight <= WEIGHT,
    )


def _bare(_: object, start: object) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/html")])  # type: ignore[operator]
    return [b"<!doctype html><title>bare</title>"]
