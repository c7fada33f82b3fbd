"""Add the calls"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_calls",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=True),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("extension", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_calls")),
        sa.UniqueConstraint("practice_id", "uid", name=op.f("uq_phone_calls_practice_id_uid")),
    )
    with op.batch_alter_table("phone_calls", schema=None) as batch_op:
        batch_op.create_index("ix_phone_calls_at", ["practice_id", "at"], unique=False)
        batch_op.create_index("ix_phone_calls_number", ["practice_id", "number", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_calls_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_calls_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "phone_extensions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("extension", sa.String(length=20), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_extensions")),
        sa.UniqueConstraint("practice_id", "extension", name=op.f("uq_phone_extensions_practice_id_extension")),
    )
    with op.batch_alter_table("phone_extensions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_extensions_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_extensions_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "phone_systems",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_systems")),
    )
    with op.batch_alter_table("phone_systems", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_systems_practice_id"), ["practice_id"], unique=False)
