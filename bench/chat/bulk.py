"""A million messages, written as the product writes them: sealed, numbered, under the beginnings of their words.

They go in by COPY, past the walls between practices and the keys between tables, with the index of words made afterwards; what is
then in the database is what it would be had everybody typed.
"""

import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from random import Random

import psycopg

from bench.chat.shape import Talk
from bench.chat.written import MESSAGES, WORDS, Past, keyring_of
from server.core.crypto import Keyring
from server.settings import Settings
from tests.support.postgres import Postgres

Fill = Callable[[], None]


def sizes(talks: int, stored: int) -> list[int]:
    """How many messages each conversation has: the first one some hundred thousand, the last ones a few thousand."""
    weights = [1 / (rank + 3) for rank in range(talks)]
    ends = [round(stored * each / sum(weights)) for each in accumulate(weights)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def run(postgres: Postgres, settings: Settings, talks: Sequence[Talk], stored: int) -> None:
    """Write them."""
    began = time.perf_counter()
    keyring = keyring_of(settings, {talk.practice_id for talk in talks})
    with psycopg.connect(f"host=127.0.0.1 port={postgres.port} user=postgres dbname=bench", autocommit=True) as connection:
        for statement in ("session_replication_role = replica", "maintenance_work_mem = '1GB'", "work_mem = '256MB'"):
            connection.execute(f"SET {statement}".encode())
        indexes = _drop_indexes(connection)
        words = _write(connection, keyring, talks, stored)
        print(f"{stored} messages and {words} beginnings of words after {time.perf_counter() - began:.0f} s", flush=True)
        for statement in indexes:
            connection.execute(statement.encode())
        connection.execute("VACUUM ANALYZE")
    print(f"indexed after {time.perf_counter() - began:.0f} s", flush=True)


def _drop_indexes(connection: psycopg.Connection[tuple[str, ...]]) -> list[str]:
    """Take the index of words away; what makes it again."""
    again = []
    keys = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'conversation_words'::regclass AND contype = 'p'"
    for name, definition in connection.execute(keys.encode()).fetchall():
        connection.execute(f'ALTER TABLE conversation_words DROP CONSTRAINT "{name}"'.encode())
        again.append(f'ALTER TABLE conversation_words ADD CONSTRAINT "{name}" {definition}')
    for name, definition in connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'conversation_words'"
    ).fetchall():
        connection.execute(f'DROP INDEX "{name}"'.encode())
        again.append(definition)
    return again


def _write(connection: psycopg.Connection[tuple[str, ...]], keyring: Keyring, talks: Sequence[Talk], stored: int) -> int:
    past, count = Past(keyring, Random(20261130)), 0
    for talk, size in zip(talks, sizes(len(talks), stored), strict=True):
        begun = connection.execute("SELECT last_n FROM conversations WHERE id = %s", (talk.id,)).fetchone()
        first = int(begun[0]) + 1 if begun else 1
        for messages, words in past.of(talk, first, size):
            count += len(words)
            said = ("\t".join((*map(str, row[:-2]), f"\\\\x{row[-2].hex()}", "f")) for row in messages)
            begin = ("\t".join(map(str, row)) for row in words)
            for table, columns, lines in (("conversation_messages", MESSAGES, said), ("conversation_words", WORDS, begin)):
                with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()) as copy:
                    copy.write("".join(f"{line}\n" for line in lines))
        last = first + size - 1
        connection.execute("UPDATE conversations SET last_n = %s, told_n = %s, last_at = %s WHERE id = %s", (last, last, past.end, talk.id))
        connection.execute(
            "UPDATE conversation_marks SET received = %s, read = %s, unread = 0 WHERE conversation_id = %s", (last, last, talk.id)
        )
    return count
