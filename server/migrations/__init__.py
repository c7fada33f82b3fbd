"""The database's history: one line of migrations, the same on SQLite and PostgreSQL."""
