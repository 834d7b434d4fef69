"""A programme of pretalx comes out again as it went in: read, released, and served."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import select

from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.programme.models import Room, Session, SessionMaterial
from tests.cli.shell import run
from tests.documents.test_schedules import FOLDER, json_schema, needs_schemas, xml_schema
from tests.factories.programme import (
    SUMMER,
    at,
    change,
    frame,
    make_edition,
    make_small_day,
    release,
)
from tests.support.pages import Browser

DEMOCON = FOLDER / "json__examples__pretalx-democon.json"
FIRST, LAST = date(2020, 12, 14), date(2020, 12, 16)

KEPT = (
    *("guid", "date", "start", "duration", "room", "title", "subtitle", "track", "type"),
    *("language", "abstract", "description"),
)
"""Fields of an event that come out as they went in; ``persons`` are compared on their own."""

CHANGED = {
    "id": "the number of a row, deprecated in the format: the row is ours",
    "slug": "made of the number and of our edition's address",
    "url": "the session's page: it is ours now, and ends with the same code",
    "do_not_record": "that somebody forbids it is kept; that nobody does decides nothing here",
}
LEFT = {
    "logo": "we keep no pictures of sessions",
    "recording_license": "we keep no licences",
}
LINKED = ("links", "attachments")
"""Here a material is a material: what is in either comes out as a link."""

PERSON_KEPT = ("code", "public_name", "biography")
PERSON_LEFT = {
    "id": "the number of a row of theirs, deprecated in the format",
    "answers": "questions to speakers have no place in a programme",
}


def events(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the events of a schedule.json by their identity."""
    return {
        event["guid"]: event
        for day in document["schedule"]["conference"]["days"]
        for found in day["rooms"].values()
        for event in found
    }


def content(event: dict[str, Any]) -> dict[str, Any]:
    """Return what must come out as it went in."""
    return {name: event[name] for name in KEPT} | {
        "persons": [
            {name: person.get(name, "") for name in PERSON_KEPT} for person in event["persons"]
        ],
        "materials": [
            (found["title"], found["url"]) for name in LINKED for found in event.get(name, [])
        ],
        "is_forbidden": event["do_not_record"] is True,
        "code": event["url"].rstrip("/").rpartition("/")[2],
        "begins": datetime.fromisoformat(event["date"]),
    }


def nameless(event: dict[str, Any]) -> dict[str, Any]:
    """Return the content without what frab's XML has no place for: it tells people's names only."""
    found = content(event)
    return found | {"persons": [person["public_name"] for person in found["persons"]]}


def make_demo_year(slug: str, *, is_current: bool = True) -> int:
    """Store an edition on the days of pretalx's example, and return its id."""
    edition = make_edition(
        slug,
        is_current=is_current,
        starts_on=FIRST,
        ends_on=LAST,
        timezone="Europe/Berlin",
        doors_at=at("08:00", FIRST),
        opens_at=at("08:00", FIRST),
        closes_at=at("17:00", LAST),
    )
    return edition.id


def brought_in(app: Flask, slug: str, path: Path) -> None:
    """Import a file into a year of its own and release it."""
    edition_id = make_demo_year(slug, is_current=slug == "2020")
    code, lines = run(app, "programme", "import", str(path), "--edition", slug)
    assert (code, lines[-1]) == (0, "36 new in the draft. The next release shows them.")
    release(edition_id)


def served(app: Flask, address: str) -> bytes:
    """Return a file as anybody reads it."""
    db.session.rollback()
    data: bytes = Browser(app).get(address).response.data
    return data


def source() -> dict[str, Any]:
    """Return pretalx's example."""
    document: dict[str, Any] = json.loads(DEMOCON.read_text())
    return document


@needs_schemas
def test_every_field_of_the_format_is_accounted_for() -> None:
    for event in events(source()).values():
        assert set(event) == {*KEPT, *CHANGED, *LEFT, *LINKED, "persons"}
        assert [event[name] for name in (*LEFT, *LINKED)] == ["", "", [], []]
        for person in event["persons"]:
            assert set(person) == {*PERSON_KEPT, *PERSON_LEFT}


