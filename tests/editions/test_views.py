"""What everybody reads about an edition."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from conference.editions import actions
from conference.editions.rules import ContactKind, PageKind, PolicyKind
from conference.kernel import clock
from conference.kernel.database import transaction
from tests.factories.editions import make_contact, make_policy
from tests.factories.programme import make_edition
from tests.support.pages import Browser
from tests.support.statements import counted

POLICIES = {"/terms": PolicyKind.TERMS, "/privacy": PolicyKind.PRIVACY}
PAGES = {
    "/photography": PageKind.PHOTOGRAPHY,
    "/accessibility": PageKind.ACCESSIBILITY,
    "/cookies": PageKind.COOKIES,
}
HEADINGS = {
    "/terms": "Booking terms and refunds",
    "/privacy": "Privacy",
    "/photography": "Photography and recording",
    "/accessibility": "Accessibility",
    "/cookies": "Cookies",
}
NASTY = """# A *heading*

<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7 * 7 }}

[press](javascript:alert(1)) and [read](https://example.org/a?b=1&c=2)
"""


def write(edition_id: int, kind: PageKind, body: str) -> None:
    """Write an information page as an organiser would."""
    with transaction():
        actions.edit_information(edition_id, kind, body=body, actor="person 1", now=clock.now())


@pytest.mark.parametrize("address", POLICIES)
def test_a_policy_says_which_version_it_is(browser: Browser, address: str) -> None:
    make_policy(make_edition().id, POLICIES[address], body="Be fair.")
    page = browser.get(address)
    assert (page.status, page.h1) == (200, HEADINGS[address])
    assert "Version 1, published on 1 May 2024." in page.text
    assert "Be fair." in page.text


def test_an_older_version_leads_to_the_one_in_force(browser: Browser) -> None:
    edition = make_edition()
    make_policy(edition.id, PolicyKind.TERMS, 1, body="Old words.")
    make_policy(edition.id, PolicyKind.TERMS, 2, body="New words.")
    old, new = browser.get("/terms?version=1"), browser.get("/terms?version=2")
    assert ("Old words." in old.text, old.alerts) == (
        True,
        ["This is an older version Read the version in force"],
    )
    assert old.link("Read the version in force") == "/terms"
    assert ("New words." in new.text, new.alerts) == (True, [])


@pytest.mark.parametrize("version", ["3", "0", "-1", "one", "", "9" * 40, "1%00"])
def test_a_version_that_never_was_is_not_found(browser: Browser, version: str) -> None:
    make_policy(make_edition().id, PolicyKind.TERMS)
    assert browser.get(f"/terms?version={version}").status in {400, 404}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_when_it_was_reviewed(browser: Browser, address: str) -> None:
    write(make_edition().id, PAGES[address], "Ask us *anything*.")
    page = browser.get(address)
    assert (page.status, page.h1) == (200, HEADINGS[address])
    assert "Ask us anything . Last reviewed on 15 July 2024." in page.text


@pytest.mark.parametrize("address", [*POLICIES, *PAGES])
def test_what_is_not_written_yet_is_not_there(browser: Browser, address: str) -> None:
    make_edition()
    assert browser.get(address).status == 404


@pytest.mark.parametrize("address", ["/2024/venue", *POLICIES, *PAGES])
def test_without_an_edition_there_is_nothing_to_read(browser: Browser, address: str) -> None:
    page = browser.get(address)
    assert (page.status, page.title) == (404, "Page not found – Conference")


def test_addresses_without_a_year_show_the_current_edition(browser: Browser) -> None:
    old, new = make_edition("2024"), make_edition("2025", is_current=False)
    make_policy(old.id, PolicyKind.TERMS, body="Of 2024.")
    make_policy(new.id, PolicyKind.TERMS, body="Of 2025.")
    assert "Of 2024." in browser.get("/terms").text
    with transaction():
        actions.make_current(new.id, actor="operator", now=clock.now())
    assert "Of 2025." in browser.get("/terms").text


def test_the_venue_shows_place_times_and_ways(browser: Browser) -> None:
    write(make_edition().id, PageKind.VENUE, "## By train\n\nTo Coventry.")
    page = browser.get("/2024/venue")
    assert (page.status, page.h1) == (200, "The Slate, University of Warwick")
    assert ("Wednesday 25 September 2024 , 9am to 5pm. Doors and coffee from 8.30am.") in page.text
    assert [heading.text for heading in page.all("//div[@class='prose']/h2")] == ["By train"]


def test_each_year_has_its_own_venue(browser: Browser) -> None:
    for slug, place in (("2024", "Coventry"), ("2025", "Leeds")):
        edition = make_edition(slug, is_current=slug == "2024", venue_place=place)
        write(edition.id, PageKind.VENUE, f"Trains to {place}.")
    pages = {slug: browser.get(f"/{slug}/venue").text for slug in ("2024", "2025")}
    assert [("Leeds" in pages[slug], "Coventry" in pages[slug]) for slug in pages] == [
        (False, True),
        (True, False),
    ]


def test_a_text_cannot_do_anything(browser: Browser) -> None:
    edition = make_edition()
    write(edition.id, PageKind.COOKIES, NASTY)
    page = browser.get("/cookies")
    prose = page.all("//div[@class='prose']")[0]
    assert {element.tag for element in prose.iter()} == {"div", "h2", "em", "p", "a"}
    assert [str(found) for found in page.all("//div[@class='prose']//@href")] == [
        "https://example.org/a?b=1&c=2"
    ]
    assert "{{ 7 * 7 }}" in page.text


def test_pages_are_copies_that_change_at_once(browser: Browser) -> None:
    edition = make_edition()
    write(edition.id, PageKind.COOKIES, "First words.")
    first = browser.get("/cookies")
    with counted() as statements:
        again = browser.get("/cookies")
    assert again.html == first.html
    assert [statement for statement in statements if "information_pages" in statement] == []
    assert (
        browser.client.get("/cookies", headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )
    write(edition.id, PageKind.COOKIES, "Second words.")
    assert "Second words." in browser.get("/cookies").text


def test_a_finished_edition_says_so_and_stays_readable(app: Flask, browser: Browser) -> None:
    write(make_edition().id, PageKind.COOKIES, "Still here.")
    assert "is over" not in browser.get("/cookies").text
    with transaction():
        clock.set_moment(datetime(2024, 10, 1, 9, 0, tzinfo=UTC))
    text = browser.get("/cookies").text
    assert ("is over" in text, "Still here." in text) == (True, True)


def test_the_foot_of_every_page_says_whom_to_call(browser: Browser) -> None:
    edition = make_edition()
    write(edition.id, PageKind.COOKIES, "Few.")
    make_contact(edition.id, ContactKind.ACCESS, label="Access", number="01632 960003")
    make_contact(edition.id, ContactKind.SAFEGUARDING, label="Safety", number="01632 960001")
    page = browser.get("/cookies")
    assert [str(found) for found in page.all("//footer//a[starts-with(@href, 'tel:')]/@href")] == [
        "tel:01632960001",
        "tel:01632960003",
    ]


def test_an_unknown_year_is_not_found(browser: Browser) -> None:
    make_edition()
    assert browser.get("/2031/venue").status == 404
