"""Let referrals follow their appointment"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral_appointments",
        sa.Column("referral_id", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=True),
        sa.Column("otherwise", sa.String(length=10), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referral_appointments")),
    )
    with op.batch_alter_table("referral_appointments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_appointments_practice_id"), ["practice_id"], unique=False)
