"""What name search stands on: a side table kept by triggers, and its trigram index (FTS5, or pg_trgm and GIN).

The side table exists for three reasons. SQLite's VACUUM may renumber the rows of `patients`, whose key is a text, and
an index by row number would then point at strangers; here the number is a key of its own. PostgreSQL does not use an
index for LIKE behind row-level security (LIKE is not leakproof); this table has no such wall, so **a statement that
reads it carries the practice itself**, and what it finds is read again through `patients`. And merged files are not in
it at all. Every word stands between two spaces, so that a piece of text can ask for whole words and beginnings.

Everything here is named `patient_search…`; no mapped class describes it.
"""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError


class SearchUnavailable(RuntimeError):
    """The database cannot index names: an extension is missing and may not be added by this role."""


def create(connection: Connection) -> None:
    """Make, or make again, everything that search needs, and fill it from `patients`.

    A migration that makes the table `patients` again calls this once more: its triggers went away with the old one.

    Raises:
        SearchUnavailable: PostgreSQL lacks pg_trgm and this role may not add it.
    """
    drop(connection)
    if connection.dialect.name == "postgresql":
        _add_trigrams(connection)
    for statement in (*(_POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE), _FILL):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Remove what `create` made; the extension stays, others may use it."""
    for statement in _DROP_POSTGRESQL if connection.dialect.name == "postgresql" else _DROP_SQLITE:
        connection.exec_driver_sql(statement)


def _add_trigrams(connection: Connection) -> None:
    if connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")).first():
        return
    try:
        connection.exec_driver_sql("CREATE EXTENSION pg_trgm")
    except DBAPIError as error:
        raise SearchUnavailable(
            "Patient search needs the PostgreSQL extension pg_trgm and this role cannot add it. Install the contrib "
            "package of your PostgreSQL, run CREATE EXTENSION pg_trgm; in this database as a superuser, then migrate again."
        ) from error


_FILL = """
INSERT INTO patient_search (patient_id, practice_id, folded, phonetic)
SELECT id, practice_id, ' ' || folded || ' ', ' ' || phonetic || ' ' FROM patients WHERE merged_into IS NULL
"""

_SQLITE = (
    """
    CREATE TABLE patient_search (
      number INTEGER PRIMARY KEY, patient_id TEXT NOT NULL UNIQUE, practice_id TEXT NOT NULL, folded TEXT NOT NULL, phonetic TEXT NOT NULL
    )""",
    "CREATE INDEX patient_search_by_name ON patient_search (practice_id, folded)",
    """
    CREATE VIRTUAL TABLE patient_search_trigrams
    USING fts5(folded, phonetic, content='patient_search', content_rowid='number', tokenize='trigram', columnsize=0)""",
    """
    CREATE TRIGGER patient_search_indexed AFTER INSERT ON patient_search BEGIN
      INSERT INTO patient_search_trigrams (rowid, folded, phonetic) VALUES (new.number, new.folded, new.phonetic);
    END""",
    """
    CREATE TRIGGER patient_search_unindexed AFTER DELETE ON patient_search BEGIN
      INSERT INTO patient_search_trigrams (patient_search_trigrams, rowid, folded, phonetic)
      VALUES ('delete', old.number, old.folded, old.phonetic);
    END""",
    """
    CREATE TRIGGER patient_search_added AFTER INSERT ON patients WHEN new.merged_into IS NULL BEGIN
      INSERT INTO patient_search (patient_id, practice_id, folded, phonetic)
      VALUES (new.id, new.practice_id, ' ' || new.folded || ' ', ' ' || new.phonetic || ' ');
    END""",
    """
    CREATE TRIGGER patient_search_changed AFTER UPDATE OF practice_id, folded, phonetic, merged_into ON patients BEGIN
      DELETE FROM patient_search WHERE patient_id = old.id;
      INSERT INTO patient_search (patient_id, practice_id, folded, phonetic)
      SELECT new.id, new.practice_id, ' ' || new.folded || ' ', ' ' || new.phonetic || ' ' WHERE new.merged_into IS NULL;
    END""",
    """
    CREATE TRIGGER patient_search_removed AFTER DELETE ON patients BEGIN
      DELETE FROM patient_search WHERE patient_id = old.id;
    END""",
)

_DROP_SQLITE = (
    "DROP TRIGGER IF EXISTS patient_search_added",
    "DROP TRIGGER IF EXISTS patient_search_changed",
    "DROP TRIGGER IF EXISTS patient_search_removed",
    "DROP TABLE IF EXISTS patient_search_trigrams",
    "DROP TABLE IF EXISTS patient_search",
)

_POSTGRESQL = (
    """
    CREATE TABLE patient_search (
      patient_id varchar(32) NOT NULL, practice_id varchar(32) NOT NULL,
      folded text COLLATE "C" NOT NULL, phonetic text COLLATE "C" NOT NULL,
      CONSTRAINT patient_search_pkey PRIMARY KEY (patient_id)
    )""",
    "CREATE INDEX patient_search_by_name ON patient_search (practice_id, folded)",
    "CREATE INDEX patient_search_trigrams ON patient_search USING gin (folded gin_trgm_ops, phonetic gin_trgm_ops) WITH (fastupdate = off)",
    """
    CREATE FUNCTION patient_search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN
        DELETE FROM patient_search WHERE patient_id = OLD.id;
      END IF;
      IF TG_OP <> 'DELETE' AND NEW.merged_into IS NULL THEN
        INSERT INTO patient_search (patient_id, practice_id, folded, phonetic)
        VALUES (NEW.id, NEW.practice_id, ' ' || NEW.folded || ' ', ' ' || NEW.phonetic || ' ');
      END IF;
      RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER patient_search_follow AFTER INSERT OR DELETE OR UPDATE OF practice_id, folded, phonetic, merged_into
    ON patients FOR EACH ROW EXECUTE FUNCTION patient_search_follow()""",
)

_DROP_POSTGRESQL = (
    "DROP TRIGGER IF EXISTS patient_search_follow ON patients",
    "DROP FUNCTION IF EXISTS patient_search_follow",
    "DROP TABLE IF EXISTS patient_search",
)
