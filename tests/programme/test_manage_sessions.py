"""Organisers write sessions, call them off, and delete what nobody saw."""

from typing import Any

import pytest

from conference.kernel.database import db
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme import queries
from conference.programme.models import Room, Session
from tests.factories.people import make_grant, make_person
from tests.factories.programme import SmallDay, change, make_session, make_small_day, release
from tests.factories.workshops import fill
from tests.support.pages import Browser
from tests.support.statements import counted

SESSIONS = "/2024/manage/sessions"
NEW = f"{SESSIONS}/new"
BOARD = "/2024/manage/schedule"


def stored(day: SmallDay, code: str) -> dict[str, Any]:
    """Return what the draft says of a session now."""
    db.session.rollback()
    return queries.session_words(day.edition_id, code)


def test_a_new_session_is_written_and_waits_for_a_time(browser: Browser, day: SmallDay) -> None:
    done = (
        browser.get(NEW)
        .follow()
        .submit(
            "Add the session",
            title="Small steps",
            minutes="25",
            speakers="Tomasz Wilk\n\n  May   Berry ",
            chair="Ada Stone",
            abstract="We **walk**.",
            places="12",
            is_sensitive="y",
        )
    )
    assert done.status == 303
    code = done.headers["Location"].rpartition("/")[2]
    found = stored(day, code)
    assert (found["title"], found["minutes"], found["places"], found["is_sensitive"]) == (
        "Small steps",
        25,
        12,
        True,
    )
    assert (found["speakers"], found["chair"]) == ("Tomasz Wilk\nMay Berry", "Ada Stone")
    names = {row.name for row in db.session.query(Speaker)}
    assert names == {"Tomasz Wilk", "Nadia Verborgen", "May Berry", "Ada Stone"}
    assert "Has no time yet" in done.follow().text


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 201}, "200 characters or fewer"),
        ({"minutes": "-1"}, "Enter a whole number"),
        ({"minutes": "1000"}, "Enter a number from 0"),
        ({"places": "0"}, "Enter a number from 1"),
        ({"speakers": "May\nmay"}, "A name stands here twice"),
        ({"speakers": "May", "chair": "may"}, "Who speaks does not chair"),
        ({"speakers": "x" * 201}, "Keep each name to 200 characters"),
        ({"speakers": "\n".join(f"N{number}" for number in range(21))}, "at most 20 names"),
        ({"track": "99"}, "Choose"),
        ({"kind": "party"}, "Choose"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_nothing_is_lost(
    browser: Browser, day: SmallDay, entered: dict[str, str], told: str
) -> None:
    before = db.session.query(Session).count()
    refused = (
        browser.get(NEW)
        .follow()
        .submit("Add the session", **({"title": "Small steps", "summary": "Typed"} | entered))
    )
    assert refused.status == 422
    assert told in refused.text
    assert "Typed" in refused.text
    db.session.rollback()
    assert db.session.query(Session).count() == before


def test_words_are_changed_in_the_draft_only(browser: Browser, day: SmallDay) -> None:
    page = browser.get(f"{SESSIONS}/CHART")
    assert page.h1 == "The chart that changed my mind"
    assert page.submit("Save the session", title="Another chart").status == 303
    assert stored(day, "CHART")["title"] == "Another chart"
    assert stored(day, "CHART")["speakers"] == "Tomasz Wilk"
    assert "The chart that changed my mind" in browser.other().get("/2024/sessions/CHART").text
    release(day.edition_id)
    assert "Another chart" in browser.other().get("/2024/sessions/CHART").text


def test_what_somebody_else_saved_is_not_overwritten(browser: Browser, day: SmallDay) -> None:
    mine = browser.get(f"{SESSIONS}/CHART")
    theirs = browser.get(f"{SESSIONS}/CHART")
    assert theirs.submit("Save the session", title="Theirs").status == 303
    refused = mine.submit("Save the session", title="Mine")
    assert refused.status == 422
    assert "Somebody saved this while you had it open" in refused.text
    assert stored(day, "CHART")["title"] == "Theirs"


def test_a_session_is_called_off_and_brought_back(browser: Browser, day: SmallDay) -> None:
    page = browser.get(f"{SESSIONS}/KIND").submit("Call it off").follow()
    assert "This session is called off" in page.text
    assert "It was planned for" not in browser.other().get("/2024/sessions/KIND").text
    release(day.edition_id)
    assert "It was planned for" in browser.other().get("/2024/sessions/KIND").text
    page = browser.get(f"{SESSIONS}/KIND").submit("Let it run after all").follow()
    assert "This session is called off" not in page.text


def test_what_was_public_is_not_deleted(browser: Browser, day: SmallDay) -> None:
    make_session(day.edition_id, "FRESH", title="Never shown")
    assert "Delete this session" not in browser.get(f"{SESSIONS}/KIND").text
    assert "Call it off instead" in browser.get(f"{SESSIONS}/KIND/removal").text
    refused = browser.post(f"{SESSIONS}/KIND/removal").follow()
    assert "Call it off instead" in refused.text
    done = browser.get(f"{SESSIONS}/FRESH/removal").submit("Delete the session")
    assert "The session is deleted" in done.follow().text
    assert browser.get(f"{SESSIONS}/FRESH").status == 404
    assert browser.get(f"{SESSIONS}/KIND").status == 200


def test_sessions_are_found_by_their_words(browser: Browser, day: SmallDay) -> None:
    page = browser.get(f"{SESSIONS}?q=wilk+run")
    assert page.all("//tbody/tr/th//text()") == ["RUN"]
    assert "Nothing holds these words" in browser.get(f"{SESSIONS}?q=nobody+at+all").text


def test_the_list_costs_the_same_for_more_sessions(browser: Browser, day: SmallDay) -> None:
    browser.get(SESSIONS)
    with counted() as few:
        browser.get(SESSIONS)
    for number in range(9):
        make_session(day.edition_id, f"MORE{number}", title=f"More {number}")
    with counted() as many:
        browser.get(SESSIONS)
    assert len(many) == len(few)


def test_a_session_says_how_its_room_stands_and_is_checked_so(
    browser: Browser, day: SmallDay
) -> None:
    change(Room, day.rooms["Studio 1"], boardroom_capacity=16)
    page = browser.get(f"{SESSIONS}/RUN")
    assert page.all("//select[@name='layout']/option[@selected]/@value") == ["usual"]
    words = "offers 32 places, and the room holds 16 at one table"
    assert words not in browser.get(BOARD).text
    assert page.submit("Save the session", layout="boardroom").status == 303
    assert words in browser.get(BOARD).text
    page = browser.get(f"{SESSIONS}/RUN")
    assert page.all("//select[@name='layout']/option[@selected]/@value") == ["boardroom"]
    refused = page.submit("Save the session", layout="banquet")
    assert (refused.status, refused.errors) == (422, ["Choose one from the list"])


def test_finance_writes_no_sessions(browser: Browser) -> None:
    make_small_day()
    person_id = make_person("felix@example.org")
    make_grant(person_id, Role.FINANCE)
    browser.sign_in(person_id)
    assert [browser.get(address).status for address in (SESSIONS, NEW)] == [403, 403]


def test_who_chairs_is_shown_as_such_once_released(browser: Browser, day: SmallDay) -> None:
    page = browser.get(f"{SESSIONS}/KIND")
    page.submit("Save the session", speakers="May Berry", chair="Tomasz Wilk").follow()
    stranger = browser.other()
    assert "May Berry" not in stranger.get("/2024/sessions/KIND").text
    assert "Reworded" in browser.get("/2024/manage/release").text
    release(day.edition_id)
    assert "May Berry and Tomasz Wilk (chair)" in stranger.get("/2024/sessions/KIND").text
    assert "May Berry, Tomasz Wilk (chair)" in stranger.get("/2024/programme").text
    cards = stranger.get("/2024/speakers").all("//h2//text()")
    assert cards.count("Tomasz Wilk") == 1
    assert "Kind and clear" in stranger.get("/2024/speakers/WILK").text


def test_what_a_release_has_fixed_stays(browser: Browser, day: SmallDay) -> None:
    page = browser.get(f"{SESSIONS}/RUN")
    refused = page.submit("Save the session", kind="break")
    assert "Call it off instead" in refused.text
    refused = page.submit("Save the session", places="")
    assert "People may have booked here" in refused.text
    assert browser.get(f"{SESSIONS}/KIND").submit("Save the session", places="20").status == 303


def test_another_number_of_places_counts_at_once_and_never_below_what_is_booked(
    browser: Browser, day: SmallDay
) -> None:
    fill(day.edition_id, "RUN", 3)
    page = browser.get(f"{SESSIONS}/RUN")
    refused = page.submit("Save the session", places="2")
    assert (refused.status, "3 people have a place here: enter 3 or more" in refused.text) == (
        422,
        True,
    )
    assert stored(day, "RUN")["places"] == 32
    assert page.submit("Save the session", places="3").status == 303
    assert "This workshop is full" in browser.other().get("/2024/sessions/RUN").text
    assert browser.get(f"{SESSIONS}/RUN").submit("Save the session", places="4").status == 303
    assert "3 of 4 places taken" in browser.other().get("/2024/sessions/RUN").text


def test_a_form_sent_twice_makes_one_session(browser: Browser, day: SmallDay) -> None:
    page = browser.get(NEW).follow()
    sent = [page.submit("Add the session", title="Small steps").location for _ in range(2)]
    assert sent[0] == sent[1]
    db.session.rollback()
    assert db.session.query(Session).filter_by(title="Small steps").count() == 1
    forged = page.submit("Add the session", title="Another", code="../x")
    assert forged.status == 303
    assert "../x" not in forged.location


def test_a_form_that_was_sent_says_what_it_has_made(browser: Browser, day: SmallDay) -> None:
    """The browser asks for the page again on Back, and fills in what was typed."""
    address = browser.get(NEW).location
    page = browser.get(address)
    move = page.submit("Add the session", title="Small steps", speakers="May Berry").location
    code = move.rpartition("/")[2]
    shown = browser.get(address)
    assert (shown.status, shown.alerts[-1].partition(" This form")[0]) == (
        200,
        "“Small steps” is in the draft already",
    )
    assert shown.link("Change its words") == f"{SESSIONS}/{code}"
    assert shown.link("give it a time") == move
    assert shown.all("//main//input[@name='title']") == []
    refused = page.submit("Add the session", title="Small steps", summary="Typed again")
    assert (refused.status, refused.errors) == (422, ["Nothing of what stands below was saved"])
    assert ("Typed again" in refused.text, "Add the session" in refused.text) == (True, False)
    assert (stored(day, code)["summary"], stored(day, code)["speakers"]) == ("", "May Berry")
    fresh = shown.follow("write another session").follow()
    assert fresh.submit("Add the session", title="Small steps").location != move
    db.session.rollback()
    assert db.session.query(Session).filter_by(title="Small steps").count() == 2


@pytest.mark.parametrize("number", ["9" * 400, "1e5", "٣"])
def test_a_number_that_nobody_means_is_refused(
    browser: Browser, day: SmallDay, number: str
) -> None:
    refused = browser.get(NEW).follow().submit("Add the session", title="T", minutes=number)
    assert (refused.status, "Enter a whole number" in refused.text) == (422, True)
