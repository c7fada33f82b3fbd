"""Receive more than two in a consultation"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("room_journal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seat_id", sa.String(length=32), nullable=True))
        batch_op.alter_column("role", existing_type=sa.String(length=10), type_=sa.String(length=20), existing_nullable=True)

    one_each = sa.text("role IN ('patient', 'host')")
    with op.batch_alter_table("room_seats", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("role", existing_type=sa.String(length=10), type_=sa.String(length=20), existing_nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_room_seats_appointment_id_role"), type_="unique")
        batch_op.create_index(
            "uq_room_seats_one_each", ["appointment_id", "role"], unique=True, sqlite_where=one_each, postgresql_where=one_each
        )
