"""The one transaction: all or nothing, no stray writes, exact moments."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from conference.history.models import Entry
from conference.kernel.database import (
    BUSY_MILLISECONDS,
    NestedTransaction,
    WriteOutsideTransaction,
    db,
    in_transaction,
    transaction,
)
from conference.kernel.errors import Unavailable

NOON = datetime(2024, 7, 15, 12, 0, tzinfo=UTC)


def make_entry(what: str = "done", at: datetime = NOON) -> Entry:
    return Entry(at=at, actor="system", what=what, subject_kind="test", subject_id=1, details={})


def stored() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Entry.what).order_by(Entry.id)))


def test_what_an_action_does_is_stored_together(database: Flask) -> None:
    with transaction():
        db.session.add(make_entry("one"))
        db.session.add(make_entry("two"))
    assert stored() == ["one", "two"]


def test_an_exception_undoes_everything(database: Flask) -> None:
    def fail_half_way() -> None:
        with transaction():
            db.session.add(make_entry("one"))
            db.session.flush()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    assert stored() == []
    assert not in_transaction()


def test_transactions_do_not_nest(database: Flask) -> None:
    with transaction():
        db.session.add(make_entry("outer"))
        with pytest.raises(NestedTransaction), transaction():
            pass
    assert stored() == ["outer"]


def test_a_write_outside_is_refused(database: Flask) -> None:
    db.session.add(make_entry())
    with pytest.raises(WriteOutsideTransaction):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(WriteOutsideTransaction):
        db.session.execute(update(Entry).values(what="changed"))
    assert stored() == []


def test_what_was_read_before_is_read_again_inside(database: Flask) -> None:
    with transaction():
        db.session.add(make_entry("old"))
    row = db.session.scalar(select(Entry))
    assert row is not None
    assert row.what == "old"
    with db.engine.connect() as other:
        other.execute(update(Entry).values(what="new"))
        other.commit()
    with transaction():
        assert row.what == "new"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_postgresql_waits_for_a_lock_as_long_as_sqlite(database: Flask) -> None:
    db.session.rollback()
    assert db.session.scalar(text("SHOW lock_timeout")) == f"{BUSY_MILLISECONDS // 1000}s"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("sqlstate", ["55P03", "40P01", "40001"])
@pytest.mark.postgres
def test_a_lock_not_given_a_deadlock_and_a_serialization_failure_come_again(
    database: Flask, sqlstate: str
) -> None:
    """The lock was not given, this one gives way in a deadlock, others changed what it read."""

    def fail_half_way() -> None:
        with transaction():
            db.session.add(make_entry("half"))
            db.session.flush()
            db.session.execute(
                text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$")
            )

    with pytest.raises(Unavailable):
        fail_half_way()
    assert stored() == []


def test_moments_keep_their_instant(database: Flask) -> None:
    summer = timezone(timedelta(hours=1))
    with transaction():
        db.session.add(make_entry(at=datetime(2024, 9, 25, 9, 0, tzinfo=summer)))
    db.session.rollback()
    assert db.session.scalar(select(Entry.at)) == datetime(2024, 9, 25, 8, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused(database: Flask) -> None:
    with pytest.raises(Exception, match="a moment needs a time zone"), transaction():
        db.session.add(make_entry(at=datetime(2024, 9, 25, 9, 0)))  # noqa: DTZ001
