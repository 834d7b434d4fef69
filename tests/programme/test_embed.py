"""The programme in frames of other sites: read only, and the only page that may stand there."""

import pytest
from flask import Flask

from conference.programme.models import Session
from conference.web.headers import is_embeddable
from tests.factories.people import make_person
from tests.factories.programme import SUMMER, change, make_edition, make_small_day, release
from tests.support.pages import Browser
from tests.support.statements import counted

SECRETS = ("Verborgen", "HIDDEN", "Secret Trust", "Hidden Lane", "Studio 3", "Private room")
OPEN, CLOSED = "frame-ancestors *;", "frame-ancestors 'none';"
ALL = ["OPEN", "CHART", "STALK", "KIND", "RUN", "TIRED", "LEAD"]


def codes(browser: Browser, query: str = "") -> list[str]:
    """Return the sessions that the frame shows, in order."""
    links = browser.get(f"/2024/embed{query}").all("//article//a/@href")
    return [str(link).rpartition("/")[2] for link in links]


def test_the_whole_programme_stands_in_it(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/embed")
    assert (page.h1, codes(browser)) == ("Programme", ALL)
    assert page.all("//form | //header | //footer | //script") == []
    assert page.link("Warwick Improvement Conference") == "/2024/programme"


def test_links_open_the_site_in_a_tab_of_its_own_and_say_so(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/embed")
    links = page.all("//a")
    assert {(link.get("target"), link.get("rel")) for link in links} == {("_blank", "noopener")}
    assert [link for link in links if "(opens in a new tab)" not in "".join(link.itertext())] == []
    assert "Each title opens its page in a new tab." in page.text


@pytest.mark.parametrize(
    ("query", "expected", "unknown"),
    [
        ("?track=s", ["STALK", "LEAD"], ""),
        ("?track=s&track=m", ["CHART", "STALK", "KIND", "RUN", "TIRED", "LEAD"], ""),
        ("?day=2024-09-25", ALL, ""),
        (
            "?day=2024-09-26",
            ALL,
            "No such day is in the programme: “2024-09-26”. All sessions are shown.",
        ),
        (
            "?day=today&track=s&track=q",
            ["STALK", "LEAD"],
            (
                "No track of that name is in the programme: “q”. No such day is in the programme: "
                "“today”. The rest of what is asked for counts."
            ),
        ),
    ],
)
def test_it_can_be_narrowed(
    browser: Browser, query: str, expected: list[str], unknown: str
) -> None:
    make_small_day()
    assert codes(browser, query) == expected
    page = browser.get(f"/2024/embed{query}")
    said = ["".join(found.itertext()) for found in page.all("//*[@role]")]
    assert [text.startswith(unknown) for text in said] == ([True] if unknown else [])


def test_a_day_without_such_a_session_says_so(browser: Browser) -> None:
    day = make_small_day()
    for code in ("STALK", "LEAD"):
        change(Session, day.sessions[code], track_id=None)
    release(day.edition_id, SUMMER)
    assert "No session fits all of that." in browser.get("/2024/embed?track=s").text


def test_a_cancelled_session_says_so(browser: Browser) -> None:
    day = make_small_day()
    change(Session, day.sessions["RUN"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    rows = browser.get("/2024/embed").all("//article[.//a[contains(@href, 'RUN')]]")
    assert "This session will not run." in "".join(rows[0].itertext())
    assert rows[0].xpath(".//*[contains(@class, 'status')]/text()") == ["Cancelled"]


def test_a_protected_speaker_and_a_private_room_are_not_in_it(browser: Browser) -> None:
    make_small_day()
    html = browser.get("/2024/embed").html
    assert [secret for secret in SECRETS if secret in html] == []
    assert "Speaker named on the day" in html


def test_before_the_release(browser: Browser) -> None:
    make_edition()
    assert "The programme is not out yet." in browser.get("/2024/embed").text


def test_any_site_may_frame_it_and_it_knows_nobody(browser: Browser) -> None:
    make_small_day()
    stranger = browser.get("/2024/embed")
    known = browser.other().sign_in(make_person()).get("/2024/embed")
    assert known.html == stranger.html
    for page in (stranger, known):
        assert OPEN in page.headers["Content-Security-Policy"]
        assert page.headers.getlist("Set-Cookie") == []
        assert page.headers["Cache-Control"] == "public, no-cache"


def test_an_unchanged_frame_stays_open(app: Flask, browser: Browser) -> None:
    make_small_day()
    tag = browser.get("/2024/embed").headers["ETag"]
    again = app.test_client().get("/2024/embed", headers={"If-None-Match": tag})
    assert (again.status_code, OPEN in again.headers["Content-Security-Policy"]) == (304, True)


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/2024/", "/2024/programme", "/2024/programme/print", "/2024/screen"),
        *("/2024/programme-a4.pdf", "/2024/programme.ics", "/2024/sessions/RUN", "/2024/my-day"),
        *("/sign-in", "/help", "/2024/tickets", "/2025/embed", "/2024/embed?x=%00"),
    ],
)
def test_nothing_else_may_be_framed(browser: Browser, address: str) -> None:
    make_small_day()
    assert CLOSED in browser.get(address).headers["Content-Security-Policy"]


def test_one_view_alone_is_labelled(app: Flask) -> None:
    labelled = [name for name, view in app.view_functions.items() if is_embeddable(view)]
    assert labelled == ["programme.embed"]


def test_the_statements_of_a_frame(browser: Browser) -> None:
    make_small_day()
    browser.get("/2024/")
    with counted() as found:
        browser.get("/2024/embed")
    assert len(found) == 4
