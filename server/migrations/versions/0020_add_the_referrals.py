"""Add the referrals"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "colleagues",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("specialty", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleagues")),
    )
    with op.batch_alter_table("colleagues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_colleagues_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "favourite_colleagues",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("colleague_id", sa.String(length=32), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "colleague_id", name=op.f("pk_favourite_colleagues")),
    )
    with op.batch_alter_table("favourite_colleagues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_favourite_colleagues_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "referrals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("practitioner_id", sa.String(length=32), nullable=False),
        sa.Column("to_practitioner_id", sa.String(length=32), nullable=True),
        sa.Column("colleague_id", sa.String(length=32), nullable=True),
        sa.Column("to_name", sa.String(length=150), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("document_ids", sa.JSON(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=120), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referrals_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referrals_practice_id"), ["practice_id"], unique=False)
        batch_op.create_index("ix_referrals_sent", ["practice_id", "sent_at"], unique=False)

    op.create_table(
        "referral_visits",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("referral_id", sa.String(length=32), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_referral_visits")),
    )
    with op.batch_alter_table("referral_visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_visits_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_visits_practice_id"), ["practice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_visits_referral_id"), ["referral_id"], unique=False)
