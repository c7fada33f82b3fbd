"""Add photos and recordings"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("room_seats", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photographed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recording_kind", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("recording_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("recording_agreed_at", sa.DateTime(timezone=True), nullable=True))
