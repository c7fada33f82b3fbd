"""Opening a conversation, leafing through it, searching, one at a time among everybody's screens."""

import time
from collections.abc import Sequence
from random import Random

import msgspec

from bench.chat.load import Crowd
from bench.chat.shape import Member, Talk
from bench.chat.words import EVERY_DAY


class Reading:
    """What people do with what was said before."""

    def __init__(self, crowd: Crowd, talks: Sequence[Talk]) -> None:
        self._crowd = crowd
        self._talks = talks
        self._chance = Random(20261201)
        self._number = 1_000

    async def measure(self, many: int) -> list[str]:
        """Do each of the three this many times, in turn; the figures."""
        opened: list[float] = []
        leafed: list[float] = []
        searched: list[float] = []
        found = 0
        for number in range(many + many // 10):
            talk = self._chance.choice(self._talks)
            member = self._chance.choice(talk.members)
            times = (await self._open(talk, member), await self._page(talk, member), await self._search(talk, member))
            if number >= many // 10:  # the first ones warm both up
                for kept, each in zip((opened, leafed, searched), times, strict=True):
                    kept.append(each[0])
                found += times[2][1] > 0
        lines = []
        for name, kept in (("open", opened), ("page", leafed), ("search", searched)):
            kept.sort()
            lines += [f"figure chat.{name}_p{part}_ms {kept[int(part / 100 * len(kept))]:.1f}" for part in (50, 95)]
            print(f"{name}: " + " ".join(f"p{part} {kept[int(part / 100 * len(kept))]:.1f}" for part in (50, 90, 95, 99)), flush=True)
        return [*lines, f"figure chat.search_found {found / many:.3f}"]

    async def _open(self, talk: Talk, member: Member) -> tuple[float, int]:
        """The page's own way: it asks for the topic, and shows the messages that the snapshot brings."""
        screen = self._crowd.screens[member.person_id]
        screen.say({"t": "unsub", "topic": talk.topic})
        self._number += 1
        return await screen.subscribe(self._number, talk.topic), 1

    async def _page(self, talk: Talk, member: Member) -> tuple[float, int]:
        before = self._chance.randint(60, 2_000)
        began = time.perf_counter()
        answer = await self._crowd.door(member).get(f"/api/conversations/{talk.id}/messages?before={before}&limit=50", member.cookie)
        return (time.perf_counter() - began) * 1000, answer.status

    async def _search(self, talk: Talk, member: Member) -> tuple[float, int]:
        text = await self._question(talk, member)
        began = time.perf_counter()
        answer = await self._crowd.door(member).post("/api/conversations/search", member.cookie, msgspec.json.encode({"text": text}))
        took = (time.perf_counter() - began) * 1000
        return took, len(msgspec.json.decode(answer.body)["found"])

    async def _question(self, talk: Talk, member: Member) -> str:
        """What somebody remembers of a message that was written: words of it, how one begins, who wrote it, about when."""
        n = self._chance.randint(60, 2_000)
        answer = await self._crowd.door(member).get(f"/api/conversations/{talk.id}/messages?before={n}&limit=1", member.cookie)
        message = msgspec.json.decode(answer.body)["messages"][0]
        text: str = message["text"]
        words = [word for word in text.split() if len(word) > 3] or ["merci"]
        rare = [word for word in words if word not in EVERY_DAY] or words
        one = self._chance.choice(rare)
        kind = self._chance.random()
        if kind < 0.4:
            return one
        if kind < 0.55:
            return one[: self._chance.randint(4, 6)]
        if kind < 0.7:
            return " ".join(self._chance.sample(words, min(2, len(words))))
        if kind < 0.8:
            return f"{one} from:{message['author']['name'].split()[-1]}"
        if kind < 0.9:
            return f"{one} before:{message['at'][:10]}"
        return self._chance.choice(words)
