"""Rendered copies: made once for each version, the same for everybody, never a cookie."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response

from conference.web import access, identity
from conference.web.copies import FRESH, KEPT, Copies, copy_response
from tests.factories.people import make_person
from tests.support.pages import Browser
from tests.web import views

NOON = datetime(2024, 7, 15, 11, 0, tzinfo=UTC)
ADDRESS = "/copy"


class Press:
    """A page that counts how often it is rendered."""

    def __init__(self, app: Flask) -> None:
        """Stand at ``ADDRESS``."""
        self.version = 1
        self.rendered = 0

        def show() -> Response:
            return copy_response(self.version, self._render, mimetype="text/plain")

        views.add(app, ADDRESS, access.public(show), "GET")

    def _render(self) -> str:
        self.rendered += 1
        return f"Version {self.version}, für alle"


@pytest.fixture
def press(app: Flask) -> Press:
    """Return a page of copies."""
    return Press(app)


def test_a_page_is_rendered_once(press: Press, browser: Browser) -> None:
    pages = [browser.get(ADDRESS), browser.other().get(ADDRESS)]
    assert [page.html for page in pages] == ["Version 1, für alle"] * 2
    assert press.rendered == 1


def test_each_query_has_its_own_copy(press: Press, browser: Browser) -> None:
    for query in ("?a=1", "?a=2", "?a=1"):
        browser.get(ADDRESS + query)
    assert press.rendered == 2


def test_a_new_version_is_rendered_at_once(press: Press, browser: Browser) -> None:
    old = browser.get(ADDRESS)
    press.version = 2
    new = browser.get(ADDRESS)
    assert (old.html, new.html) == ("Version 1, für alle", "Version 2, für alle")
    assert old.headers["ETag"] != new.headers["ETag"]


def test_who_knows_the_copy_is_told_so(press: Press, browser: Browser) -> None:
    first = browser.get(ADDRESS)
    known = {"If-None-Match": first.headers["ETag"]}
    again = browser.client.get(ADDRESS, headers=known)
    assert (again.status_code, again.get_data()) == (304, b"")
    press.version = 2
    assert browser.client.get(ADDRESS, headers=known).status_code == 200


@pytest.mark.parametrize(
    ("accepts", "is_packed"),
    [("gzip, deflate, br", True), ("*", True), ("", False), ("br", False), ("gzip;q=0", False)],
)
def test_it_is_packed_for_whoever_can_unpack(
    press: Press, browser: Browser, accepts: str, is_packed: bool
) -> None:
    answer = browser.client.get(ADDRESS, headers={"Accept-Encoding": accepts})
    body = gzip.decompress(answer.get_data()) if is_packed else answer.get_data()
    assert body.decode() == "Version 1, für alle"
    assert (answer.headers.get("Content-Encoding"), answer.headers["Vary"]) == (
        "gzip" if is_packed else None,
        "Accept-Encoding",
    )


def test_a_copy_sets_no_cookie_and_does_not_depend_on_one(press: Press, browser: Browser) -> None:
    browser.sign_in(make_person())
    with browser.client.session_transaction() as cookie:
        cookie.permanent = True
    page = browser.get(ADDRESS)
    assert (
        page.headers.get("Set-Cookie"),
        page.headers["Vary"],
        page.headers["Cache-Control"],
    ) == (
        None,
        "Accept-Encoding",
        "public, no-cache",
    )


def test_what_a_public_answer_would_write_into_the_cookie_stays_out(
    app: Flask, browser: Browser
) -> None:
    def view() -> Response:
        identity.hold("order", "some-selector")
        return copy_response(1, lambda: "same for all", mimetype="text/plain")

    views.add(app, ADDRESS, access.public(view), "GET")
    assert "Set-Cookie" not in browser.get(ADDRESS).headers


def test_other_pages_renew_the_cookie_once_an_hour(app: Flask, browser: Browser) -> None:
    views.add(app, "/own", access.signed_in(lambda: Response("mine", mimetype="text/plain")))
    browser.sign_in(make_person())
    with browser.client.session_transaction() as cookie:
        cookie.permanent = True
    with browser.client.session_transaction() as cookie:
        kept = dict(cookie)
    earlier = kept | {"renewed": kept["renewed"] - 1}
    signer = identity.OwnCookie().get_signing_serializer(app)
    assert signer is not None
    browser.client.set_cookie("conference", str(signer.dumps(earlier)))
    assert "Expires=" in browser.get("/own").headers["Set-Cookie"]
    assert browser.get("/own").headers.get("Set-Cookie") is None


def test_a_copy_is_too_old_after_ten_seconds() -> None:
    copies = Copies()
    made = copies.keep("/a", 1, NOON, b"body")
    assert copies.find("/a", 1, NOON + FRESH) is made
    assert copies.find("/a", 1, NOON + FRESH + timedelta(milliseconds=1)) is None
    assert copies.find("/a", 2, NOON) is None


def test_a_copy_that_lasts_ends_with_its_version_alone() -> None:
    copies = Copies()
    made = copies.keep("/a", 1, NOON, b"body")
    later = NOON + timedelta(days=300)
    assert copies.find("/a", 1, later, lasts=True) is made
    assert copies.find("/a", 2, later, lasts=True) is None


def test_a_copy_that_lasts_reads_no_query(app: Flask, browser: Browser) -> None:
    rendered: list[int] = []

    def show() -> Response:
        def render() -> str:
            rendered.append(1)
            return "the same whatever is asked"

        return copy_response(1, render, mimetype="text/plain", lasts=True)

    views.add(app, ADDRESS, access.public(show), "GET")
    pages = [browser.get(ADDRESS + query) for query in ("", "?a=1", "?a=2")]
    assert ([page.html for page in pages], len(rendered)) == (["the same whatever is asked"] * 3, 1)


def test_the_copies_not_asked_for_longest_go_first() -> None:
    copies = Copies()
    for number in range(KEPT):
        copies.keep(f"/{number}", 1, NOON, b"body")
    copies.find("/0", 1, NOON)
    copies.keep("/one-more", 1, NOON, b"body")
    found = [copies.find(path, 1, NOON) is not None for path in ("/0", "/1", "/2", "/one-more")]
    assert found == [True, False, True, True]


def test_the_same_words_have_the_same_tag() -> None:
    copies = Copies()
    tags = {copies.keep("/a", version, NOON, b"body").etag for version in (1, 2)}
    assert len(tags) == 1
