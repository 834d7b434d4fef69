"""Calendar files over HTTP."""

from datetime import date

import pytest
from flask import Flask
from icalendar import Calendar
from lxml import etree

from conference.agendas import actions
from conference.agendas import queries as agendas
from conference.documents.xcal import NAMESPACE
from conference.kernel.database import transaction
from conference.programme.models import Session, Slot
from tests.factories.agendas import feed_address, make_key
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    at,
    change,
    make_edition,
    make_small_day,
    release,
    remove,
)
from tests.factories.workshops import book, make_ticket
from tests.support.pages import Browser, Page
from tests.support.statements import counted

HOST = "http://127.0.0.1:8000"


def events(page: Page) -> dict[str, dict[str, str]]:
    """Return the events of a calendar by UID, each property as it is written."""
    calendar = Calendar.from_ical(page.response.data)
    return {
        str(event["UID"]): {name: value.to_ical().decode() for name, value in event.items()}
        for event in calendar.walk("VEVENT")
    }


def uid(day: SmallDay, code: str) -> str:
    """Return the UID of a session, which comes from its row."""
    return f"session-{day.sessions[code]}@{day.edition.slug}.conference"


def test_the_programme_as_a_calendar(browser: Browser) -> None:
    day = make_small_day()
    page = browser.get("/2024/programme.ics")
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert page.headers["Content-Disposition"] == 'inline; filename="programme-2024.ics"'
    found = events(page)
    assert set(found) == {
        uid(day, code) for code in ("OPEN", "CHART", "STALK", "KIND", "RUN", "TIRED", "LEAD")
    }
    assert found[uid(day, "CHART")] == {
        "SUMMARY": "The chart that changed my mind",
        "DTSTART": "20240925T095500",
        "DTEND": "20240925T103500",
        "DTSTAMP": "20240701T090000Z",
        "UID": uid(day, "CHART"),
        "SEQUENCE": "0",
        "DESCRIPTION": "Twelve dots on a line.\\nWith Tomasz Wilk",
        "LAST-MODIFIED": "20240701T090000Z",
        "LOCATION": "Studio 1\\, The Slate\\, University of Warwick",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "URL": f"{HOST}/2024/sessions/CHART",
    }


def test_the_same_calendar_as_xml(browser: Browser) -> None:
    day = make_small_day()
    page = browser.get("/2024/programme.xcal")
    assert page.headers["Content-Type"] == "application/calendar+xml; charset=utf-8"
    assert page.headers["Content-Disposition"] == 'inline; filename="programme-2024.xcal"'
    names = {"c": NAMESPACE}
    titles = {
        event.findtext("c:properties/c:uid/c:text", namespaces=names): event.findtext(
            "c:properties/c:summary/c:text", namespaces=names
        )
        for event in etree.fromstring(page.response.data).iterfind(".//c:vevent", names)
    }
    calendar = events(browser.get("/2024/programme.ics"))
    assert titles == {found: entry["SUMMARY"] for found, entry in calendar.items()}
    assert titles[uid(day, "LEAD")] == "Conference session"


def test_one_session_blocks_its_time(browser: Browser) -> None:
    day = make_small_day()
    found = events(browser.get("/2024/sessions/CHART.ics"))
    assert list(found) == [uid(day, "CHART")]
    assert found[uid(day, "CHART")]["TRANSP"] == "OPAQUE"


def test_a_sensitive_session_tells_neither_title_nor_room_nor_words(browser: Browser) -> None:
    day = make_small_day()
    for address in ("/2024/programme.ics", "/2024/sessions/LEAD.ics"):
        page = browser.get(address)
        entry = events(page)[uid(day, "LEAD")]
        assert (entry["SUMMARY"], entry["LOCATION"], "DESCRIPTION" in entry) == (
            "Conference session",
            "The Slate\\, University of Warwick",
            False,
        )
        assert "safeguarding lead" not in page.html


def test_a_protected_speaker_is_not_in_any_calendar(browser: Browser) -> None:
    day = make_small_day()
    for address in ("/2024/programme.ics", "/2024/sessions/STALK.ics"):
        page = browser.get(address)
        entry = events(page)[uid(day, "STALK")]
        assert (entry["DESCRIPTION"], entry["LOCATION"]) == (
            "With Speaker named on the day",
            "The Slate\\, University of Warwick",
        )
        assert [
            secret
            for secret in ("Verborgen", "HIDDEN", "Secret Trust", "Studio 3", "Private room")
            if secret in page.html
        ] == []


def test_nor_in_the_calendar_as_xml(browser: Browser) -> None:
    make_small_day()
    html = browser.get("/2024/programme.xcal").html
    hidden = ("Verborgen", "HIDDEN", "Secret Trust", "Studio 3", "Private room", "Ask a safe")
    assert [secret for secret in hidden if secret in html] == []
    assert "Speaker named on the day" in html


