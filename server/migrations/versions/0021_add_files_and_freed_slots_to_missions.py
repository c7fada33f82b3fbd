"""Add files and freed slots to missions"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mission_freed_slots",
        sa.Column("appointment_id", sa.String(length=32), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_mission_freed_slots")),
    )
    with op.batch_alter_table("mission_freed_slots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mission_freed_slots_cancelled_at"), ["cancelled_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mission_freed_slots_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "mission_files",
        sa.Column("mission_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("blob_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["missions.id"], name=op.f("fk_mission_files_mission_id_missions"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mission_id", "id", name=op.f("pk_mission_files")),
    )
    with op.batch_alter_table("mission_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mission_files_practice_id"), ["practice_id"], unique=False)

    with op.batch_alter_table("missions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("files", sa.Integer(), server_default="0", nullable=False))
