"""Programme: which times people on stage were asked about, kept longer than the mails that asked

Only adds a table, and fills it from the mails that the outbox still has. Safe while people work:
whoever is asked in between is asked about the same time once more at most.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

QUESTION = "programme.slot_question"

messages = sa.table(
    "messages",
    sa.column("id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("facts", sa.JSON()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    asked = op.create_table(
        "asked_slots",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_asked_slots_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_asked_slots_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint("session_id", "speaker_id", "mark", name=op.f("pk_asked_slots")),
    )
    op.create_index(op.f("ix_asked_slots_speaker_id"), "asked_slots", ["speaker_id"])
    if rows := _asked_by_mail():
        op.bulk_insert(asked, rows)


def downgrade() -> None:
    op.drop_table("asked_slots")


def _asked_by_mail() -> list[dict[str, Any]]:
    """Return what mails asked, each once, of sessions and speakers that are there still."""
    found = {}
    mails = sa.select(messages.c.facts, messages.c.created_at)
    for facts, asked_at in op.get_bind().execute(
        mails.where(messages.c.kind == QUESTION).order_by(messages.c.id.desc())
    ):
        for session_id, mark in facts["slots"]:
            found[session_id, facts["speaker_id"], mark] = asked_at
    sessions, speakers = _ids("sessions"), _ids("speakers")
    return [
        {"session_id": session, "speaker_id": speaker, "mark": mark, "asked_at": asked_at}
        for (session, speaker, mark), asked_at in sorted(found.items())
        if session in sessions and speaker in speakers
    ]


def _ids(table: str) -> set[int]:
    rows = sa.select(sa.table(table, sa.column("id", sa.Integer())).c.id)
    return set(op.get_bind().scalars(rows))
