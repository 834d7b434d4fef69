"""Runs migrations on the application's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine

from conference.kernel.database import Base, UtcDateTime


def render_item(kind: str, item: Any, _: Any) -> str | bool:
    """Write our column types as plain ones: migrations import nothing of the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Migrate within one transaction: both databases take changes of tables back with the rest."""
    engine: Engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, _copying_tables(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_keys(connection)
        connection.commit()


@contextmanager
def _copying_tables(connection: Connection) -> Iterator[None]:
    """Let a table be copied that others point at: SQLite would refuse to drop the old one.

    Source: sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes". The
    setting counts between transactions only, so it goes past SQLAlchemy, which would begin one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys = ON")


def _check_keys(connection: Connection) -> None:
    """Stop before anything is stored if a row points at nothing."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"rows that point at nothing: {lost[:10]}")


run()
