"""Add quiet hours, presence, reminders and the devices that are written to"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quiet_choices",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quiet_choices")),
    )
    with op.batch_alter_table("quiet_choices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiet_choices_until"), ["until"], unique=False)

    op.create_table(
        "presences",
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("practitioner_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("practice_id", "person_id", name=op.f("pk_presences")),
    )
