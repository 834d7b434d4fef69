"""Reviewing: what a reviewer has typed and not given yet; the call on the set-up list

Only adds a table, and lets a check take one more word: on SQLite the marks of the set-up list are
copied, a few rows. Safe while people work.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TASKS = (
    *("details", "contacts", "policies", "pages", "support", "tickets", "rooms", "tracks"),
    *("formats", "sessions", "schedule", "release", "team", "current"),
)
NEW_TASK = "call"


def _check(members: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{member}'" for member in members)
    name = op.f("ck_setup_marks_task")
    with op.batch_alter_table("setup_marks") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"task IN ({listed})")


def upgrade() -> None:
    _check((*TASKS, NEW_TASK))
    op.create_table(
        "review_drafts",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_abstained", sa.Boolean(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("for_speaker", sa.Text(), nullable=False),
        sa.Column("for_committee", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_review_drafts_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_review_drafts_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_review_drafts")),
    )
    op.create_index(op.f("ix_review_drafts_person_id"), "review_drafts", ["person_id"])


def downgrade() -> None:
    op.drop_table("review_drafts")
    marks = sa.table("setup_marks", sa.column("task"))
    op.execute(sa.delete(marks).where(marks.c.task == NEW_TASK))
    _check(TASKS)
