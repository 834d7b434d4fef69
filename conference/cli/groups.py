"""A group of commands that says in a sentence when there is no database to work on."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from conference.kernel.settings import DESCRIBED

NO_TABLE = "42P01"
"""PostgreSQL's code (SQLSTATE) of a table that is not there; SQLite calls it operational."""


class NoDatabase(click.ClickException):
    """No database answers, or it has no tables."""

    exit_code = 2


class Group(AppGroup):
    """Commands that need the database with its tables."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Raises: NoDatabase."""
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            is_operational = isinstance(error, OperationalError)
            if not is_operational and getattr(error.orig, "sqlstate", None) != NO_TABLE:
                raise
            reason = str(error.orig).partition("\n")[0]
            raise NoDatabase(
                f"The database does not answer as it should ({reason}). CONFERENCE_DATABASE_URL "
                f"says which one it is, and “flask db upgrade” makes its tables. {DESCRIBED}"
            ) from error
