"""Many rows in one statement, whatever stands in them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from chat.conversations.models import Conversation, Word
from server.core.db import EVERY_PRACTICE, OutOfScope
from server.core.events import LoggedEvent
from server.core.many import insert_many, insert_spread, update_many
from server.core.unit import Core
from tests.support.actors import Cabinet

TEXTS = ["", " ", "NULL", "null", '"', "\\", '\\"', "{a,b}", "a,b", "'", "é’œ😀", "line\nbreak\ttab", "\\x41", "%s :x", "}{"]
CONTENTS = [b"", b"\\", b'"', b"\x00\xff", b"NULL", bytes(range(256))]


async def test_whatever_is_written_is_read_back(core: Core) -> None:
    at = datetime(2026, 3, 2, 8, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-5)))
    rows = [
        {"topic": f"{number}{text}", "seq": 2**40 + number, "at": at, "subject": text or None, "payload": CONTENTS[number % len(CONTENTS)]}
        for number, text in enumerate(TEXTS)
    ]
    async with core.db.write(EVERY_PRACTICE) as session:
        await insert_many(session, LoggedEvent, rows)
        await session.commit()
    async with core.db.read(EVERY_PRACTICE) as session:
        found = {row.topic: row for row in await session.scalars(select(LoggedEvent))}
    assert [
        {name: getattr(found[row["topic"]], name) for name in row}  # type: ignore[index]  # the topic of a row
        for row in rows
    ] == [{**row, "at": at.astimezone(UTC)} for row in rows]


async def test_a_naive_instant_is_refused(core: Core) -> None:
    row = {"topic": "t", "seq": 1, "at": datetime(2026, 3, 2), "subject": None, "payload": b""}  # noqa: DTZ001  # that is the point
    async with core.db.write(EVERY_PRACTICE) as session:
        with pytest.raises(Exception, match="naive instant"):
            await insert_many(session, LoggedEvent, [row])


async def test_a_row_for_each_word_and_nothing_in_another_practice(core: Core, cabinet: Cabinet) -> None:
    practice_id = cabinet.practice.id
    async with core.db.write({practice_id}) as session:
        session.add(Conversation(id="c", practice_id=practice_id, kind="team", last_n=0, version=1))
        await session.flush()
        rows = [{"word": words, "conversation_id": "c", "n": n, "practice_id": practice_id} for n, words in ((1, ["a", "b"]), (2, ["b"]))]
        await insert_spread(session, Word, "word", rows)
        await insert_spread(session, Word, "word", [])
        await update_many(session, Conversation, ("practice_id", "id"), [{"practice_id": practice_id, "id": "c", "last_n": 7}])
        with pytest.raises(OutOfScope):
            await insert_spread(session, Word, "word", [{**rows[0], "n": 3, "practice_id": "elsewhere"}])
        await session.commit()
    async with core.db.read({practice_id}) as session:
        words = await session.execute(select(Word.word, Word.n).order_by(Word.n, Word.word).execution_options(unscoped=True))
        assert [(*row,) for row in words] == [("a", 1), ("b", 1), ("b", 2)]
        assert (await session.scalars(select(Conversation.last_n))).one() == 7
