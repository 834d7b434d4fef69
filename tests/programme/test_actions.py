"""Publishing the programme."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.editions import queries as editions
from conference.history.models import Entry
from conference.kernel import events
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.programme import queries
from conference.programme.actions import releases
from conference.programme.events import ScheduleReleased
from conference.programme.models import Release, ReleaseEntry, Session, Slot
from conference.programme.rules.states import EntryState
from tests.factories.programme import (
    RELEASED_AT,
    SmallDay,
    at,
    change,
    make_edition,
    make_room,
    make_session,
    make_small_day,
    release,
    remove,
)
from tests.support.statements import counted

LATER = RELEASED_AT + timedelta(days=30)


def states(day: SmallDay) -> dict[str, tuple[str, int, bool]]:
    """Return code → (state, sequence, changed at the second release)."""
    return {
        entry.code: (entry.state.value, entry.sequence, entry.changed_at == LATER)
        for entry in queries.entries(day.edition_id)
    }


def test_the_first_release_copies_the_draft(database: Flask) -> None:
    day = make_small_day()
    entry = queries.entry(day.edition_id, "RUN")
    assert (entry.title, entry.starts_at, entry.ends_at, entry.room_name, entry.places) == (
        "Run charts without tears",
        at("11:00"),
        at("12:30"),
        "Studio 1",
        32,
    )
    assert (entry.state, entry.sequence, entry.changed_at) == (EntryState.CONFIRMED, 0, RELEASED_AT)
    assert len(queries.entries(day.edition_id)) == 9


def test_the_second_release_tells_what_moved_changed_and_went(database: Flask) -> None:
    day = make_small_day()
    change(Slot, day.sessions["CHART"], room_id=day.rooms["Main Hall"])
    change(Session, day.sessions["OPEN"], title="Make two things happen")
    change(Session, day.sessions["KIND"], is_cancelled=True)
    remove(Slot, day.sessions["TIRED"])
    remove(Slot, day.sessions["LUNCH"])
    assert release(day.edition_id, LATER) == 2
    assert states(day) == {
        "DOORS": ("confirmed", 0, False),
        "OPEN": ("confirmed", 0, True),
        "CHART": ("confirmed", 1, True),
        "STALK": ("confirmed", 0, False),
        "RUN": ("confirmed", 0, False),
        "KIND": ("cancelled", 1, True),
        "TIRED": ("cancelled", 1, True),
        "LEAD": ("confirmed", 0, False),
    }
    assert queries.entry(day.edition_id, "TIRED").starts_at == at("11:50")


def test_a_release_never_changes_once_made(database: Flask) -> None:
    day = make_small_day()
    first = queries.newest_release_id(day.edition_id)
    change(Session, day.sessions["OPEN"], title="Another title")
    release(day.edition_id, LATER)
    titles = db.session.scalars(
        select(ReleaseEntry.title)
        .where(ReleaseEntry.session_id == day.sessions["OPEN"])
        .order_by(ReleaseEntry.release_id)
    ).all()
    assert titles == ["Make one thing happen", "Another title"]
    assert queries.newest_release_id(day.edition_id) != first


def test_a_release_is_told_to_history_reactions_and_copies(database: Flask) -> None:
    day = make_small_day()
    heard: list[object] = []
    database.extensions[events.EXTENSION] = {ScheduleReleased: (heard.append,)}
    change(Session, day.sessions["KIND"], is_cancelled=True)
    with transaction():
        number = releases.publish(day.edition_id, "person 7", "Kind and clear is off", LATER)
    made = db.session.scalars(select(Release).order_by(Release.number.desc())).first()
    noted = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert made is not None
    assert noted is not None
    assert (made.number, made.note, made.released_by) == (
        number,
        "Kind and clear is off",
        "person 7",
    )
    assert heard == [
        ScheduleReleased(edition_id=day.edition_id, release_id=made.id, at=made.released_at)
    ]
    assert (noted.actor, noted.what, noted.details) == (
        "person 7",
        "released the programme, number 2",
        {"sessions": 8, "cancelled": 1},
    )
    assert editions.versions("2024") == (
        day.edition_id,
        day.edition.frame_version,
        day.edition.public_version + 1,
    )


def test_an_empty_draft_can_be_released(database: Flask) -> None:
    edition = make_edition()
    assert release(edition.id) == 1
    assert queries.entries(edition.id) == ()


def test_editions_do_not_meet(database: Flask) -> None:
    day = make_small_day("2024")
    other = make_small_day("2025", is_current=False)
    change(Session, day.sessions["OPEN"], is_cancelled=True)
    assert release(day.edition_id, LATER) == 2
    assert queries.entry(other.edition_id, "OPEN").state is EntryState.CONFIRMED
    assert (
        db.session.scalar(
            select(func.count()).select_from(Release).where(Release.edition_id == other.edition_id)
        )
        == 1
    )


def test_there_must_be_such_an_edition(database: Flask) -> None:
    with pytest.raises(NotFound), transaction():
        releases.publish(99, "person 1", "", LATER)


def test_a_large_programme_costs_the_same_statements(database: Flask) -> None:
    edition = make_edition()
    database.extensions[events.EXTENSION] = {ScheduleReleased: ()}
    room = make_room(edition.id, "Main Hall")
    seen = []
    for size in (1, 300):
        with transaction():
            for number in range(size):
                session = Session(edition_id=edition.id, code=f"{size}-{number}", title="A title")
                db.session.add(session)
                db.session.flush()
                db.session.add(
                    Slot(
                        session_id=session.id,
                        room_id=room,
                        starts_at=at("09:00"),
                        ends_at=at("10:00"),
                    )
                )
        with transaction(), counted() as statements:
            releases.publish(edition.id, "person 1", "", LATER)
        seen.append(len(statements))
    assert seen == [12, 12]
    assert len(queries.entries(edition.id)) == 301


def test_a_session_that_is_placed_later_joins_the_next_release(database: Flask) -> None:
    edition = make_edition()
    session_id = make_session(edition.id, "S1")
    release(edition.id)
    assert queries.entries(edition.id) == ()
    with transaction():
        db.session.add(
            Slot(session_id=session_id, room_id=None, starts_at=at("09:00"), ends_at=at("10:00"))
        )
    release(edition.id, LATER)
    entry = queries.entry(edition.id, "S1")
    assert (entry.sequence, entry.changed_at, entry.room_name) == (0, LATER, None)
