"""What Alembic runs: the migrations, on the connection and in the transaction of the caller."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from server.core.db import UTCDateTime
from server.migrations.tables import metadata
from server.migrations.upgrade import is_ours


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our instants as SQLAlchemy's: a migration does not depend on code that may change."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    include_object=is_ours,
    render_item=render_item,
)
context.run_migrations()
