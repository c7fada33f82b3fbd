"""Keep favourite colleagues by practice"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("favourite_colleagues", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("pk_favourite_colleagues"), type_="primary")
        batch_op.create_primary_key(batch_op.f("pk_favourite_colleagues"), ["practice_id", "person_id", "colleague_id"])
