"""Migrations equal the models, and lead back to nothing."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from conference.kernel import migrations
from conference.kernel.database import Base, db
from tests.factories.programme import make_edition, make_room

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


def test_migrations_import_nothing_of_the_application() -> None:
    versions = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    assert [path.name for path in versions if "conference" in path.read_text()] == []
