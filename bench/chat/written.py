"""Messages as the product writes them: sealed, numbered, under the beginnings of their words; in bulk, for whichever database."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import msgspec

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

MESSAGES = ("conversation_id", "id", "practice_id", "n", "version", "person_id", "name", "initials", "at", "said", "is_note")
WORDS = ("word", "conversation_id", "n", "practice_id")
MessageRow = tuple[str, str, str, int, int, str, str, str, datetime, bytes, bool]
WordRow = tuple[str, str, int, str]
_YEARS = timedelta(days=730)
_BATCH = 2_000


def keyring_of(settings: Settings, practices: Iterable[str]) -> Keyring:
    """What seals for these practices."""
    return asyncio.run(_loaded(settings, practices))


async def _loaded(settings: Settings, practices: Iterable[str]) -> Keyring:
    core = build_core(settings)
    await open_core(core)
    async with core.db.read(EVERY_PRACTICE) as session:
        for practice in practices:
            await core.keyring.load(session, practice)
    await core.db.close()
    return core.keyring


class Past:
    """Two years that end an hour ago, in which people wrote; the same words for the same chance."""

    def __init__(self, keyring: Keyring, chance: Random) -> None:
        self._keyring = keyring
        self._chance = chance
        self._writer = Writer(chance)
        self.end = datetime.now(UTC) - timedelta(hours=1)

    def of(self, talk: Talk, first: int, size: int) -> Iterator[tuple[list[MessageRow], list[WordRow]]]:
        """Rows of that many messages of a conversation from number `first` on, some thousand at a time."""
        digests: dict[str, str] = {}
        for at in range(0, size, _BATCH):
            messages: list[MessageRow] = []
            words: list[WordRow] = []
            for number in range(at, min(at + _BATCH, size)):
                text, member, message_id, n = self._writer.text(), self._chance.choice(talk.members), new_id(), first + number
                when = self.end - _YEARS * ((size - number) / size)
                said = self._keyring.seal(talk.practice_id, said_label(talk.id, message_id), msgspec.json.encode(Sealed(text)))
                messages.append((talk.id, message_id, talk.practice_id, n, 1, member.person_id, member.name, "P", when, said, False))
                for begins in beginnings(text):
                    word = digests.get(begins) or digests.setdefault(begins, self._keyring.mac(f"chat-word|{talk.id}", begins)[:_DIGITS])
                    words.append((word, talk.id, n, talk.practice_id))
            yield messages, words
