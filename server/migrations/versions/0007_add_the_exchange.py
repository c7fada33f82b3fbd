"""Add the exchange"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_messages",
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=True),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_room_messages_appointment_id_appointments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("appointment_id", "id", name=op.f("pk_room_messages")),
        sa.UniqueConstraint("appointment_id", "n", name=op.f("uq_room_messages_appointment_id_n")),
    )
    with op.batch_alter_table("room_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_messages_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "room_readings",
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_room_readings_appointment_id_appointments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("appointment_id", "side", name=op.f("pk_room_readings")),
    )
    with op.batch_alter_table("room_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_readings_practice_id"), ["practice_id"], unique=False)
