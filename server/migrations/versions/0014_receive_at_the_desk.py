"""Receive patients of teleconsultations at the desk"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_desks",
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("receiver", sa.String(length=32), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("goodbye_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticks", sa.JSON(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_room_desks")),
    )
    with op.batch_alter_table("room_desks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_desks_practice_id"), ["practice_id"], unique=False)
