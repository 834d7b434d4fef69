"""Migrations equal the models, and lead back to nothing."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Row, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from conference.editions.models import Edition, UnseenTime
from conference.history import actions as history
from conference.history.models import Entry
from conference.kernel import migrations
from conference.kernel.database import Base, db, transaction
from conference.programme.models import Release, ReleaseEntry
from tests.factories.programme import SUMMER, make_edition, make_room, make_small_day

ROOT = Path(__file__).resolve().parents[2]


def test_the_newest_migration_equals_the_models(database: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_all_migrations_lead_back_to_nothing(database: Flask) -> None:
    migrations.install(database)
    db.session.rollback()
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]


def test_a_box_that_nobody_ticked_said_nothing_of_steps(database: Flask) -> None:
    edition_id = make_edition().id
    for position, is_step_free in enumerate((True, False, None)):
        make_room(edition_id, f"Room {position}", is_step_free=is_step_free, position=position)
    migrations.install(database)
    assert steps() == [True, False, None]
    downgrade(revision="0003")
    assert steps() == [True, False, False]
    upgrade()
    assert steps() == [True, None, None]


def steps() -> list[bool | None]:
    """Return what the table says of each room's steps."""
    db.session.rollback()
    words = "SELECT is_step_free FROM rooms ORDER BY position"
    found = [None if said is None else bool(said) for said in db.session.scalars(text(words))]
    db.session.rollback()
    return found


def note(edition_id: int, what: str, release: int, minutes: int) -> None:
    history.record(
        "person 1",
        what,
        on=("edition", edition_id),
        at=SUMMER + timedelta(minutes=minutes),
        edition_id=edition_id,
        release=release,
    )


def unseen(slug: str) -> list[tuple[int, int | None, int | None, int | None]]:
    """Return an edition's times without a programme: releases, and minutes of the summer."""
    rows = db.session.scalars(
        select(UnseenTime)
        .join(Edition, Edition.id == UnseenTime.edition_id)
        .where(Edition.slug == slug)
        .order_by(UnseenTime.id)
    )
    return [
        (
            row.number_before,
            row.number_after,
            minutes(row.switched_off_at),
            minutes(row.switched_on_at),
        )
        for row in rows
    ]


def minutes(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - SUMMER) // timedelta(minutes=1)


def stored() -> list[list[Row[*tuple[Any, ...]]]]:
    """Return all editions, releases and lines of history."""
    kinds = (Edition, Release, Entry)
    return [
        list(db.session.execute(select(kind.__table__).order_by(kind.id)).all()) for kind in kinds
    ]


def test_the_past_of_the_switch_comes_from_the_history_and_goes_alone(database: Flask) -> None:
    """2024 was off twice and is off; 2025 begins off; 2023 was turned by hand both ways."""
    migrations.install(database)
    day = make_small_day()
    early, late = (make_edition(slug, is_current=False).id for slug in ("2023", "2025"))
    presses = ((False, 1, 0), (False, 1, 1), (True, 2, 5), (False, 2, 8), (True, 2, 9))
    with transaction():
        for is_on, number, minutes in (*presses, (False, 3, 12)):
            what = f"programme switched {'on' if is_on else 'off'}"
            note(day.edition_id, what, number, minutes)
        note(late, "programme switched off", 0, 3)
        note(early, "programme switched off", 1, 4)
        db.session.execute(
            update(Edition)
            .where(Edition.id.in_((day.edition_id, late)))
            .values(shows_programme=False)
        )
        history.record("person 1", "session hidden", on=("session", day.sessions["RUN"]), at=SUMMER)
    before = stored()
    db.session.rollback()
    downgrade(revision="0003")
    assert "unseen_times" not in inspect(db.engine).get_table_names()
    upgrade()
    assert (unseen("2024"), unseen("2025"), unseen("2023")) == (
        [(1, 2, 0, 5), (2, 2, 8, 9), (3, None, 12, None)],
        [(0, None, 3, None)],
        [(1, 1, 4, 4)],
    )
    hidden = select(ReleaseEntry.session_id).where(ReleaseEntry.was_hidden)
    assert db.session.scalars(hidden).all() == [day.sessions["RUN"]]
    assert stored() == before


def test_an_edition_has_one_open_time_without_a_programme(database: Flask) -> None:
    edition = make_edition()
    for minutes in (0, 1):
        with pytest.raises(IntegrityError) if minutes else nullcontext(), transaction():
            db.session.add(
                UnseenTime(
                    edition_id=edition.id,
                    switched_off_at=SUMMER + timedelta(minutes=minutes),
                    number_before=0,
                )
            )


def test_migrations_import_nothing_of_the_application() -> None:
    versions = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    assert [path.name for path in versions if "conference" in path.read_text()] == []
