"""The agenda: what rooms can do, chairs, locks, steps of the schedule, accepted findings

Only adds. Old processes go on while it runs: what they write gets the defaults.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


NEW_COLUMNS = (
    ("rooms", "is_step_free", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("rooms", "has_loop", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("formats", "minutes", "INTEGER"),
    ("slots", "is_locked", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("releases", "name", "VARCHAR(80) NOT NULL DEFAULT ''"),
    (
        "sessions",
        "minutes",
        "INTEGER CONSTRAINT ck_sessions_minutes CHECK (minutes IS NULL OR minutes >= 0)",
    ),
    ("sessions", "shares_room", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("sessions", "version", "INTEGER NOT NULL DEFAULT 1"),
    (
        "session_speakers",
        "role",
        """VARCHAR(10) NOT NULL DEFAULT 'speaker'
        CONSTRAINT ck_session_speakers_role CHECK (role IN ('speaker', 'chair'))""",
    ),
)
"""Added in plain SQL: Alembic would copy a table on SQLite to give a column a check."""


def upgrade() -> None:
    for table, column, kind in NEW_COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.add_column("sessions", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    _times("room_blocks", "room_id", "rooms", sa.Column("reason", sa.String(200), nullable=False))
    _times("speaker_absences", "speaker_id", "speakers")
    op.create_table(
        "draft_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_draft_steps_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_steps")),
    )
    op.create_index(op.f("ix_draft_steps_edition_id"), "draft_steps", ["edition_id"])
    op.create_table(
        "release_stage",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.CheckConstraint("role IN ('speaker', 'chair')", name=op.f("ck_release_stage_role")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_stage_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_release_stage_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_release_stage_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint(
            "release_id", "session_id", "speaker_id", name=op.f("pk_release_stage")
        ),
    )
    op.create_index(op.f("ix_release_stage_speaker_id"), "release_stage", ["speaker_id"])
    op.execute(
        "INSERT INTO release_stage (release_id, session_id, speaker_id, position, role)"
        " SELECT release_entries.release_id, session_speakers.session_id,"
        " session_speakers.speaker_id, session_speakers.position, session_speakers.role"
        " FROM release_entries"
        " JOIN session_speakers ON session_speakers.session_id = release_entries.session_id"
    )
    op.create_table(
        "accepted_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("accepted_by", sa.String(length=60), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_accepted_findings_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_findings")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_accepted_findings_edition_id_key")),
    )


def downgrade() -> None:
    for table in (
        "accepted_findings",
        "release_stage",
        "draft_steps",
        "speaker_absences",
        "room_blocks",
    ):
        op.drop_table(table)
    op.execute("ALTER TABLE sessions DROP COLUMN hidden_at")
    for table, column, _ in reversed(NEW_COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _times(name: str, owner: str, owners: str, *more: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(owner, sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.CheckConstraint("ends_at > starts_at", name=op.f(f"ck_{name}_length")),
        sa.ForeignKeyConstraint(
            [owner], [f"{owners}.id"], name=op.f(f"fk_{name}_{owner}_{owners}")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_{owner}"), name, [owner])
