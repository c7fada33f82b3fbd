"""Add cards to messages"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_cards",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_conversation_cards_conversation_id_conversations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "n", "subject_id", name=op.f("pk_conversation_cards")),
    )
    with op.batch_alter_table("conversation_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_cards_practice_id"), ["practice_id"], unique=False)
        batch_op.create_index("ix_conversation_cards_subject", ["subject_id"], unique=False)
