"""Every refusal and every fault has one answer: a page that says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from conference.app import create_app
from conference.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Unavailable
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.support import databases
from tests.support.pages import Browser
from tests.web import views


def locked() -> OperationalError:
    return OperationalError("SELECT secret", {"name": "Rowan"}, Exception("database is locked"))


REFUSALS = [
    (NotFound, 404, "Page not found", "We cannot find that."),
    (lambda: NotFound("No such hat."), 404, "Page not found", "No such hat."),
    (lambda: Refused("Sold out."), 409, "That is not possible now", "Sold out."),
    (
        lambda: Invalid({"name": "Enter a name.", "size": "Choose a size."}),
        422,
        "There is a problem with what you sent",
        "Enter a name.; Choose a size.",
    ),
    (lambda: Unavailable("Stripe is silent."), 503, "Busy for a moment", "Stripe is silent."),
    (
        locked,
        503,
        "Busy for a moment",
        "Nothing is lost. Reload the page in a few seconds.",
    ),
]


@pytest.mark.parametrize(("fault", "status", "heading", "sentence"), REFUSALS)
def test_each_refusal_has_its_page(
    app: Flask,
    browser: Browser,
    fault: Callable[[], Exception],
    status: int,
    heading: str,
    sentence: str,
) -> None:
    views.add_raising(app, "/refused", fault)
    page = browser.get("/refused")
    assert (page.status, page.h1, page.headers["Cache-Control"]) == (status, heading, "no-store")
    assert sentence in page.text


def test_what_the_known_may_not_is_403(app: Flask, browser: Browser) -> None:
    views.add_raising(app, "/refused", lambda: NotAllowed("Ask Helen."))
    page = browser.sign_in(make_person()).get("/refused")
    assert (page.status, page.h1) == (403, "You cannot open this page")
    assert "Ask Helen." in page.text


def test_a_busy_moment_says_when_to_come_back(app: Flask, browser: Browser) -> None:
    views.add_raising(app, "/busy", Unavailable)
    assert browser.get("/busy").headers["Retry-After"] == "5"


def test_an_unknown_address_is_not_found(browser: Browser) -> None:
    page = browser.get("/no/such/page")
    assert (page.status, page.h1, page.link("home page")) == (404, "Page not found", "/")


@pytest.mark.parametrize(
    "address",
    [
        "/2024/sessions/A%00B",
        "/%00/",
        "/2024/sessions/A%0AB",
        "/sign-in/%00",
        "/2024/manage/history/order/99999999999999999999",
        "/2024/manage/history/order/" + "9" * 5_000,
    ],
)
def test_what_no_row_can_hold_is_not_found(browser: Browser, address: str) -> None:
    make_edition()
    assert browser.get(address).status == 404


def test_a_zero_byte_in_a_query_is_refused(browser: Browser) -> None:
    make_edition()
    page = browser.get("/2024/programme?q=%00")
    assert (page.status, page.h1) == (400, "The form could not be read")


def test_a_wrong_method_says_which_are_right(browser: Browser) -> None:
    page = browser.post("/healthz")
    assert (page.status, page.h1) == (405, "That address takes no such request")
    assert page.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_fault_shows_a_number_and_no_details(app: Flask, browser: Browser) -> None:
    views.add_raising(app, "/fault", lambda: ZeroDivisionError("Rowan's secret"))
    with structlog.testing.capture_logs() as lines:
        page = browser.get("/fault")
    assert (page.status, page.h1) == (500, "Something went wrong on our side")
    assert "Rowan" not in page.html
    assert "ZeroDivisionError" not in page.html
    faults = [line for line in lines if line["event"] == "fault"]
    assert [str(line["exc_info"]) for line in faults] == ["Rowan's secret"]


def test_the_number_on_the_page_is_the_one_in_the_log(app: Flask, browser: Browser) -> None:
    views.add_raising(app, "/fault", ZeroDivisionError)
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        page = browser.get("/fault")
    numbers = {line["request"] for line in lines if line["event"] == "fault"}
    assert numbers == set(page.all("//main//strong/text()"))


def test_refusals_of_ours_show_no_number(browser: Browser) -> None:
    assert "give this number" not in browser.get("/no/such/page").text


def test_a_stale_form_leads_back_with_a_sentence(browser: Browser) -> None:
    browser.get("/sign-in")
    answer = browser.client.post(
        "/sign-in", data={"email": "a@b.example"}, headers={"Referer": "http://localhost/sign-in"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "http://localhost/sign-in")
    assert browser.get("/sign-in").alerts == [
        "The page was open for a long time. Check your answers and send them again."
    ]


def test_a_forged_form_is_refused_and_leads_nowhere_else(browser: Browser) -> None:
    browser.get("/sign-in")
    answer = browser.client.post("/sign-in", headers={"Referer": "https://evil.example/localhost/"})
    assert (answer.status_code, answer.headers.get("Location")) == (400, None)


def test_a_browser_without_cookies_is_told_so(browser: Browser) -> None:
    browser.get("/sign-in")
    answer = browser.other().client.post(
        "/sign-in", data={}, headers={"Referer": "http://localhost/sign-in"}
    )
    assert answer.status_code == 400
    assert "cookies are switched off" in answer.get_data(as_text=True)


def test_too_much_at_once_is_refused(app: Flask, browser: Browser) -> None:
    views.add_reading(app, "/read")
    page = browser.post("/read", text="x" * (256 * 1024))
    assert (page.status, page.h1) == (413, "That is too much at once")
    assert "This page takes 256 kB at most, and that was more." in page.text
    assert page.link("Back to the form") == "/read"


def test_too_many_fields_are_refused(app: Flask, browser: Browser) -> None:
    views.add_reading(app, "/read")
    answer = browser.client.post(
        "/read",
        data={f"field{number}": "x" for number in range(1_001)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 413


def test_error_pages_appear_without_an_edition(browser: Browser) -> None:
    assert browser.get("/no/such/page").title == "Page not found – Conference"


def test_error_pages_appear_without_a_database(tmp_path: Path) -> None:
    app = create_app(databases.settings_for(f"sqlite:///{tmp_path / 'empty.db'}"))
    answers = [app.test_client().get(address) for address in ("/no/such/page", "/2024/", "/terms")]
    assert [answer.status_code for answer in answers] == [404, 503, 503]
    assert ["<h1>" in answer.get_data(as_text=True) for answer in answers] == [True] * 3
