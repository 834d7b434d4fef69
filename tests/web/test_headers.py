"""Security headers: exact, on every answer."""

from collections.abc import Callable

import pytest
from flask import Flask, Response
from flask.typing import ResponseReturnValue

from conference.app import create_app
from conference.kernel.errors import NotFound
from conference.kernel.settings import Mode
from conference.web import access, headers
from conference.web.copies import copy_response
from tests.factories.programme import make_edition
from tests.support import databases
from tests.support.pages import Browser
from tests.web import views

SECURE = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        "form-action 'self' https://checkout.stripe.com"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": None,
}


@pytest.mark.parametrize(
    "address", ["/2024/", "/sign-in", "/2024/programme.ics", "/healthz", "/no/such/page", "/fault"]
)
def test_every_answer_has_them(app: Flask, browser: Browser, address: str) -> None:
    make_edition()
    views.add_raising(app, "/fault", ZeroDivisionError)
    found = browser.get(address).headers
    assert {name: found.get(name) for name in SECURE} == SECURE


def framed(app: Flask, browser: Browser, view: Callable[[], ResponseReturnValue]) -> str:
    """Return who may frame the answer of a view that is labelled for frames."""
    views.add(app, "/framed", access.public(headers.embeddable(view)), "GET")
    policy = str(browser.get("/framed").headers["Content-Security-Policy"])
    return policy.partition("frame-ancestors ")[2].partition(";")[0]


def test_a_labelled_view_s_copies_may_stand_in_any_frame(app: Flask, browser: Browser) -> None:
    assert (
        framed(app, browser, lambda: copy_response(1, lambda: "a copy", mimetype="text/plain"))
        == "*"
    )


def test_what_is_no_copy_stays_out_of_frames(app: Flask, browser: Browser) -> None:
    assert framed(app, browser, lambda: Response("own", mimetype="text/plain")) == "'none'"


def test_an_error_stays_out_of_frames(app: Flask, browser: Browser) -> None:
    make_edition()

    def view() -> Response:
        raise NotFound

    assert framed(app, browser, view) == "'none'"


def test_a_copy_without_the_label_stays_out_of_frames(browser: Browser) -> None:
    make_edition()
    policy = browser.get("/2024/programme").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none';" in policy


def test_help_pages_tell_nobody_where_the_reader_came_from(browser: Browser) -> None:
    make_edition()
    assert browser.get("/help").headers["Referrer-Policy"] == "no-referrer"


def test_pages_are_not_kept_unless_they_say_so(browser: Browser) -> None:
    make_edition()
    kept = {path: browser.get(path).headers["Cache-Control"] for path in ("/sign-in", "/2024/")}
    assert kept == {"/sign-in": "no-store", "/2024/": "public, no-cache"}


def test_forms_may_lead_to_the_pay_page_that_the_settings_name() -> None:
    page = Browser(
        create_app(
            databases.settings_for(
                databases.fresh_sqlite(), stripe_pay_origin="http://127.0.0.1:9001"
            )
        )
    ).client.get("/healthz")
    assert page.headers["Content-Security-Policy"].endswith(
        "form-action 'self' http://127.0.0.1:9001"
    )


def test_production_asks_for_https_for_a_year() -> None:
    settings = databases.settings_for(
        databases.fresh_sqlite(),
        mode=Mode.PRODUCTION,
        public_url="https://conference.example.org",
        mail_url="smtp://mail.example.org",
        stripe_secret_key="sk_live_tests",
    )
    answer = create_app(settings).test_client().get("/sign-in")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "; Secure;" in answer.headers["Set-Cookie"]
