"""Add what is urgent and the roster"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_spans",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.String(length=32), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_spans")),
    )
    with op.batch_alter_table("duty_spans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_spans_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "escalations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("said_id", sa.String(length=32), nullable=True),
        sa.Column("mission_id", sa.String(length=32), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("author_initials", sa.String(length=4), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("climbs_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closed_name", sa.String(length=120), nullable=False),
        sa.Column("closed_initials", sa.String(length=4), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index("ix_escalations_climbs", ["state", "climbs_at"], unique=False)
        batch_op.create_index("ix_escalations_mission", ["mission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalations_practice_id"), ["practice_id"], unique=False)
        batch_op.create_index("ix_escalations_said", ["conversation_id", "said_id"], unique=False)

    op.create_table(
        "escalation_steps",
        sa.Column("escalation_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rung", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=320), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_escalation_steps_escalation_id_escalations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("escalation_id", "n", name=op.f("pk_escalation_steps")),
    )
    with op.batch_alter_table("escalation_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_steps_practice_id"), ["practice_id"], unique=False)
