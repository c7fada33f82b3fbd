"""How long a practice keeps what is said: past that, nothing of it is anywhere."""

from sqlalchemy import func, select

from chat.conversations.models import Mark, Message, Word
from chat.conversations.service.forgetting import forget_chats
from server.core.blobs import Blob
from server.core.db import EVERY_PRACTICE
from server.core.events import LoggedEvent
from tests.chat.conftest import Practice, keep_for
from tests.chat.test_files import sent
from tests.support import files
from tests.support.databases import ON_SQLITE


async def forgotten(practice: Practice) -> None:
    """The job runs to its end."""
    while await forget_chats(practice.core):
        pass


async def left(practice: Practice) -> dict[str, int]:
    """How much of everything there is."""
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        kinds = (Message, Word, Blob, Mark)
        return {kind.__tablename__: await session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}


async def test_a_practice_that_says_nothing_keeps_everything(practice: Practice) -> None:
    await practice.say("secretary", practice.team, "Gardé")
    practice.away(days=4000)
    await forgotten(practice)
    assert await practice.texts("practitioner", practice.team) == ["Gardé"]


async def test_what_is_too_old_goes_and_what_is_not_stays(practice: Practice) -> None:
    await keep_for(practice, months=2)
    await practice.say("secretary", practice.team, "Vieux")
    practice.away(days=50)
    await practice.say("secretary", practice.team, "Récent")
    practice.away(days=20)
    await forgotten(practice)
    assert await practice.texts("practitioner", practice.team) == ["Récent"]
    line = (await practice.lines("practitioner"))[practice.team]
    assert (line["last_n"], line["unread"]) == (2, 1)
    assert (await left(practice))["conversation_marks"] > 0


@ON_SQLITE
async def test_files_words_signs_receipts_and_events_go_with_the_messages(practice: Practice) -> None:
    await keep_for(practice, months=1)
    message = await practice.say("secretary", practice.team, "canari du retour")
    path = f"/api/conversations/{practice.team}/messages/{message['id']}/reactions"
    assert (await (await practice.who("practitioner")).post(path, {"emoji": "👍"})).status_code == 204
    assert (await sent(practice, "secretary", practice.team, files.pdf(), "canari.pdf")).status_code == 201
    assert all(count > 0 for count in (await left(practice)).values())
    practice.away(days=31)
    await forgotten(practice)
    assert set((await left(practice)).values()) == {0}
    ring = practice.core.keyring
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        events = (await session.scalars(select(LoggedEvent))).all()
    opened = [ring.open(f"event|{each.topic}|{each.seq}", each.payload) for each in events]
    assert opened
    assert not any(b"canari" in each for each in opened)
    assert await practice.texts("practitioner", practice.team) == []
    assert (await practice.lines("practitioner"))[practice.team]["unread"] == 0


async def test_a_conversation_goes_on_after_everything_in_it_was_forgotten(practice: Practice) -> None:
    await keep_for(practice, months=1)
    await practice.say("secretary", practice.team, "Vieux")
    practice.away(days=31)
    await forgotten(practice)
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == 0
    await practice.say("practitioner", practice.team, "Nouveau")
    assert await practice.unread("secretary", practice.team) == 1
    assert [view["n"] for view in (await practice.shown("secretary", practice.team))["messages"].values()] == [2]


async def test_every_conversation_of_the_practice_forgets(practice: Practice) -> None:
    await keep_for(practice, months=1)
    for number in range(3):
        await practice.say("secretary", practice.team, f"Vieux {number}")
    begun = await practice.begin("secretary", "practitioner")
    await practice.say("secretary", begun, "Vieux aussi")
    practice.away(days=31)
    await forgotten(practice)
    assert await practice.texts("practitioner", practice.team) == []
    assert await practice.texts("practitioner", begun) == []
