"""Add the drawings"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheets",
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("folded", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_sheets_appointment_id_appointments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_sheets")),
    )
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheets_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "sheet_updates",
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("update", sa.LargeBinary(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["sheets.appointment_id"], name=op.f("fk_sheet_updates_appointment_id_sheets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("appointment_id", "seq", name=op.f("pk_sheet_updates")),
    )
    with op.batch_alter_table("sheet_updates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_updates_practice_id"), ["practice_id"], unique=False)
