"""Proposals: calls, proposals, reviews, decisions, speakers' tasks, their files, and feedback

Only adds, and lets three checks take more words. On SQLite the tables of those checks are copied
(roles, invitations to them, the outbox): it is done while nobody works. What old processes write
gets the defaults.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROLES = ("organiser", "finance", "access_coordinator", "catering_coordinator")
NEW_ROLES = ("committee", "reviewer")
STATES = ("queued", "sending", "retry", "sent", "failed")


def _check(table: str, column: str, members: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{member}'" for member in members)
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"{column} IN ({listed})")


def upgrade() -> None:
    for table in ("role_grants", "role_invitations"):
        _check(table, "role", (*ROLES, *NEW_ROLES))
    _check("messages", "state", ("draft", *STATES))
    op.add_column("messages", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("ALTER TABLE speakers ADD COLUMN shows_picture BOOLEAN NOT NULL DEFAULT TRUE")
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("limit_per_person", sa.Integer(), nullable=True),
        sa.Column("abstract_words", sa.Integer(), nullable=False),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "abstract_words BETWEEN 50 AND 2000", name=op.f("ck_calls_abstract_words")
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_calls_dates")),
        sa.CheckConstraint("grace_minutes BETWEEN 0 AND 240", name=op.f("ck_calls_grace_minutes")),
        sa.CheckConstraint(
            "limit_per_person IS NULL OR limit_per_person > 0", name=op.f("ck_calls_limit")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_calls_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_calls_edition_id")),
    )
    op.create_table(
        "reviewers",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_reviewers_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_reviewers_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("edition_id", "person_id", name=op.f("pk_reviewers")),
    )
    op.create_index(op.f("ix_reviewers_person_id"), "reviewers", ["person_id"], unique=False)
    op.create_table(
        "call_formats",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_formats_call_id_calls")
        ),
        sa.ForeignKeyConstraint(
            ["format_id"], ["formats.id"], name=op.f("fk_call_formats_format_id_formats")
        ),
        sa.PrimaryKeyConstraint("call_id", "format_id", name=op.f("pk_call_formats")),
    )
    op.create_index(op.f("ix_call_formats_format_id"), "call_formats", ["format_id"], unique=False)
    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("help", sa.String(length=300), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 0 AND 10", name=op.f("ck_criteria_weight")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_criteria_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("call_id", "name", name=op.f("uq_criteria_call_id_name")),
    )
    op.create_table(
        "decision_texts",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('accept', 'reserve', 'decline')", name=op.f("ck_decision_texts_decision")
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_decision_texts_call_id_calls")
        ),
        sa.PrimaryKeyConstraint("call_id", "decision", name=op.f("pk_decision_texts")),
    )
    op.create_table(
        "extension_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("uses > 0", name=op.f("ck_extension_codes_uses")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_extension_codes_call_id_calls")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_codes")),
        sa.UniqueConstraint("call_id", "code", name=op.f("uq_extension_codes_call_id_code")),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("max_words", sa.Integer(), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_for_reviewers", sa.Boolean(), nullable=False),
        sa.Column("asked_if_id", sa.Integer(), nullable=True),
        sa.Column("asked_if_answer", sa.String(length=200), nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('short', 'long', 'yes_no', 'one', 'several', 'number')",
            name=op.f("ck_questions_kind"),
        ),
        sa.CheckConstraint("kept_days BETWEEN 0 AND 2200", name=op.f("ck_questions_kept_days")),
        sa.CheckConstraint(
            "max_words IS NULL OR max_words > 0", name=op.f("ck_questions_max_words")
        ),
        sa.ForeignKeyConstraint(
            ["asked_if_id"], ["questions.id"], name=op.f("fk_questions_asked_if_id_questions")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_questions_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_asked_if_id"), "questions", ["asked_if_id"], unique=False)
    op.create_index(op.f("ix_questions_call_id"), "questions", ["call_id"], unique=False)
    op.create_table(
        "review_phases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("may_review", sa.Boolean(), nullable=False),
        sa.Column("may_discuss", sa.Boolean(), nullable=False),
        sa.Column("sight", sa.String(length=10), nullable=False),
        sa.CheckConstraint("sight IN ('never', 'after_own')", name=op.f("ck_review_phases_sight")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_review_phases_dates")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_review_phases_call_id_calls")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_phases")),
    )
    op.create_index(op.f("ix_review_phases_call_id"), "review_phases", ["call_id"], unique=False)
    op.create_table(
        "reviewer_tracks",
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_reviewer_tracks_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.id"], name=op.f("fk_reviewer_tracks_track_id_tracks")
        ),
        sa.PrimaryKeyConstraint("track_id", "person_id", name=op.f("pk_reviewer_tracks")),
    )
    op.create_index(
        op.f("ix_reviewer_tracks_person_id"), "reviewer_tracks", ["person_id"], unique=False
    )
    op.create_table(
        "speaker_conduct",
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policies.id"], name=op.f("fk_speaker_conduct_policy_id_policies")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_speaker_conduct_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint("speaker_id", "policy_id", name=op.f("pk_speaker_conduct")),
    )
    op.create_index(
        op.f("ix_speaker_conduct_policy_id"), "speaker_conduct", ["policy_id"], unique=False
    )
    op.create_table(
        "speaker_details",
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("recording", sa.String(length=10), nullable=False),
        sa.Column("equipment", sa.String(length=500), nullable=False),
        sa.Column("access", sa.String(length=500), nullable=False),
        sa.Column("travel", sa.String(length=500), nullable=False),
        sa.Column("reuses_biography", sa.Boolean(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "recording IN ('undecided', 'no', 'audio', 'video')",
            name=op.f("ck_speaker_details_recording"),
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_speaker_details_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint("speaker_id", name=op.f("pk_speaker_details")),
    )
    op.create_table(
        "speaker_pictures",
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_speaker_pictures_size")),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_speaker_pictures_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint("speaker_id", name=op.f("pk_speaker_pictures")),
        sa.UniqueConstraint("mark", name=op.f("uq_speaker_pictures_mark")),
    )
    op.create_table(
        "speaker_tasks",
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "task IN ('confirm', 'biography', 'picture', 'visibility', 'recording', 'equipment', 'access', 'conduct', 'travel')",
            name=op.f("ck_speaker_tasks_task"),
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_speaker_tasks_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint("speaker_id", "task", name=op.f("pk_speaker_tasks")),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("form_token", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("pending", sa.String(length=10), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("audience", sa.String(length=400), nullable=False),
        sa.Column("outcome", sa.String(length=600), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("content_note", sa.String(length=300), nullable=False),
        sa.Column("committee_note", sa.Text(), nullable=False),
        sa.Column("needs", sa.String(length=500), nullable=False),
        sa.Column("format_id", sa.Integer(), nullable=True),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("has_spoken_before", sa.Boolean(), nullable=True),
        sa.Column("extension_code_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.String(length=10), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level IN ('any', 'new', 'some', 'much')", name=op.f("ck_proposals_level")
        ),
        sa.CheckConstraint(
            "pending IN ('accept', 'reserve', 'decline')", name=op.f("ck_proposals_pending")
        ),
        sa.CheckConstraint(
            "pending IS NULL OR state <> 'draft'", name=op.f("ck_proposals_pending_state")
        ),
        sa.CheckConstraint(
            "state = 'draft' OR submitted_at IS NOT NULL", name=op.f("ck_proposals_submitted_at")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'accepted', 'confirmed', 'reserve', 'declined', 'withdrawn')",
            name=op.f("ck_proposals_state"),
        ),
        sa.CheckConstraint(
            "told IN ('accept', 'reserve', 'decline')", name=op.f("ck_proposals_told")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_proposals_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["extension_code_id"],
            ["extension_codes.id"],
            name=op.f("fk_proposals_extension_code_id_extension_codes"),
        ),
        sa.ForeignKeyConstraint(
            ["format_id"], ["formats.id"], name=op.f("fk_proposals_format_id_formats")
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.id"], name=op.f("fk_proposals_track_id_tracks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_proposals_edition_id_code")),
        sa.UniqueConstraint("form_token", name=op.f("uq_proposals_form_token")),
    )
    op.create_index(
        op.f("ix_proposals_edition_id_state"), "proposals", ["edition_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_proposals_extension_code_id"), "proposals", ["extension_code_id"], unique=False
    )
    op.create_index(op.f("ix_proposals_format_id"), "proposals", ["format_id"], unique=False)
    op.create_index(op.f("ix_proposals_track_id"), "proposals", ["track_id"], unique=False)
    op.create_table(
        "question_tracks",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_tracks_question_id_questions")
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.id"], name=op.f("fk_question_tracks_track_id_tracks")
        ),
        sa.PrimaryKeyConstraint("question_id", "track_id", name=op.f("pk_question_tracks")),
    )
    op.create_index(
        op.f("ix_question_tracks_track_id"), "question_tracks", ["track_id"], unique=False
    )
    op.create_table(
        "conflicts_of_interest",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "kind IN ('declared', 'organisation', 'co_speaker')",
            name=op.f("ck_conflicts_of_interest_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_conflicts_of_interest_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_conflicts_of_interest_proposal_id_proposals"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_conflicts_of_interest")),
    )
    op.create_index(
        op.f("ix_conflicts_of_interest_person_id"),
        "conflicts_of_interest",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "proposal_answers",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposal_answers_proposal_id_proposals"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_proposal_answers_question_id_questions"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "question_id", name=op.f("pk_proposal_answers")),
    )
    op.create_index(
        op.f("ix_proposal_answers_question_id"), "proposal_answers", ["question_id"], unique=False
    )
    op.create_table(
        "proposal_authors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("biography", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('invited', 'accepted', 'declined')", name=op.f("ck_proposal_authors_state")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_proposal_authors_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposal_authors_proposal_id_proposals"),
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_proposal_authors_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_authors")),
        sa.UniqueConstraint(
            "proposal_id", "email", name=op.f("uq_proposal_authors_proposal_id_email")
        ),
    )
    op.create_index(op.f("ix_proposal_authors_email"), "proposal_authors", ["email"], unique=False)
    op.create_index(
        op.f("ix_proposal_authors_person_id"), "proposal_authors", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_proposal_authors_speaker_id"), "proposal_authors", ["speaker_id"], unique=False
    )
    op.create_index(
        "uq_proposal_authors_owner",
        "proposal_authors",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("is_owner"),
        postgresql_where=sa.text("is_owner"),
    )
    op.create_table(
        "review_assignments",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_review_assignments_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_review_assignments_proposal_id_proposals"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_review_assignments")),
    )
    op.create_index(
        op.f("ix_review_assignments_person_id"), "review_assignments", ["person_id"], unique=False
    )
    op.create_table(
        "review_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_review_comments_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_review_comments_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comments")),
    )
    op.create_index(
        op.f("ix_review_comments_person_id"), "review_comments", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_review_comments_proposal_id"), "review_comments", ["proposal_id"], unique=False
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_abstained", sa.Boolean(), nullable=False),
        sa.Column("for_speaker", sa.Text(), nullable=False),
        sa.Column("for_committee", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_reviews_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_reviews_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint(
            "proposal_id", "person_id", name=op.f("uq_reviews_proposal_id_person_id")
        ),
    )
    op.create_index(op.f("ix_reviews_person_id"), "reviews", ["person_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moderated_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'passed', 'kept_back')", name=op.f("ck_feedback_state")
        ),
        sa.CheckConstraint(
            "rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_feedback_rating")
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendees.id"], name=op.f("fk_feedback_attendee_id_attendees")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_feedback_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint(
            "session_id", "attendee_id", name=op.f("uq_feedback_session_id_attendee_id")
        ),
    )
    op.create_index(op.f("ix_feedback_attendee_id"), "feedback", ["attendee_id"], unique=False)
    op.create_table(
        "review_scores",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_review_scores_score")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name=op.f("fk_review_scores_criterion_id_criteria")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_scores_review_id_reviews")
        ),
        sa.PrimaryKeyConstraint("review_id", "criterion_id", name=op.f("pk_review_scores")),
    )
    op.create_index(
        op.f("ix_review_scores_criterion_id"), "review_scores", ["criterion_id"], unique=False
    )
    op.create_table(
        "session_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_session_files_size")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_files_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_session_files_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_files")),
        sa.UniqueConstraint("mark", name=op.f("uq_session_files_mark")),
    )
    op.create_index(
        op.f("ix_session_files_session_id"), "session_files", ["session_id"], unique=False
    )
    op.create_index(
        op.f("ix_session_files_speaker_id"), "session_files", ["speaker_id"], unique=False
    )
    op.create_table(
        "slot_answers",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IN ('yes', 'another_time', 'withdraw')", name=op.f("ck_slot_answers_answer")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_slot_answers_room_id_rooms")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_slot_answers_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_slot_answers_speaker_id_speakers")
        ),
        sa.PrimaryKeyConstraint("session_id", "speaker_id", name=op.f("pk_slot_answers")),
    )
    op.create_index(op.f("ix_slot_answers_room_id"), "slot_answers", ["room_id"], unique=False)
    op.create_index(
        op.f("ix_slot_answers_speaker_id"), "slot_answers", ["speaker_id"], unique=False
    )
    op.execute(
        "ALTER TABLE sessions ADD COLUMN proposal_id INTEGER"
        " CONSTRAINT fk_sessions_proposal_id_proposals REFERENCES proposals (id)"
    )
    op.create_index("uq_sessions_proposal_id", "sessions", ["proposal_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_sessions_proposal_id", "sessions")
    op.execute("ALTER TABLE sessions DROP COLUMN proposal_id")
    op.drop_table("slot_answers")
    op.drop_table("session_files")
    op.drop_table("review_scores")
    op.drop_table("feedback")
    op.drop_table("reviews")
    op.drop_table("review_comments")
    op.drop_table("review_assignments")
    op.drop_table("proposal_authors")
    op.drop_table("proposal_answers")
    op.drop_table("conflicts_of_interest")
    op.drop_table("question_tracks")
    op.drop_table("proposals")
    op.drop_table("speaker_tasks")
    op.drop_table("speaker_pictures")
    op.drop_table("speaker_details")
    op.drop_table("speaker_conduct")
    op.drop_table("reviewer_tracks")
    op.drop_table("review_phases")
    op.drop_table("questions")
    op.drop_table("extension_codes")
    op.drop_table("decision_texts")
    op.drop_table("criteria")
    op.drop_table("call_formats")
    op.drop_table("reviewers")
    op.drop_table("calls")
    op.drop_column("speakers", "shows_picture")
    op.drop_column("messages", "due_at")
    op.execute("DELETE FROM messages WHERE state = 'draft'")
    _check("messages", "state", STATES)
    for table in ("role_invitations", "role_grants"):
        role = sa.table(table, sa.column("role"))
        op.execute(sa.delete(role).where(role.c.role.in_(NEW_ROLES)))
        _check(table, "role", ROLES)
