"""The database: tables' base, exact types, and the one transaction with the only commit."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    and_,
    bindparam,
    delete,
    event,
    literal,
    types,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry

from conference.kernel.errors import Unavailable

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MILLISECONDS = 15_000
"""So long a write waits for others before it gives up, on SQLite and on PostgreSQL."""

WRITING = "writing"
KICKS = "kicks"
TOUCHED = "touched"
KICK = "conference.kick"
"""App extension: the function that wakes the worker for a job."""


BaseT = TypeVar("BaseT", bound="Base")


class UtcDateTime(types.TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class EnumText(types.TypeDecorator[StrEnum]):
    """A member of ``states``, kept as text and read as the member: ``is`` is right everywhere."""

    impl = String
    cache_ok = True

    def __init__(self, states: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.states = states

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        """Refuse a text that is no member before the database has to."""
        return None if value is None else self.states(value).value

    def process_result_value(self, value: str | None, _: Dialect) -> StrEnum | None:
        """Return the member."""
        return None if value is None else self.states(value)


class Base(DeclarativeBase):
    """What every table inherits: named constraints and exact moments."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime},
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class WriteOutsideTransaction(RuntimeError):
    """A write was tried where no ``transaction()`` is open: a view cannot write by accident."""


class NestedTransaction(RuntimeError):
    """``transaction()`` was opened inside another one: actions never open one."""


class _Changes:
    """A count that several threads add to."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def add(self) -> None:
        """Count one more."""
        with self._lock:
            self.count += 1


_changes = _Changes()


@contextmanager
def transaction() -> Iterator[None]:
    """Run one action: everything is stored, or nothing.

    Ends the read first, so that what was read before is read again under the lock. Raises:
    Unavailable (others held the lock for too long, or PostgreSQL chose this one to give way in
    a deadlock or a serialization failure: both drivers call all of them operational errors).
    """
    session = db.session()
    if session.info.get(WRITING):
        raise NestedTransaction
    session.rollback()
    session.expire_all()
    session.info[WRITING] = True
    kicks: set[str] = session.info.setdefault(KICKS, set())
    try:
        session.connection(execution_options={WRITING: True})
        yield
        session.flush()
        session.commit()
        if session.info.pop(TOUCHED, False):
            _changes.add()
    except OperationalError as error:
        session.rollback()
        session.info.pop(TOUCHED, None)
        kicks.clear()
        raise Unavailable from error
    except BaseException:
        session.rollback()
        session.info.pop(TOUCHED, None)
        kicks.clear()
        raise
    finally:
        session.info[WRITING] = False
    _kick(kicks)


def delete_where(table: type[Base], condition: ColumnElement[bool]) -> int:
    """Delete the rows that a condition holds for and return how many there were."""
    gone = db.session.scalars(
        delete(table)
        .where(condition)
        .returning(literal(1))
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def named_values(table: type[Base], columns: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that these columns have the values bound by their names."""
    return and_(*(getattr(table, column) == bindparam(column) for column in columns))


def mark_public_change() -> None:
    """Say that this transaction changes what every process remembers of an edition."""
    db.session().info[TOUCHED] = True


def public_changes() -> int:
    """Return how many such transactions this process has stored."""
    return _changes.count


def in_transaction() -> bool:
    """Say whether a ``transaction()`` is open: flows refuse to use the network inside one."""
    return bool(db.session().info.get(WRITING))


def kick_after_commit(job: str) -> None:
    """Wake the worker for ``job`` once this transaction is stored."""
    db.session().info.setdefault(KICKS, set()).add(job)


def _kick(kicks: set[str]) -> None:
    kick: Callable[[str], None] | None = current_app.extensions.get(KICK)
    while kicks:
        job = kicks.pop()
        if kick is not None:
            kick(job)


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, *_: object) -> None:
    if not session.info.get(WRITING) and (session.new or session.dirty or session.deleted):
        raise WriteOutsideTransaction


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(state: ORMExecuteState) -> None:
    is_write = state.is_insert or state.is_update or state.is_delete
    if is_write and not state.session.info.get(WRITING):
        raise WriteOutsideTransaction


@event.listens_for(Session, "do_orm_execute")
def _read_locked_rows_anew(state: ORMExecuteState) -> None:
    """Let a row that is locked show what it is now, not what this session read of it before."""
    if getattr(state.statement, "_for_update_arg", None) is not None:
        state.update_execution_options(populate_existing=True)


def tune(engine: Engine) -> None:
    """Let no write wait for ever, and give SQLite real transactions.

    Those of SQLite take the write lock first, and every commit is on disk.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _connect_postgres)


def _connect_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",  # NORMAL can lose a commit when power fails
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _connect_postgres(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_MILLISECONDS}ms'")
    connection.commit()  # a setting of a transaction that is rolled back is lost


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITING):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # may have to wait, and may give up
    else:
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")  # takes no lock yet, so that there is nothing to wait for


def one_of(column: str, states: type[StrEnum]) -> CheckConstraint:
    """Return the check that keeps a text column to the members of an enum."""
    listed = ", ".join(f"'{state.value}'" for state in states)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def copy_of(row: BaseT, **values: Any) -> BaseT:
    """Return a new row like this one, but for its id and these values."""
    kind = type(row)
    kept = {
        column.key: getattr(row, column.key)
        for column in kind.__table__.columns
        if not column.primary_key
    }
    return kind(**(kept | values))
