"""When nobody saw the programme, and which sessions were hidden when a release was made

Only adds. The times come from what the history says of the published switch; a session that was
ever hidden counts as hidden in every release so far, so that no title comes back through the past.
Whoever reads waits a moment (PostgreSQL locks the entries while they get their column).
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OFF, ON = "programme switched off", "programme switched on"

history = sa.table(
    "history_entries",
    sa.column("id", sa.Integer),
    sa.column("at", MOMENT),
    sa.column("what", sa.String),
    sa.column("subject_kind", sa.String),
    sa.column("subject_id", sa.Integer),
    sa.column("details", sa.JSON),
)
editions = sa.table(
    "editions",
    sa.column("id", sa.Integer),
    sa.column("shows_programme", sa.Boolean),
    sa.column("created_at", MOMENT),
)
releases = sa.table(
    "releases", sa.column("edition_id", sa.Integer), sa.column("number", sa.Integer)
)


def upgrade() -> None:
    times = op.create_table(
        "unseen_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("switched_off_at", MOMENT, nullable=False),
        sa.Column("number_before", sa.Integer(), nullable=False),
        sa.Column("switched_on_at", MOMENT, nullable=True),
        sa.Column("number_after", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(switched_on_at IS NULL) = (number_after IS NULL)", name=op.f("ck_unseen_times_end")
        ),
        sa.CheckConstraint("number_after >= number_before", name=op.f("ck_unseen_times_numbers")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_unseen_times_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unseen_times")),
    )
    op.create_index(op.f("ix_unseen_times_edition_id"), "unseen_times", ["edition_id"])
    op.create_index(
        "uq_unseen_times_open",
        "unseen_times",
        ["edition_id"],
        unique=True,
        sqlite_where=sa.text("switched_on_at IS NULL"),
        postgresql_where=sa.text("switched_on_at IS NULL"),
    )
    if rows := _times():
        op.bulk_insert(times, rows)
    op.execute("ALTER TABLE release_entries ADD COLUMN was_hidden BOOLEAN NOT NULL DEFAULT FALSE")
    op.execute(
        "UPDATE release_entries SET was_hidden = TRUE WHERE session_id IN (SELECT subject_id FROM"
        " history_entries WHERE subject_kind = 'session' AND what = 'session hidden')"
        " OR session_id IN (SELECT id FROM sessions WHERE hidden_at IS NOT NULL)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE release_entries DROP COLUMN was_hidden")
    op.drop_table("unseen_times")


def _times() -> list[dict[str, Any]]:
    """Return the times that the history tells of; the switch itself says whether one is open."""
    bind = op.get_bind()
    presses = defaultdict(list)
    said = sa.select(history).where(
        history.c.subject_kind == "edition", history.c.what.in_((OFF, ON))
    )
    for row in bind.execute(said.order_by(history.c.id)):
        presses[row.subject_id].append((row.what == ON, row.at, row.details["release"]))
    found = []
    for edition in bind.execute(sa.select(editions).order_by(editions.c.id)):
        newest = bind.scalar(
            sa.select(sa.func.max(releases.c.number)).where(releases.c.edition_id == edition.id)
        )
        rows = _paired(presses[edition.id])
        if edition.shows_programme:
            for row in rows:
                if row["switched_on_at"] is None:  # switched on by hand
                    row |= {
                        "switched_on_at": row["switched_off_at"],
                        "number_after": newest or row["number_before"],
                    }
        elif not rows or rows[-1]["switched_on_at"] is not None:  # switched off by hand
            rows.append(_row(edition.created_at, newest or 0))
        found += [{"edition_id": edition.id, **row} for row in rows]
    return found


def _paired(presses: list[tuple[bool, datetime, int]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for is_on, at, number in presses:
        is_open = bool(rows) and rows[-1]["switched_on_at"] is None
        if is_on and is_open:
            rows[-1] |= {"switched_on_at": at, "number_after": number}
        elif not is_on and not is_open:
            rows.append(_row(at, number))
    return rows


def _row(at: datetime, number: int) -> dict[str, Any]:
    return {
        "switched_off_at": at,
        "number_before": number,
        "switched_on_at": None,
        "number_after": None,
    }
