"""The programme to take away: its page, the printed forms, and the cards at doors."""

import pytest
from flask import Flask

from conference.editions import actions as editions
from conference.editions.models import Edition
from conference.editions.rules import ContactKind
from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme import papers, queries
from conference.programme.models import Room, Session
from tests.documents.paper_reader import Paper, read_paper
from tests.factories.editions import make_contact
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    change,
    frame,
    make_edition,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.support.pages import Browser
from tests.support.statements import counted

FORMS = ("/2024/programme-a4.pdf", "/2024/programme-a5.pdf", "/2024/programme-large.pdf")
DOORS = "/2024/manage/schedule/door-cards.pdf"
SECRETS = ("Verborgen", "HIDDEN", "Secret Trust", "Hidden Lane", "Studio 3", "Private room")
FOOT = "Release 1 of 1 July 2024"


def paper(browser: Browser, address: str) -> Paper:
    """Open an address that answers with a PDF."""
    page = browser.get(address)
    assert (page.status, page.headers["Content-Type"]) == (200, "application/pdf")
    return read_paper(page.response.get_data())


def organiser(browser: Browser) -> Browser:
    """Sign an organiser in."""
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    return browser.sign_in(person_id)


def secrets_in(found: Paper) -> list[str]:
    """Return what must not stand on public paper and does."""
    return [secret for secret in SECRETS if found.says(secret)]


