"""Search words by no practice"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_words_practice_id"))
