"""Note what lists were told"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_n", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE conversations SET told_n = last_n")