@needs_schemas
def test_a_programme_of_pretalx_comes_out_as_it_went_in(app: Flask) -> None:
    brought_in(app, "2020", DEMOCON)
    document = json.loads(served(app, "/2020/programme.json"))
    assert [error.message for error in json_schema().iter_errors(document)] == []
    before, after = events(source()), events(document)
    assert len(before) == 36
    assert {guid: content(event) for guid, event in after.items()} == {
        guid: content(event) for guid, event in before.items()
    }
    assert {event["do_not_record"] for event in after.values()} == {None, True}
    conferences = [found["schedule"]["conference"] for found in (source(), document)]
    for name in ("start", "end", "daysCount"):
        assert conferences[0][name] == conferences[1][name]
    shown = [
        (
            [room["name"] for room in conference["rooms"]],
            [(day["date"], list(day["rooms"])) for day in conference["days"]],
        )
        for conference in conferences
    ]
    assert shown[0] == shown[1]


def with_links() -> dict[str, Any]:
    """Return pretalx's example with links and files, as pretalx writes them."""
    document = source()
    for number, event in enumerate(events(document).values()):
        address = f"https://slides.example.org/{number}"
        event["links"] = [
            {"title": "Slides & notes", "url": f"{address}?a=1&b=2", "type": "related"}
        ] * (number % 2)
        event["attachments"] = [
            {"title": title, "url": f"http://files.example.org/{title}.pdf", "type": "related"}
            for title in ("Handout", "Data")
        ] * (number % 3 == 0)
    return document


@needs_schemas
@pytest.mark.parametrize("ending", ["json", "xml"])
def test_links_and_files_come_out_as_they_went_in(app: Flask, tmp_path: Path, ending: str) -> None:
    path = tmp_path / "pretalx.json"
    path.write_text(json.dumps(with_links()))
    brought_in(app, "2020", path)
    written = served(app, f"/2020/programme.{ending}")
    if ending == "xml":
        checker = xml_schema()
        checker.validate(etree.fromstring(written))
        assert [error.message for error in checker.error_log] == []
    else:
        document = json.loads(written)
        assert [error.message for error in json_schema().iter_errors(document)] == []
    path = tmp_path / f"programme.{ending}"
    path.write_bytes(written)
    brought_in(app, "2021", path)
    after = events(json.loads(served(app, "/2021/programme.json")))
    before = {guid: nameless(event) for guid, event in events(with_links()).items()}
    assert {guid: nameless(event) for guid, event in after.items()} == before
    assert sum(len(event["materials"]) for event in before.values()) == 18 + 24
    code, lines = run(app, "programme", "import", str(path), "--edition", "2020")
    assert (code, lines[1]) == (0, "= sessions that are in the draft already: 36")


def test_what_is_shown_from_a_later_day_is_in_no_file_before(app: Flask) -> None:
    day = make_small_day()
    with transaction():
        db.session.add_all(
            SessionMaterial(
                session_id=day.sessions["CHART"],
                position=position,
                title=title,
                address=f"https://example.org/{title}",
                shown_from=shown_from,
            )
            for position, (title, shown_from) in enumerate(
                [("Slides", None), ("Photos", date(2099, 1, 1)), ("Data", date(2024, 1, 1))]
            )
        )
    document = json.loads(served(app, "/2024/programme.json"))
    assert {
        event["title"]: event["links"] for event in events(document).values() if event["links"]
    } == {
        "The chart that changed my mind": [
            {"title": "Slides", "url": "https://example.org/Slides"},
            {"title": "Data", "url": "https://example.org/Data"},
        ]
    }
    tree = etree.fromstring(served(app, "/2024/programme.xml"))
    assert [(link.text, link.get("href")) for link in tree.iter("link")] == [
        ("Slides", "https://example.org/Slides"),
        ("Data", "https://example.org/Data"),
    ]


@needs_schemas
def test_the_same_through_xml(app: Flask, tmp_path: Path) -> None:
    brought_in(app, "2020", DEMOCON)
    written = served(app, "/2020/programme.xml")
    checker = xml_schema()
    checker.validate(etree.fromstring(written))
    assert [error.message for error in checker.error_log] == []
    path = tmp_path / "programme.xml"
    path.write_bytes(written)
    brought_in(app, "2021", path)
    after = events(json.loads(served(app, "/2021/programme.json")))
    assert {guid: nameless(event) for guid, event in after.items()} == {
        guid: nameless(event) for guid, event in events(source()).items()
    }


