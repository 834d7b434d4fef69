"""The programme's further words: language, level, recording, materials, stars, reserves, hiding

Only adds: what old processes write gets the defaults. Whoever reads waits a moment (PostgreSQL
locks each table while it gets its columns); the tables are small.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _choice(table: str, column: str, members: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{member}'" for member in members)
    return (
        f"VARCHAR(10) NOT NULL DEFAULT '{members[0]}'"
        f" CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({listed}))"
    )


LEVELS = ("any", "new", "some", "much")
RECORDINGS = ("undecided", "no", "audio", "video")
NEW_COLUMNS = (
    ("editions", "shows_programme", "BOOLEAN NOT NULL DEFAULT TRUE"),
    *(
        (table, *column)
        for table in ("sessions", "release_entries")
        for column in (
            ("language", "VARCHAR(12) NOT NULL DEFAULT ''"),
            ("level", _choice(table, "level", LEVELS)),
            ("recording", _choice(table, "recording", RECORDINGS)),
        )
    ),
    ("sessions", "guid", "VARCHAR(36)"),
)
"""Added in plain SQL: Alembic would copy a table on SQLite to give a column a check."""

MOMENTS = (("speakers", "hidden_at"), ("rooms", "hidden_at"))


def upgrade() -> None:
    for table, column, kind in NEW_COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    for table, column in MOMENTS:
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.create_index("uq_sessions_guid", "sessions", ["edition_id", "guid"], unique=True)
    op.create_table(
        "session_materials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_materials_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_materials")),
    )
    op.create_index(op.f("ix_session_materials_session_id"), "session_materials", ["session_id"])
    op.create_table(
        "setup_marks",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=20), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "task IN ('details', 'contacts', 'policies', 'pages', 'support', 'tickets', 'rooms',"
            " 'tracks', 'formats', 'sessions', 'schedule', 'release', 'team', 'current')",
            name=op.f("ck_setup_marks_task"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_setup_marks_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("edition_id", "task", name=op.f("pk_setup_marks")),
    )
    op.create_table(
        "stars",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("starred_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_stars_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_stars_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("person_id", "session_id", name=op.f("pk_stars")),
    )
    op.create_index(op.f("ix_stars_session_id"), "stars", ["session_id"])
    op.create_table(
        "place_reserves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("from_workshop_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("ck_place_reserves_places")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_place_reserves_workshop_id_workshops"),
        ),
        sa.ForeignKeyConstraint(
            ["from_workshop_id"],
            ["workshops.id"],
            name=op.f("fk_place_reserves_from_workshop_id_workshops"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_reserves")),
        sa.UniqueConstraint(
            "workshop_id",
            "from_workshop_id",
            name=op.f("uq_place_reserves_workshop_id_from_workshop_id"),
        ),
    )
    op.create_index(
        op.f("ix_place_reserves_from_workshop_id"), "place_reserves", ["from_workshop_id"]
    )


def downgrade() -> None:
    for table in ("place_reserves", "stars", "setup_marks", "session_materials"):
        op.drop_table(table)
    op.drop_index("uq_sessions_guid", "sessions")
    for table, column in MOMENTS:
        op.drop_column(table, column)
    for table, column, _ in reversed(NEW_COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
