"""The list of what a saved copy holds, and the worker that keeps it."""

import json
import re
from typing import Any

from conference.editions import actions as editions
from conference.editions.rules import PageKind
from conference.kernel.database import transaction
from conference.programme.models import Session
from tests.factories.programme import (
    SUMMER,
    change,
    make_edition,
    make_small_day,
    release,
)
from tests.support.pages import Browser

LIST = "/2024/programme/offline.json"
WORKER = "/2024/offline-worker.js"


def listed(browser: Browser) -> dict[str, Any]:
    """Return the list."""
    found: dict[str, Any] = json.loads(browser.get(LIST).html)
    return found


def sessions(*codes: str) -> list[str]:
    """Return the addresses of sessions."""
    return [f"/2024/sessions/{code}" for code in codes]


def test_the_list_has_the_programme_its_sessions_and_the_venue(browser: Browser) -> None:
    make_small_day()
    found = listed(browser)
    assert found["pages"] == [
        "/2024/programme",
        "/2024/programme?view=grid",
        "/2024/venue",
        *sessions("OPEN", "CHART", "STALK", "KIND", "RUN", "TIRED", "LEAD"),
    ]


def test_everything_on_it_is_a_public_copy(browser: Browser) -> None:
    day = make_small_day()
    with transaction():
        editions.edit_information(
            day.edition_id, PageKind.VENUE, body="Come in.", actor="person 1", now=SUMMER
        )
    found = listed(browser)
    answers = {path: browser.get(path) for path in (LIST, WORKER, *found["pages"], *found["parts"])}
    private = [
        path
        for path, page in answers.items()
        if page.status != 200
        or not page.headers["Cache-Control"].startswith("public")
        or "Set-Cookie" in page.headers
    ]
    assert private == []


def test_what_the_pages_ask_for_is_on_it(browser: Browser) -> None:
    make_small_day()
    found = listed(browser)
    pages = [browser.get(path) for path in found["pages"]]
    asked = {
        str(address)
        for page in pages
        for address in page.all(
            "//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src"
        )
    }
    sheets = "".join(browser.get(path).html for path in found["parts"] if ".css" in path)
    assert asked - set(found["parts"]) == set()
    assert re.findall(r"url\((?!#)", sheets) == []


def test_what_is_hidden_leaves_the_list_with_the_release_or_before(browser: Browser) -> None:
    day = make_small_day()
    before = listed(browser)
    change(Session, day.sessions["RUN"], hidden_at=SUMMER)
    release(day.edition_id, SUMMER)
    after = listed(browser)
    assert set(before["pages"]) - set(after["pages"]) == set(sessions("RUN"))
    assert after["version"] > before["version"]


def test_before_the_release_there_is_no_session_on_it(browser: Browser) -> None:
    make_edition()
    assert listed(browser)["pages"] == [
        "/2024/programme",
        "/2024/programme?view=grid",
        "/2024/venue",
    ]


def test_a_list_that_is_the_same_is_not_sent_again(browser: Browser) -> None:
    make_small_day()
    tag = browser.get(LIST).headers["ETag"]
    assert browser.client.get(LIST, headers={"If-None-Match": tag}).status_code == 304


def test_the_worker_sees_one_year(browser: Browser) -> None:
    """Its address is its scope; a header that widens it would let it see help pages."""
    make_edition()
    answer = browser.get(WORKER)
    assert (answer.status, answer.response.mimetype) == (200, "text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    assert browser.get("/1999/offline-worker.js").status == 404


def test_a_public_page_names_each_session_for_the_script(browser: Browser) -> None:
    make_small_day()
    codes = {"OPEN", "CHART", "STALK", "KIND", "RUN", "TIRED", "LEAD"}
    for view in ("/2024/programme", "/2024/programme?view=grid"):
        assert set(browser.get(view).all("//@data-session")) == codes
    page = browser.get("/2024/sessions/RUN")
    assert page.all("//p/@data-session") == ["RUN"]
    assert page.all("//div[@data-stars and @hidden]/@data-asks") == ["/2024/stars.json"]