def test_the_page_lists_what_there_is(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/programme").follow("Print it, or show it elsewhere")
    assert page.h1 == "Programme to take away"
    assert page.all("//main//h3/a/@href") == [
        *FORMS,
        *(f"/2024/programme.{ending}" for ending in ("ics", "csv", "json", "xml", "xcal")),
        "/2024/screen",
    ]
    assert [page.link(label) for label in ("Main Hall", "Studio 1", "See what it looks like")] == [
        "/2024/screen?room=main-hall",
        "/2024/screen?room=studio-1",
        "/2024/embed",
    ]
    assert [secret for secret in SECRETS if secret in page.html] == []


def test_the_lines_to_copy_are_a_frame_of_the_whole_address(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/programme/print")
    address = "http://127.0.0.1:8000/2024/embed"
    title = "Programme of Warwick Improvement Conference"
    lines = (
        f'<iframe src="{address}" title="{title}"\n'
        '  width="100%" height="800" loading="lazy"></iframe>'
    )
    assert page.all("//textarea/text()") == [lines]


def test_the_programme_page_leads_to_every_file(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/programme")
    found = {str(address) for address in page.all("//section[@aria-labelledby='take-away']//@href")}
    files = {f"/2024/programme.{ending}" for ending in ("ics", "json", "xml", "xcal", "csv")}
    assert {"/2024/programme/print", *files} - found == set()


def test_before_the_release_there_is_nothing_to_take(browser: Browser) -> None:
    make_edition()
    assert "The programme is not out yet" in browser.get("/2024/programme/print").text
    assert [browser.get(address).status for address in FORMS] == [404, 404, 404]
    assert organiser(browser).get(DOORS).status == 404


@pytest.mark.parametrize("address", FORMS)
def test_each_form_says_what_the_public_programme_says(browser: Browser, address: str) -> None:
    day = make_small_day()
    make_contact(day.edition_id, ContactKind.SAFEGUARDING, number="01632 960210")
    change(Session, day.sessions["CHART"], content_note="It names a death.")
    change(Session, day.sessions["KIND"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    found = paper(browser, address)
    texts = [
        *("The chart that changed my mind", "Tomasz Wilk", "Studio 1", "It names a death."),
        *("Lunch and posters", "Speaker named on the day", "Room given at the venue"),
        *("32 places to book", "Cancelled. This session will not run.", "01632 960210"),
        *("Methods and Measurement", "Release 2 of 15 July 2024", "All times are UK time (BST)."),
    ]
    assert [text for text in texts if not found.says(text)] == []
    assert (found.is_accessible, secrets_in(found)) == (True, [])
    assert not found.says("6 places to book")  # nobody reads how many go to a sensitive session


@pytest.mark.parametrize("address", FORMS)
def test_a_sample_is_stamped(browser: Browser, address: str) -> None:
    day = make_small_day()
    assert not paper(browser, address).says("Sample programme")
    with transaction():
        db.session.get_one(Edition, day.edition_id).is_sample = True
        editions.touch_frame(day.edition_id)
    assert paper(browser, address).says("Sample programme")


def test_a_protective_choice_counts_at_once(browser: Browser) -> None:
    day = make_small_day()
    assert paper(browser, FORMS[0]).says("Tomasz Wilk")
    with transaction():
        db.session.query(Speaker).filter_by(code="WILK").update({"is_listed": False})
        editions.touch_public(day.edition_id)
    assert [address for address in FORMS if paper(browser, address).says("Wilk")] == []


def test_a_form_is_a_copy_that_lasts_and_reads_no_query(app: Flask, browser: Browser) -> None:
    make_small_day()
    browser.get("/2024/")
    with counted() as first:
        page = browser.get(FORMS[0])
    with counted() as again:
        browser.get(f"{FORMS[0]}?any=thing")
    assert (len(first), len(again)) == (5, 1)  # the edition's version
    assert page.headers["Content-Disposition"] == 'inline; filename="programme-2024-a4.pdf"'
    known = {"If-None-Match": page.headers["ETag"]}
    assert app.test_client().get(FORMS[0], headers=known).status_code == 304


def test_the_statements_do_not_grow(browser: Browser) -> None:
    day = make_small_day()
    for number in range(20):
        session = make_session(day.edition_id, f"M{number}", ("15:00", "16:00"), places=5)
        make_speaker(day.edition_id, f"P{number}", f"Person {number}", session)
    release(day.edition_id, SUMMER)
    browser.get("/2024/")
    with counted() as forms:
        browser.get(FORMS[0])
    with counted() as page:
        browser.get("/2024/programme/print")
    assert (len(forms), len(page)) == (5, 5)


def doors(day: SmallDay) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """Return the cards: room, signs, and titles with what is called off in brackets."""
    facts = papers.door_facts(queries.doors(day.edition), day.edition)
    return [
        (
            card.room,
            card.signs,
            [f"({line.title})" if line.is_cancelled else line.title for line in card.lines],
        )
        for card in facts.cards
    ]


def test_a_door_has_what_stands_in_its_room(database: Flask) -> None:
    day = make_small_day()
    change(Room, day.rooms["Main Hall"], is_step_free=True, has_loop=True)
    change(Room, day.rooms["Studio 1"], is_step_free=True)
    change(Session, day.sessions["KIND"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    assert doors(day) == [
        (
            "Main Hall",
            ("Step-free", "Hearing loop"),
            ["Make one thing happen", "(Kind and clear)", "What tired teams can still do"],
        ),
        (
            "Studio 1",
            ("Step-free",),
            ["The chart that changed my mind", "Run charts without tears"],
        ),
    ]


def test_door_cards_are_of_the_release_and_for_organisers(browser: Browser) -> None:
    day = make_small_day()
    change(Session, day.sessions["OPEN"], title="Not released yet")
    assert browser.get(DOORS).location.startswith("/sign-in")
    desk = organiser(browser)
    assert desk.get("/2024/manage/release").link("Door cards") == DOORS
    found = paper(desk, DOORS)
    assert (found.pages, found.says("Make one thing happen"), found.says(FOOT)) == (2, True, True)
    assert secrets_in(found) == []
    assert desk.get(DOORS).headers["Cache-Control"] == "no-store"


def test_other_roles_get_no_door_cards(browser: Browser) -> None:
    make_small_day()
    person_id = make_person("finn@example.org")
    make_grant(person_id, Role.FINANCE)
    assert browser.sign_in(person_id).get(DOORS).status == 403


def test_years_do_not_meet(browser: Browser) -> None:
    day = make_small_day()
    make_small_day("2025", is_current=False)
    change(Session, day.sessions["OPEN"], title="Only in the first year")
    release(day.edition_id, SUMMER)
    assert not paper(browser, "/2025/programme-a5.pdf").says("Only in the first year")
    assert [card[0] for card in doors(day)] == ["Main Hall", "Studio 1"]
    assert frame("2025").id != day.edition_id
