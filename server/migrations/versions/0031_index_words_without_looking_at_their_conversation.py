"""Index words without looking at their conversation"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation_words", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_conversation_words_conversation_id_conversations"), type_="foreignkey")
