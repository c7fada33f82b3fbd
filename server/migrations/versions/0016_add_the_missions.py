"""Add the missions"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "missions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("position", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("patient_id", sa.String(length=32), nullable=True),
        sa.Column("appointment_id", sa.String(length=32), nullable=True),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("said_id", sa.String(length=32), nullable=True),
        sa.Column("template_id", sa.String(length=32), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missions")),
    )
    with op.batch_alter_table("missions", schema=None) as batch_op:
        batch_op.create_index("ix_missions_due", ["due_at"], unique=False)
        batch_op.create_index("ix_missions_patient", ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_missions_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "mission_acts",
        sa.Column("mission_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("initials", sa.String(length=4), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["missions.id"], name=op.f("fk_mission_acts_mission_id_missions"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mission_id", "n", name=op.f("pk_mission_acts")),
    )
    with op.batch_alter_table("mission_acts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mission_acts_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "mission_assignees",
        sa.Column("mission_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["missions.id"], name=op.f("fk_mission_assignees_mission_id_missions"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mission_id", "person_id", name=op.f("pk_mission_assignees")),
    )
    with op.batch_alter_table("mission_assignees", schema=None) as batch_op:
        batch_op.create_index("ix_mission_assignees_person", ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mission_assignees_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "mission_comments",
        sa.Column("mission_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("initials", sa.String(length=4), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["missions.id"], name=op.f("fk_mission_comments_mission_id_missions"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mission_id", "n", name=op.f("pk_mission_comments")),
    )
    with op.batch_alter_table("mission_comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mission_comments_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "mission_templates",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.String(length=32), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("assignees", sa.JSON(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("due_minute", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mission_templates")),
    )
    with op.batch_alter_table("mission_templates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mission_templates_practice_id"), ["practice_id"], unique=False)