@needs_schemas
@pytest.mark.parametrize("ending", ["json", "xml", "csv"])
def test_our_own_files_change_nothing_where_they_come_from(
    app: Flask, tmp_path: Path, ending: str
) -> None:
    brought_in(app, "2020", DEMOCON)
    path = tmp_path / f"programme.{ending}"
    path.write_bytes(served(app, f"/2020/programme.{ending}"))
    assert run(app, "programme", "import", str(path), "--edition", "2020") == (
        0,
        [
            f"programme.{ending}: "
            + ("sessions in a table" if ending == "csv" else f"schedule.{ending}"),
            "= sessions that are in the draft already: 36",
            "Nothing was stored: all of it is in the draft already.",
        ],
    )


@pytest.mark.parametrize("ending", ["json", "xml", "csv"])
def test_nobody_and_nowhere_of_our_files_become_neither_people_nor_rooms(
    app: Flask, tmp_path: Path, ending: str
) -> None:
    day = make_small_day()
    change(Session, day.sessions["KIND"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    path = tmp_path / f"programme.{ending}"
    path.write_bytes(served(app, f"/2024/programme.{ending}"))
    code, lines = run(app, "programme", "import", str(path), "--edition", "2024")
    assert (code, lines[1:]) == (
        0,
        [
            "= sessions that are in the draft already: 7",
            "Nothing was stored: all of it is in the draft already.",
        ],
    )
    make_edition("2025", is_current=False)
    code, lines = run(app, "programme", "import", str(path), "--edition", "2025")
    assert (code, lines[-1]) == (0, "7 new in the draft. The next release shows them.")
    assert [line for line in lines if line.startswith("+ room")] == [
        "+ room: Main Hall",
        "+ room: Studio 1",
    ]
    db.session.rollback()
    found = frame("2025")
    people = select(Speaker.name).where(Speaker.edition_id == found.id)
    assert db.session.scalars(people).all() == ["Tomasz Wilk"]
    cancelled = select(Session.title).where(Session.edition_id == found.id, Session.is_cancelled)
    assert db.session.scalars(cancelled).all() == ["Kind and clear"]


@pytest.mark.parametrize("ending", ["json", "xml", "csv"])
def test_signs_that_nobody_sees_come_back(database: Flask, tmp_path: Path, ending: str) -> None:
    title = "Families \N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}:  who is asked"
    day = make_small_day()
    change(Session, day.sessions["CHART"], title=title, summary="A\xad\u200cB")
    change(Room, day.rooms["Studio 1"], name="Stu\xaddio \N{MAN}\u200d\N{WOMAN}")
    wilk = db.session.scalars(select(Speaker).where(Speaker.code == "WILK")).one()
    change(Speaker, wilk.id, name="Toma\u200dsz Wi\xadlk", biography="Co\xadunts\u200c.")
    release(day.edition_id, SUMMER)
    path = tmp_path / f"programme.{ending}"
    path.write_bytes(served(database, f"/2024/programme.{ending}"))
    assert run(database, "programme", "import", str(path), "--edition", "2024")[1][1:] == [
        "= sessions that are in the draft already: 7",
        "Nothing was stored: all of it is in the draft already.",
    ]
    found = make_edition("2025", is_current=False)
    assert run(database, "programme", "import", str(path), "--edition", "2025")[0] == 0
    titles = select(Session.title).where(Session.edition_id == found.id, Session.code == "CHART")
    assert db.session.scalars(titles).all() == [" ".join(title.split())]
    names = select(Speaker.name).where(Speaker.edition_id == found.id)
    assert db.session.scalars(names).all() == ["Toma\u200dsz Wilk"]


@needs_schemas
def test_our_table_brings_a_programme_too(app: Flask, tmp_path: Path) -> None:
    brought_in(app, "2020", DEMOCON)
    path = tmp_path / "programme.csv"
    path.write_bytes(served(app, "/2020/programme.csv"))
    brought_in(app, "2021", path)
    after = json.loads(served(app, "/2021/programme.json"))
    own = {"guid": "", "is_forbidden": False}
    tables = [
        sorted(
            (nameless(event) | own for event in events(found).values()), key=lambda one: one["code"]
        )
        for found in (source(), after)
    ]
    assert tables[0] == tables[1]
