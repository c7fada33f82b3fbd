"""Add files, words and signs to conversations"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("patient_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_conversations_patient_id"), ["patient_id"], unique=False)

    with op.batch_alter_table("conversation_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blob_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("reactions", sa.LargeBinary(), nullable=True))
        batch_op.create_index("ix_conversation_messages_at", ["at"], unique=False)

    op.create_table(
        "conversation_words",
        sa.Column("word", sa.String(length=22), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_conversation_words_conversation_id_conversations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "conversation_id", "n", name=op.f("pk_conversation_words")),
    )
    with op.batch_alter_table("conversation_words", schema=None) as batch_op:
        batch_op.create_index("ix_conversation_words_message", ["conversation_id", "n"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversation_words_practice_id"), ["practice_id"], unique=False)
