"""Add what other practices send"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_referrals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_practice_id", sa.String(length=32), nullable=False),
        sa.Column("to_practitioner_id", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_referrals")),
    )
    with op.batch_alter_table("received_referrals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_referrals_practice_id"), ["practice_id"], unique=False)
        batch_op.create_index("ix_received_referrals_sent", ["practice_id", "sent_at"], unique=False)

    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_practice_id", sa.String(length=32), nullable=True))
