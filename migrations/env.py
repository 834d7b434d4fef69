"""Runs migrations on the application's database."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Engine

from conference.kernel.database import Base, UtcDateTime


def render_item(kind: str, item: Any, _: Any) -> str | bool:
    """Write our column types as plain ones: migrations import nothing of the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Migrate within one transaction where the database allows it."""
    engine: Engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
