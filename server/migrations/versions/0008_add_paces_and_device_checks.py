"""Add paces and device checks"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_paces",
        sa.Column("practitioner_id", sa.String(length=32), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("practitioner_id", name=op.f("pk_room_paces")),
    )
    with op.batch_alter_table("room_paces", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_paces_practice_id"), ["practice_id"], unique=False)

    with op.batch_alter_table("room_seats", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("checked", sa.JSON(none_as_null=True), nullable=True))
