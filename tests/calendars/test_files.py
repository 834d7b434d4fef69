"""Files of the programme for other programs, over HTTP: schedule.json, schedule.xml and CSV."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from conference.people.models import Speaker
from conference.programme.models import Session, Slot
from conference.programme.rules.visibility import (
    NAMED_ON_THE_DAY,
    ROOM_ON_BOOKING,
    ROOM_ON_THE_DAY,
)
from tests.documents.test_schedules import json_schema, needs_schemas, xml_schema
from tests.factories.programme import (
    SUMMER,
    at,
    change,
    make_edition,
    make_room,
    make_session,
    make_small_day,
    make_speaker,
    release,
    remove,
)
from tests.support.pages import Browser
from tests.support.statements import counted

HOST = "http://127.0.0.1:8000"
ADDRESSES = ("/2024/programme.json", "/2024/programme.xml", "/2024/programme.csv")
SESSIONS = ["OPEN", "CHART", "STALK", "RUN", "KIND", "TIRED", "LEAD"]
SECRETS = (
    *("Verborgen", "Nadia", "HIDDEN", "Secret Trust", "Hidden Lane"),
    *("Private room", "Studio 3"),
)


def conference(browser: Browser, slug: str = "2024") -> dict[str, Any]:
    """Return what schedule.json says of the conference."""
    page = browser.get(f"/{slug}/programme.json")
    found: dict[str, Any] = json.loads(page.response.data)["schedule"]["conference"]
    return found


def events(browser: Browser, slug: str = "2024") -> dict[str, dict[str, Any]]:
    """Return the events of schedule.json by code."""
    return {
        event["code"]: event
        for day in conference(browser, slug)["days"]
        for sessions in day["rooms"].values()
        for event in sessions
    }


def xml(browser: Browser, slug: str = "2024") -> Any:
    """Return the parsed schedule.xml."""
    return etree.fromstring(browser.get(f"/{slug}/programme.xml").response.data)


def table(browser: Browser, slug: str = "2024") -> dict[str, dict[str, str]]:
    """Return the lines of the CSV by code."""
    text = browser.get(f"/{slug}/programme.csv").response.data.decode("utf-8-sig")
    return {line["code"]: line for line in csv.DictReader(io.StringIO(text))}


@needs_schemas
def test_the_files_of_a_day_are_valid(browser: Browser) -> None:
    day = make_small_day()
    remove(Slot, day.sessions["TIRED"])
    release(day.edition_id, SUMMER)
    document = json.loads(browser.get("/2024/programme.json").response.data)
    assert [error.message for error in json_schema().iter_errors(document)] == []
    checker = xml_schema()
    checker.validate(xml(browser))
    assert [error.message for error in checker.error_log] == []


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("json", "application/json"),
        ("xml", "application/xml; charset=utf-8"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is(browser: Browser, ending: str, kind: str) -> None:
    make_small_day()
    headers = browser.get(f"/2024/programme.{ending}").headers
    assert (headers["Content-Type"], headers["Content-Disposition"]) == (
        kind,
        f'inline; filename="programme-2024.{ending}"',
    )


def test_each_file_holds_the_sessions_and_no_breaks(browser: Browser) -> None:
    day = make_small_day()
    assert sorted(events(browser)) == sorted(SESSIONS)
    assert sorted(xml(browser).xpath("day/room/event/@id")) == sorted(
        str(day.sessions[code]) for code in SESSIONS
    )
    assert sorted(table(browser)) == sorted(SESSIONS)


def test_a_session_in_its_files(browser: Browser) -> None:
    day = make_small_day()
    found = events(browser)["CHART"]
    names = ("id", "date", "duration", "room", "url", "title", "track", "type")
    assert tuple(found[name] for name in names) == (
        day.sessions["CHART"],
        "2024-09-25T09:55:00+01:00",
        "00:40",
        "Studio 1",
        f"{HOST}/2024/sessions/CHART",
        "The chart that changed my mind",
        "Methods and Measurement",
        "Talk",
    )
    assert (found["abstract"], found["description"]) == (
        "Twelve dots on a line.",
        "We look at **one** year.",
    )
    event = xml(browser).xpath(f"day/room/event[@id='{day.sessions['CHART']}']")[0]
    assert (event.get("guid"), event.findtext("url")) == (found["guid"], found["url"])
    assert event.xpath("persons/person/text()") == ["Tomasz Wilk"]
    assert table(browser)["CHART"] == {
        "code": "CHART",
        "title": "The chart that changed my mind",
        "track": "Methods and Measurement",
        "format": "Talk",
        "day": "2024-09-25",
        "start": "09:55",
        "end": "10:35",
        "room": "Studio 1",
        "speakers": "Tomasz Wilk",
        "state": "confirmed",
        "language": "",
        "abstract": "Twelve dots on a line.",
        "description": "We look at **one** year.",
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_file_tells_what_the_public_may_not_know(browser: Browser, address: str) -> None:
    day = make_small_day()
    make_speaker(
        day.edition_id,
        "MASKED",
        "Real Name",
        day.sessions["STALK"],
        alias="Otter",
        organisation="Silent Office",
        biography="Born in Elsewhere.",
        shows_organisation=False,
        shows_biography=False,
    )
    release(day.edition_id, SUMMER)
    html = browser.get(address).html
    hidden = (*SECRETS, "Real Name", "Silent Office", "Elsewhere")
    assert [secret for secret in hidden if secret in html] == []
    shown = (NAMED_ON_THE_DAY, "Otter", ROOM_ON_THE_DAY, ROOM_ON_BOOKING)
    assert [word for word in shown if word not in html] == []


def test_a_room_that_is_not_told_has_no_identity_of_its_own(browser: Browser) -> None:
    day = make_small_day()
    before = conference(browser)["rooms"]
    change(Slot, day.sessions["STALK"], room_id=make_room(day.edition_id, "Elsewhere", position=9))
    release(day.edition_id, SUMMER)
    assert conference(browser)["rooms"] == before
    assert [room["name"] for room in before] == [
        "Main Hall",
        "Studio 1",
        ROOM_ON_THE_DAY,
        ROOM_ON_BOOKING,
    ]


def test_a_sensitive_session_has_the_title_of_its_page(browser: Browser) -> None:
    day = make_small_day()
    title = "Ask a safeguarding lead"
    assert (events(browser)["LEAD"]["title"], table(browser)["LEAD"]["title"]) == (title, title)
    found = xml(browser).xpath(f"//event[@id='{day.sessions['LEAD']}']/title/text()")
    assert found == [title]


def test_a_session_without_a_room_is_at_the_venue(browser: Browser) -> None:
    day = make_small_day()
    make_session(day.edition_id, "WALK", ("16:00", "16:30"))
    release(day.edition_id, SUMMER)
    assert (events(browser)["WALK"]["room"], table(browser)["WALK"]["room"]) == (
        "The Slate",
        "The Slate",
    )


def test_a_session_says_its_language_and_whether_it_may_be_recorded(browser: Browser) -> None:
    day = make_small_day()
    guid = "8079583e-8321-506c-95af-fd2903a5f075"
    for code, choice in (("CHART", "no"), ("RUN", "audio"), ("KIND", "video")):
        change(Session, day.sessions[code], recording=choice)
    change(Session, day.sessions["CHART"], language="cy", guid=guid)
    release(day.edition_id, SUMMER)
    found = events(browser)
    assert {code: found[code]["do_not_record"] for code in ("CHART", "RUN", "KIND", "TIRED")} == {
        "CHART": True,
        "RUN": True,
        "KIND": False,
        "TIRED": None,
    }
    assert (found["CHART"]["language"], found["CHART"]["guid"]) == ("cy", guid)
    event = xml(browser).xpath(f"day/room/event[@guid='{guid}']")[0]
    assert (event.findtext("language"), event.findtext("recording/optout")) == ("cy", "true")
    assert table(browser)["CHART"]["language"] == "cy"


def test_a_release_keeps_identities_and_marks_what_was_cancelled(browser: Browser) -> None:
    day = make_small_day()
    before = {code: event["guid"] for code, event in events(browser).items()}
    change(Slot, day.sessions["CHART"], starts_at=at("10:00"))
    remove(Slot, day.sessions["TIRED"])
    release(day.edition_id, SUMMER)
    after = events(browser)
    assert {code: event["guid"] for code, event in after.items()} == before
    assert (after["CHART"]["start"], after["TIRED"]["title"]) == (
        "10:00",
        "Cancelled: What tired teams can still do",
    )
    assert conference(browser)["meta"] == {"cancelled": [before["TIRED"]]}
    assert (table(browser)["TIRED"]["state"], table(browser)["TIRED"]["title"]) == (
        "cancelled",
        "What tired teams can still do",
    )
    page = browser.get("/2024/programme.json")
    assert json.loads(page.response.data)["schedule"]["version"] == "2"
    assert xml(browser).findtext("version") == "2"


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_hidden_in_an_emergency_is_in_no_file(browser: Browser, address: str) -> None:
    day = make_small_day()
    hidden_at = datetime(2024, 7, 2, tzinfo=UTC)
    change(Session, day.sessions["CHART"], hidden_at=hidden_at)
    assert "The chart that changed my mind" not in browser.get(address).html


@pytest.mark.parametrize("address", ADDRESSES)
def test_protection_chosen_after_the_release_counts(app: Flask, address: str) -> None:
    day = make_small_day()
    speaker = make_speaker(day.edition_id, "OPEN1", "Ana Offen", day.sessions["OPEN"])
    change(Speaker, speaker, is_listed=False)
    html = Browser(app).get(address).html
    assert [name for name in ("Ana Offen", "OPEN1") if name in html] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_file_is_told_as_such(app: Flask, browser: Browser, address: str) -> None:
    day = make_small_day()
    tag = browser.get(address).headers["ETag"]
    client = app.test_client()
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    change(Slot, day.sessions["CHART"], starts_at=at("10:00"))
    release(day.edition_id, SUMMER)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_file_costs_the_same_however_long_it_is(browser: Browser, address: str) -> None:
    one = make_edition()
    make_session(one.id, "FIRST", ("09:00", "09:30"))
    release(one.id)
    many = make_small_day("2025", is_current=False)
    assert many.edition_id != one.id
    costs = []
    for slug in ("2024", "2025"):
        browser.get(f"/{slug}/programme")
        with counted() as statements:
            browser.get(address.replace("2024", slug))
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_an_edition_without_a_release_has_empty_files(browser: Browser) -> None:
    make_edition(starts_on=date(2024, 9, 25))
    assert (events(browser), table(browser), xml(browser).findall("day/room")) == ({}, {}, [])
    assert xml(browser).findtext("version") == "0"


@pytest.mark.parametrize("ending", ["json", "xml", "csv"])
def test_what_is_not_there(browser: Browser, ending: str) -> None:
    make_small_day()
    assert browser.get(f"/2025/programme.{ending}").status == 404


def test_years_do_not_meet(browser: Browser) -> None:
    make_small_day()
    make_small_day("2025", is_current=False)
    guids = [
        {event["guid"] for event in events(browser, slug).values()} for slug in ("2024", "2025")
    ]
    assert [len(found) for found in guids] == [7, 7]
    assert guids[0] & guids[1] == set()
