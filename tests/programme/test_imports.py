"""Taking a file into the draft: all of it, what fits, or nothing."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from conference.documents.imports import (
    ImportedMaterial,
    ImportedProgramme,
    ImportedSession,
    ImportedSpeaker,
    ImportedTrack,
)
from conference.editions.models import Format, Track
from conference.history.models import Entry
from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.actions.imports import Taken, take
from conference.programme.models import Room, Session, SessionSpeaker, Slot
from conference.programme.queries.rooms import rooms
from conference.programme.rules.states import RecordingChoice
from tests.factories.programme import RELEASED_AT, SUMMER, at, frame, make_edition, release
from tests.support.races import at_once

GUID = "8079583e-8321-506c-95af-fd2903a5f075"
TABLES = (Session, Slot, SessionSpeaker, Room, Track, Format, Speaker)
CHART = ImportedSession(
    place="line 2",
    title="The chart",
    code="CHART",
    guid=GUID,
    abstract="Twelve dots.",
    description="One year.",
    track="Care",
    format="Panel",
    language="cy",
    level="Expert",
    room="Studio 1",
    starts_at=at("09:55"),
    minutes=40,
    speakers=(ImportedSpeaker(name="Tomasz Wilk", code="WILK", biography="Counts."),),
    materials=(
        ImportedMaterial(title="Slides", address="https://example.org/slides.pdf"),
        ImportedMaterial(title="Data", address="http://example.org/data"),
    ),
    is_unrecorded=True,
)
IDEA = ImportedSession(
    place="line 3", title="An idea", minutes=20, speakers=(ImportedSpeaker(name="Tomasz Wilk"),)
)
LATE = ImportedSession(
    place="line 4",
    title="Too late",
    room="Nowhere",
    starts_at=at("09:00", date(2024, 9, 26)),
    minutes=40,
    speakers=(ImportedSpeaker(name="Nobody"),),
)
GOOD = ImportedProgramme(
    kind="test",
    rooms=("Studio 1", "Studio 2"),
    tracks=(ImportedTrack(name="Care"),),
    sessions=(CHART, IDEA),
)
HALF_GOOD = ImportedProgramme(kind="test", rooms=GOOD.rooms, sessions=(CHART, IDEA, LATE))


def imported(edition_id: int, programme: ImportedProgramme, *, is_partial: bool = False) -> Taken:
    """Import as an operator would."""
    desk = Desk(edition_id=edition_id, actor="operator", now=SUMMER)
    with transaction():
        return take(programme, is_partial=is_partial, desk=desk)


def counts() -> list[int]:
    """Return how many rows each table of a programme has."""
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def drafted(code: str) -> dict[str, Any]:
    """Return what the draft says of a session."""
    db.session.rollback()
    row = db.session.scalars(select(Session).where(Session.code == code)).one()
    names = ("title", "summary", "abstract", "guid", "language", "level", "recording", "minutes")
    return {name: getattr(row, name) for name in names}


def test_a_file_becomes_rows_of_the_draft(database: Flask) -> None:
    edition = make_edition()
    before = counts()
    assert imported(edition.id, GOOD).is_stored
    assert drafted("CHART") == {
        "title": "The chart",
        "summary": "Twelve dots.",
        "abstract": "One year.",
        "guid": GUID,
        "language": "cy",
        "level": "much",
        "recording": RecordingChoice.NO,
        "minutes": 40,
    }
    assert [new - old for old, new in zip(before, counts(), strict=True)] == [2, 1, 2, 2, 1, 1, 1]
    row = db.session.scalars(select(Session).where(Session.code == "CHART")).one()
    assert [(one.title, one.address, one.shown_from) for one in queries.materials(row.id)] == [
        ("Slides", "https://example.org/slides.pdf", None),
        ("Data", "http://example.org/data", None),
    ]
    placed = queries.draft(edition.id).session("CHART")
    assert (placed.starts_at, placed.ends_at, placed.speakers) == (
        at("09:55"),
        at("10:35"),
        "Tomasz Wilk",
    )
    now = frame("2024")
    assert (now.tracks[-1].name, now.formats[-1].name) == ("Care", "Panel")
    assert queries.draft(edition.id).room_name(placed.room_id) == "Studio 1"


def test_nothing_is_public_before_a_release(database: Flask) -> None:
    edition = make_edition()
    release(edition.id, RELEASED_AT)
    imported(edition.id, GOOD)
    assert queries.entries(edition.id) == ()
    release(edition.id, SUMMER)
    assert [entry.code for entry in queries.entries(edition.id)] == ["CHART"]


def test_the_history_says_what_was_imported(database: Flask) -> None:
    edition = make_edition()
    imported(edition.id, HALF_GOOD, is_partial=True)
    rows = db.session.execute(
        select(Entry.actor, Entry.what, Entry.details).order_by(Entry.id)
    ).all()
    assert [what for _, what, _ in rows] == [
        "room added",
        "room added",
        "track added",
        "format added",
        "speaker made",
        "session imported",
        "session imported",
        "programme imported",
    ]
    assert tuple(rows[-1]) == (
        "operator",
        "programme imported",
        {"format": "test", "sessions": 2, "complaints": 1},
    )


def test_what_a_file_says_nothing_of_is_not_known_of_a_room(database: Flask) -> None:
    edition = make_edition()
    imported(edition.id, GOOD)
    assert [(row.facts.sizes, row.facts.access) for row in rooms(edition.id)] == [
        ("", "Step-free: not known yet")
    ] * 2


def test_the_same_file_twice_changes_nothing(database: Flask) -> None:
    edition = make_edition()
    imported(edition.id, GOOD)
    before = counts()
    again = imported(edition.id, GOOD)
    assert (again.is_stored, again.plan.unchanged, again.plan.complaints) == (False, 2, ())
    assert counts() == before


def test_a_half_good_file_changes_nothing_unless_it_may(database: Flask) -> None:
    edition = make_edition()
    before = counts()
    refused = imported(edition.id, HALF_GOOD)
    assert (refused.is_stored, counts()) == (False, before)
    taken = imported(edition.id, HALF_GOOD, is_partial=True)
    sentence = "“Too late”: it is on 2024-09-26, and the conference is not."
    for answer in (refused, taken):
        assert [(found.place, found.what) for found in answer.plan.complaints] == [
            ("line 4", sentence)
        ]
    assert taken.is_stored
    assert [new - old for old, new in zip(before, counts(), strict=True)] == [2, 1, 2, 2, 1, 1, 1]


def test_two_imports_at_once_take_turns(database: Flask) -> None:
    edition = make_edition()
    before = counts()
    answers = at_once(database, [lambda: imported(edition.id, GOOD)] * 3)
    assert sorted((answer.is_stored, answer.plan.unchanged) for answer in answers) == [
        (False, 2),
        (False, 2),
        (True, 0),
    ]
    assert [new - old for old, new in zip(before, counts(), strict=True)] == [2, 1, 2, 2, 1, 1, 1]


def test_people_follow_in_a_file_of_their_own(database: Flask) -> None:
    edition = make_edition()
    imported(edition.id, ImportedProgramme(kind="test", sessions=(IDEA,)))
    people = (ImportedSpeaker(name="Tomasz Wilk", biography="Counts."),)
    assert imported(edition.id, ImportedProgramme(kind="people", speakers=people)).is_stored
    db.session.rollback()
    assert db.session.scalars(select(Speaker.biography)).all() == ["Counts."]


def test_a_file_of_another_year_has_its_own_rows(database: Flask) -> None:
    one, other = make_edition(), make_edition("2025", is_current=False)
    imported(one.id, GOOD)
    assert imported(other.id, GOOD).is_stored
    assert [len(queries.draft(found.id).sessions) for found in (one, other)] == [2, 2]
