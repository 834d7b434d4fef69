"""Migrations equal the models, and lead back to nothing."""

from collections.abc import Iterable
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
from sqlalchemy import (
    MetaData,
    Row,
    Table,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from conference.editions.models import Edition, SetupMark, UnseenTime
from conference.editions.rules import SetupTask
from conference.history import actions as history
from conference.history.models import Entry
from conference.kernel import migrations
from conference.kernel.database import Base, db, transaction
from conference.mail import actions as mail
from conference.people.models import Speaker
from conference.programme.models import AskedSlot, Release, ReleaseEntry, Session
from conference.proposals.models import (
    Proposal,
    ProposalAnswer,
    ProposalAuthor,
    Question,
    ReviewDraft,
)
from conference.proposals.rules.states import Decision, ProposalState, QuestionKind
from tests.factories.programme import (
    SUMMER,
    make_edition,
    make_room,
    make_session,
    make_small_day,
    make_speaker,
)
from tests.factories.proposals import (
    DURING,
    ask_for_review,
    id_of_proposal,
    make_author,
    make_call,
    make_proposal,
    make_review,
    make_reviewer,
    proposal_row,
)

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


def test_a_mark_of_the_call_goes_back_with_its_word_and_the_others_stay(database: Flask) -> None:
    edition_id = make_edition().id
    migrations.install(database)
    with transaction():
        db.session.add_all(
            SetupMark(edition_id=edition_id, task=task, marked_at=SUMMER, marked_by="person 1")
            for task in (SetupTask.PAGES, SetupTask.CALL)
        )
    db.session.rollback()
    downgrade(revision="0006")
    assert "review_drafts" not in inspect(db.engine).get_table_names()
    assert db.session.scalars(text("SELECT task FROM setup_marks")).all() == ["pages"]
    db.session.rollback()
    upgrade()
    with transaction():
        db.session.add(
            SetupMark(
                edition_id=edition_id,
                task=SetupTask.CALL,
                marked_at=SUMMER,
                marked_by="person 1",
            )
        )
    assert inspect(db.engine).has_table("review_drafts")


def everything_of(edition_id: int) -> str:
    """Fill the tables that hang on proposals; return a proposal's code."""
    call_id = make_call(edition_id)
    code = make_proposal(edition_id, state=ProposalState.CONFIRMED)
    row_id = id_of_proposal(code)
    reviewer = make_reviewer(edition_id, "r@gmail.com")
    make_author(row_id, "co@gmail.com")
    make_review(row_id, reviewer, (5, 5))
    ask_for_review(code, reviewer)
    with transaction():
        question = Question(
            call_id=call_id, position=1, kind=QuestionKind.SHORT, label="Why", purpose="To know"
        )
        db.session.add(question)
        db.session.flush()
        db.session.add(ProposalAnswer(proposal_id=row_id, question_id=question.id, answer="So"))
        db.session.add(Speaker(edition_id=edition_id, person_id=reviewer, code="R", name="R"))
        db.session.add(
            ReviewDraft(proposal_id=row_id, person_id=reviewer, scores={}, changed_at=SUMMER)
        )
        db.session.execute(update(Session).where(Session.code == "RUN").values(proposal_id=row_id))
    return code


def rows_of(tables: Iterable[str]) -> dict[str, list[Row[*tuple[Any, ...]]]]:
    """Return all rows of these tables."""
    db.session.rollback()
    metadata = MetaData()
    found = {}
    for name in tables:
        table = Table(name, metadata, autoload_with=db.engine, resolve_fks=False)
        statement = select(*(table.c[column] for column in sorted(table.c.keys())))
        found[name] = sorted(db.session.execute(statement).all(), key=str)
    db.session.rollback()
    return found


def test_proposals_go_back_a_migration_and_come_again_with_all_that_hangs_on_them(
    database: Flask,
) -> None:
    migrations.install(database)
    everything_of(make_small_day().edition_id)
    names = tuple(Base.metadata.tables.keys() - YOUNGER)
    before = rows_of(names)
    assert [name for name in PROPOSALS if not before[name]] == []
    downgrade(revision="0007")
    assert rows_of(names) == before
    upgrade()
    assert rows_of(names) == before


YOUNGER = {"asked_slots"}
"""Tables that a later migration has made."""

PROPOSALS = (
    *("proposals", "proposal_authors", "proposal_answers", "review_assignments", "reviews"),
    *("review_drafts", "review_scores", "speakers", "sessions"),
)


def test_what_did_not_hold_is_set_right(database: Flask) -> None:
    migrations.install(database)
    early, late = make_edition().id, make_edition("2025", is_current=False).id
    codes = {
        state: make_proposal(early, state=state, form_token=f"of {state}")
        for state in (ProposalState.CONFIRMED, ProposalState.WITHDRAWN, ProposalState.SUBMITTED)
    }
    make_proposal(late, form_token="of submitted")
    downgrade(revision="0007")
    tokens = set(db.session.scalars(text("SELECT form_token FROM proposals")))
    ids = {state: id_of_proposal(code) for state, code in codes.items()}
    assert tokens == {*(f"of {state}" for state in codes), f"of submitted-{max(ids.values()) + 1}"}
    db.session.rollback()
    with db.engine.begin() as connection:
        person = connection.scalar(text("SELECT min(id) FROM persons"))
        connection.execute(
            text(
                "UPDATE proposals SET pending = 'accept', confirmed_at = NULL, withdrawn_at = NULL"
            )
        )
        for code in ("A", "B"):
            connection.execute(
                insert(Speaker).values(edition_id=early, person_id=person, code=code, name=code)
            )
    upgrade()
    found = {
        state: (row.pending, row.confirmed_at, row.withdrawn_at)
        for state, row in ((state, proposal_row(code)) for state, code in codes.items())
    }
    assert found == {
        ProposalState.CONFIRMED: (None, DURING, None),
        ProposalState.WITHDRAWN: (None, None, DURING),
        ProposalState.SUBMITTED: (Decision.ACCEPT, None, None),
    }
    holders = db.session.scalars(select(Speaker.person_id).order_by(Speaker.id)).all()
    assert holders == [person, None]


@pytest.mark.parametrize("is_migrated_anew", [False, True])
def test_a_number_that_was_used_is_used_never_again(
    database: Flask, *, is_migrated_anew: bool
) -> None:
    edition_id = make_edition().id
    make_proposal(edition_id)
    if is_migrated_anew:
        migrations.install(database)
        downgrade(revision="0007")
        upgrade()
    thrown_away = id_of_proposal(make_proposal(edition_id, title="B"))
    with transaction():
        for table in (ProposalAuthor, Proposal):
            name = "proposal_id" if table is ProposalAuthor else "id"
            db.session.execute(delete(table).where(table.__table__.c[name] == thrown_away))
    again = id_of_proposal(make_proposal(edition_id, title="C"))
    author_id = db.session.scalar(select(func.max(ProposalAuthor.id)))
    assert (again, author_id) == (thrown_away + 1, 3)


def test_a_row_that_points_at_nothing_stops_a_migration(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    migrations.install(app)
    make_proposal(make_edition().id)
    db.session.rollback()
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for statement in ("PRAGMA foreign_keys = OFF", "DELETE FROM proposals"):
            driver.execute(statement)
        driver.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(SystemExit):
        downgrade(revision="0007")
    assert "rows that point at nothing: [('proposal_authors', 1, 'proposals'" in caplog.text
    assert "ix_proposals_track_id" in {
        one["name"] for one in inspect(db.engine).get_indexes("proposals")
    }
    tokens = inspect(db.engine).get_unique_constraints("proposals")
    assert ["edition_id", "form_token"] in [one["column_names"] for one in tokens]


def test_migrations_import_nothing_of_the_application() -> None:
    versions = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    assert [path.name for path in versions if "conference" in path.read_text()] == []


def test_what_was_asked_about_times_comes_from_the_mails(database: Flask) -> None:
    """Asked twice counts once, and what is of a session that is gone by now does not come."""
    edition_id = make_edition().id
    session_id = make_session(edition_id, "FIRST", ("10:00", "10:40"))
    speaker_id = make_speaker(edition_id, "OLA", "Ola", session_id)
    asked = [[session_id, "202407151000-0"], [9_999, "202407151000-0"]]
    for day in range(2):
        with transaction():
            mail.enqueue(
                "programme.slot_question",
                "ola@example.org",
                facts={"speaker_id": speaker_id, "slots": asked},
                edition_id=edition_id,
                now=SUMMER + timedelta(days=day),
            )
    migrations.install(database)
    db.session.rollback()
    downgrade(revision="0008")
    assert not inspect(db.engine).has_table("asked_slots")
    upgrade()
    rows = db.session.scalars(select(AskedSlot)).all()
    assert [(row.session_id, row.speaker_id, row.mark, row.asked_at) for row in rows] == [
        (session_id, speaker_id, "202407151000-0", SUMMER)
    ]