def test_a_change_keeps_the_uid_and_raises_the_sequence(browser: Browser) -> None:
    day = make_small_day()
    change(Slot, day.sessions["CHART"], starts_at=at("10:00"))
    change(Session, day.sessions["OPEN"], title="Make two things happen")
    remove(Slot, day.sessions["TIRED"])
    release(day.edition_id, SUMMER)
    found = events(browser.get("/2024/programme.ics"))
    names = ("SUMMARY", "DTSTART", "SEQUENCE", "STATUS", "LAST-MODIFIED")
    assert {
        code: tuple(found[uid(day, code)][name] for name in names)
        for code in ("CHART", "OPEN", "TIRED", "RUN")
    } == {
        "CHART": (
            "The chart that changed my mind",
            "20240925T100000",
            "1",
            "CONFIRMED",
            "20240715T090000Z",
        ),
        "OPEN": ("Make two things happen", "20240925T090000", "0", "CONFIRMED", "20240715T090000Z"),
        "TIRED": (
            "Cancelled: What tired teams can still do",
            "20240925T115000",
            "1",
            "CANCELLED",
            "20240715T090000Z",
        ),
        "RUN": (
            "Run charts without tears",
            "20240925T110000",
            "0",
            "CONFIRMED",
            "20240701T090000Z",
        ),
    }


def test_an_unchanged_calendar_is_told_as_such(app: Flask, browser: Browser) -> None:
    make_small_day()
    for address in ("/2024/programme.ics", "/2024/programme.xcal", "/2024/sessions/RUN.ics"):
        tag = browser.get(address).headers["ETag"]
        again = app.test_client().get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")


def test_an_edition_without_a_release_has_an_empty_calendar(browser: Browser) -> None:
    make_edition(starts_on=date(2024, 9, 25))
    assert events(browser.get("/2024/programme.ics")) == {}


@pytest.mark.parametrize(
    "address",
    [
        "/2024/sessions/NONE.ics",
        "/2024/sessions/LUNCH.ics",
        "/2025/programme.ics",
        "/2025/programme.xcal",
        "/calendar/no-such-feed.ics",
        "/calendar/ABCDEFGHJKLMNPQRABCDEFGHJKLMNPQRABCDEFGHJKLMNPQR.ics",
    ],
)
def test_what_is_not_there(browser: Browser, address: str) -> None:
    make_small_day()
    assert browser.get(address).status == 404


def test_years_do_not_meet(browser: Browser) -> None:
    day = make_small_day()
    other = make_small_day("2025", is_current=False)
    found = events(browser.get("/2025/programme.ics"))
    assert uid(other, "OPEN") in found
    assert uid(day, "OPEN") not in found


def test_a_private_feed_is_for_its_owner_alone(browser: Browser) -> None:
    day = make_small_day()
    ticket = make_ticket(day.edition_id, "Rowan Hale")
    book(ticket, "RUN")
    page = browser.get(feed_address(make_key(ticket)))
    kept = ("Content-Type", "Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    assert tuple(page.headers[name] for name in kept) == (
        "text/calendar; charset=utf-8",
        "private, no-cache",
        "noindex",
        "no-referrer",
    )
    assert sorted(entry["SUMMARY"] for entry in events(page).values()) == [
        "Run charts without tears",
        "Warwick Improvement Conference",
    ]
    assert [word for word in ("Rowan", ticket.code, "Studio 1") if word in page.html] == []


def test_an_unchanged_feed_is_told_as_such(app: Flask, browser: Browser) -> None:
    ticket = make_ticket(make_small_day().edition_id)
    address = feed_address(make_key(ticket))
    tag = browser.get(address).headers["ETag"]
    client = app.test_client()
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    book(ticket, "RUN")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_fetch_is_noted_once_an_hour(browser: Browser) -> None:
    ticket = make_ticket(make_small_day().edition_id)
    selector = make_key(ticket)
    browser.get(feed_address(selector))
    with counted() as statements:
        browser.get(feed_address(selector))
    assert [words for words in statements if words.startswith("UPDATE")] == []
    facts = agendas.key_of(ticket.id)
    assert facts is not None
    assert facts.last_fetched_at is not None


def test_a_replaced_address_opens_nothing(browser: Browser) -> None:
    ticket = make_ticket(make_small_day().edition_id)
    old = feed_address(make_key(ticket))
    with transaction():
        new = actions.replace_calendar_key(
            edition_id=ticket.edition_id, attendee_id=ticket.id, now=SUMMER
        )
    assert browser.get(old).status == 410
    assert browser.get(feed_address(new)).status == 200


def test_a_selector_without_its_seal_opens_nothing(browser: Browser) -> None:
    selector = make_key(make_ticket(make_small_day().edition_id))
    for token in (selector, selector + "A" * 32):
        assert browser.get(f"/calendar/{token}.ics").status == 404
