"""Proposals: no number is used twice, and more of what must hold is held

What was not so before is set right first: a decision that nobody can send any more goes, a moment
that was never written down is the last change's, and of two speakers of one person in an edition
the first keeps the account. On SQLite two tables are copied: it is done while nobody works.
"""

from contextlib import AbstractContextManager

from alembic import op
from alembic.operations.base import BatchOperations

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENTS = {"confirmed": "confirmed_at", "withdrawn": "withdrawn_at"}
PENDING = "ck_proposals_pending_state"
TOKENS, TOKENS_OF_YEAR = "uq_proposals_form_token", "uq_proposals_edition_id_form_token"
ONE_SPEAKER = "uq_speakers_edition_id_person_id"


def upgrade() -> None:
    op.execute(
        "UPDATE proposals SET pending = NULL"
        " WHERE state NOT IN ('submitted', 'reserve', 'declined')"
    )
    op.execute(
        "UPDATE proposals SET confirmed_at = edited_at"
        " WHERE state = 'confirmed' AND confirmed_at IS NULL"
    )
    op.execute(
        "UPDATE proposals SET withdrawn_at = edited_at"
        " WHERE state = 'withdrawn' AND withdrawn_at IS NULL"
    )
    with _rebuilt("proposals", is_counted=True) as batch:
        batch.drop_constraint(op.f(TOKENS), type_="unique")
        batch.create_unique_constraint(op.f(TOKENS_OF_YEAR), ["edition_id", "form_token"])
        batch.drop_constraint(op.f(PENDING), type_="check")
        batch.create_check_constraint(
            op.f(PENDING), "pending IS NULL OR state IN ('submitted', 'reserve', 'declined')"
        )
        for state, moment in MOMENTS.items():
            batch.create_check_constraint(
                op.f(f"ck_proposals_{moment}"), f"state <> '{state}' OR {moment} IS NOT NULL"
            )
    with _rebuilt("proposal_authors", is_counted=True):
        pass
    op.execute(
        "UPDATE speakers SET person_id = NULL WHERE EXISTS (SELECT 1 FROM speakers AS first"
        " WHERE first.edition_id = speakers.edition_id AND first.person_id = speakers.person_id"
        " AND first.id < speakers.id)"
    )
    op.create_index(ONE_SPEAKER, "speakers", ["edition_id", "person_id"], unique=True)


def downgrade() -> None:
    op.drop_index(ONE_SPEAKER, table_name="speakers")
    with _rebuilt("proposal_authors", is_counted=False):
        pass
    op.execute(
        "UPDATE proposals SET form_token = substr(form_token, 1, 50) || '-' || id"
        " WHERE EXISTS (SELECT 1 FROM proposals AS first"
        " WHERE first.form_token = proposals.form_token AND first.id < proposals.id)"
    )
    with _rebuilt("proposals", is_counted=False) as batch:
        for moment in MOMENTS.values():
            batch.drop_constraint(op.f(f"ck_proposals_{moment}"), type_="check")
        batch.drop_constraint(op.f(PENDING), type_="check")
        batch.create_check_constraint(op.f(PENDING), "pending IS NULL OR state <> 'draft'")
        batch.drop_constraint(op.f(TOKENS_OF_YEAR), type_="unique")
        batch.create_unique_constraint(op.f(TOKENS), ["form_token"])


def _rebuilt(table: str, *, is_counted: bool) -> AbstractContextManager[BatchOperations]:
    """Change a table in place, or copy it where SQLite is to count its numbers, or no longer."""
    is_copied = op.get_bind().dialect.name == "sqlite"
    return op.batch_alter_table(
        table,
        recreate="always" if is_copied else "never",
        table_kwargs={"sqlite_autoincrement": is_counted},
    )
