"""The second wall between practices: PostgreSQL's row-level security under the scope that every statement already carries.

A transaction says its scope once (`ardoise.scope`); a row of another practice does not exist for it, whatever was
asked. Without a scope there are no rows at all. SQLite has no such wall: the statements' own scope is its only one.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from server.core.db import owned_tables

_SCOPE = "(SELECT current_setting('ardoise.scope', true))"
_POLICY = f"{_SCOPE} = '*' OR practice_id = ANY (string_to_array({_SCOPE}, ','))"


def set_scope(connection: Connection, scope: Iterable[str]) -> None:
    """Say the scope of this transaction; it ends with it."""
    connection.execute(text("SELECT set_config('ardoise.scope', :scope, true)"), {"scope": ",".join(scope)})


def raise_walls(connection: Connection) -> None:
    """Give every practice's table its wall; a table that has it is left alone."""
    walled = connection.execute(text("SELECT tablename FROM pg_policies WHERE policyname = 'one_practice'")).scalars()
    for table in sorted(owned_tables() - set(walled)):
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'CREATE POLICY one_practice ON "{table}" USING ({_POLICY})')
