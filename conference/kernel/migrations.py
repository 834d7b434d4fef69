"""Migrations: what ``flask db`` needs, loaded only where somebody migrates.

Alembic costs a third of a second and 10 MB: a web process has no use for it.
"""

from pathlib import Path

from flask import Flask

from conference.kernel.database import db

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def install(app: Flask) -> None:
    """Let Flask-Migrate's commands and functions work on this application."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(FOLDER), render_as_batch=True)
