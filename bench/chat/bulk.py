"""A million messages, written as the product writes them: sealed, numbered, under the beginnings of their words.

They go in by COPY, past the walls between practices and the keys between tables, with the index of words made afterwards; what is
then in the database is what it would be had everybody typed.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

import msgspec
import psycopg

from bench.chat.shape import Talk
from bench.chat.words import Writer
from chat.conversations.asking import beginnings
from chat.conversations.queries.search import _DIGITS
from chat.conversations.queries.views import Sealed, said_label
from server.app import build_core
from server.core.crypto import Keyring
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.opening import open_core
from server.settings import Settings
from tests.support.postgres import Postgres

Fill = Callable[[], None]
_YEARS = timedelta(days=730)
_BATCH = 2_000
_MESSAGES = (
    "COPY conversation_messages (conversation_id, id, practice_id, n, version, person_id, name, initials, at, said, is_note) FROM STDIN"
)
_WORDS = "COPY conversation_words (word, conversation_id, n, practice_id) FROM STDIN"


def sizes(talks: int, stored: int) -> list[int]:
    """How many messages each conversation has: the first one some hundred thousand, the last ones a few thousand."""
    weights = [1 / (rank + 3) for rank in range(talks)]
    ends = [round(stored * each / sum(weights)) for each in accumulate(weights)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def run(postgres: Postgres, settings: Settings, talks: Sequence[Talk], stored: int) -> None:
    """Write them."""
    began = time.perf_counter()
    keyring = asyncio.run(_keys(settings, {talk.practice_id for talk in talks}))
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


async def _keys(settings: Settings, practices: set[str]) -> Keyring:
    core = build_core(settings)
    await open_core(core)
    async with core.db.read(EVERY_PRACTICE) as session:
        for practice in practices:
            await core.keyring.load(session, practice)
    await core.db.close()
    return core.keyring


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
    chance = Random(20261130)
    writer, end, count = Writer(chance), datetime.now(UTC) - timedelta(hours=1), 0
    for talk, size in zip(talks, sizes(len(talks), stored), strict=True):
        digests: dict[str, str] = {}
        begun = connection.execute("SELECT last_n FROM conversations WHERE id = %s", (talk.id,)).fetchone()
        first = int(begun[0]) + 1 if begun else 1
        for at in range(0, size, _BATCH):
            messages, words = [], []
            for number in range(at, min(at + _BATCH, size)):
                text, member, message_id, n = writer.text(), chance.choice(talk.members), new_id(), first + number
                when = end - _YEARS * ((size - number) / size)
                label = said_label(talk.id, message_id)
                said = keyring.seal(talk.practice_id, label, msgspec.json.encode(Sealed(text))).hex()
                messages.append(
                    f"{talk.id}\t{message_id}\t{talk.practice_id}\t{n}\t1\t{member.person_id}\t{member.name}\tP\t{when}\t\\\\x{said}\tf\n"
                )
                for begins in beginnings(text):
                    word = digests.get(begins) or digests.setdefault(begins, keyring.mac(f"chat-word|{talk.id}", begins)[:_DIGITS])
                    words.append(f"{word}\t{talk.id}\t{n}\t{talk.practice_id}\n")
            count += len(words)
            for statement, rows in ((_MESSAGES, messages), (_WORDS, words)):
                with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
                    copy.write("".join(rows))
        last = first + size - 1
        connection.execute("UPDATE conversations SET last_n = %s, last_at = %s WHERE id = %s", (last, end, talk.id))
        connection.execute(
            "UPDATE conversation_marks SET received = %s, read = %s, unread = 0 WHERE conversation_id = %s", (last, last, talk.id)
        )
    return count
