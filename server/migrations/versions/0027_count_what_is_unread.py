"""Count what is unread"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# What was counted at each look until now, once.
_COUNTED = """
UPDATE conversation_marks SET unread = (
    SELECT count(*) FROM conversation_messages AS message
    WHERE message.conversation_id = conversation_marks.conversation_id AND message.n > conversation_marks.read
    AND message.person_id <> conversation_marks.person_id AND NOT message.is_note AND message.deleted_at IS NULL
)
"""


def upgrade() -> None:
    with op.batch_alter_table("conversation_marks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unread", sa.Integer(), nullable=False, server_default="0"))
    op.execute(_COUNTED)
