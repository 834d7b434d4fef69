"""Layouts: how many a room holds in each, how it stands for a session; step-free may be unknown

Adds columns, and lets one be empty. A box that nobody had ticked said nothing: what was "no" is
"not known" from here on, and organisers say it. Old processes read that as no promise, as before,
and go on writing yes or no. Safe while people work: whoever reads waits a moment, and no table is
copied.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CAPACITIES = ("classroom_capacity", "boardroom_capacity", "standing_capacity")
LAYOUTS = ("usual", "theatre", "cabaret", "classroom", "boardroom", "standing")


def upgrade() -> None:
    for column in CAPACITIES:
        op.add_column("rooms", sa.Column(column, sa.Integer(), nullable=True))
    listed = ", ".join(f"'{layout}'" for layout in LAYOUTS)
    # Plain SQL: Alembic would copy a table on SQLite to give a column a check.
    op.execute(
        f"ALTER TABLE sessions ADD COLUMN layout VARCHAR(10) NOT NULL DEFAULT '{LAYOUTS[0]}'"
        f" CONSTRAINT ck_sessions_layout CHECK (layout IN ({listed}))"
    )
    if op.get_bind().dialect.name == "sqlite":
        _put_in_place("BOOLEAN")
    else:
        op.execute(
            "ALTER TABLE rooms ALTER COLUMN is_step_free DROP NOT NULL,"
            " ALTER COLUMN is_step_free DROP DEFAULT"
        )
        op.execute("UPDATE rooms SET is_step_free = NULL WHERE NOT is_step_free")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _put_in_place("BOOLEAN NOT NULL DEFAULT FALSE")
    else:
        op.execute("UPDATE rooms SET is_step_free = FALSE WHERE is_step_free IS NULL")
        op.execute(
            "ALTER TABLE rooms ALTER COLUMN is_step_free SET DEFAULT FALSE,"
            " ALTER COLUMN is_step_free SET NOT NULL"
        )
    op.execute("ALTER TABLE sessions DROP COLUMN layout")
    for column in reversed(CAPACITIES):
        op.drop_column("rooms", column)


def _put_in_place(kind: str) -> None:
    """Make the column anew: SQLite cannot change one, and a copied table would lose its keys."""
    op.execute(f"ALTER TABLE rooms ADD COLUMN step_free {kind}")
    op.execute("UPDATE rooms SET step_free = TRUE WHERE is_step_free")
    op.execute("ALTER TABLE rooms DROP COLUMN is_step_free")
    op.execute("ALTER TABLE rooms RENAME COLUMN step_free TO is_step_free")
