"""A carrier of both kinds that is down, hangs or takes, as a test says, and notes when it took what."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from server.core.clock import Clock
from server.notices.carrier import Mail, NotTaken, Sms


@dataclass
class Counting:
    """`taken`: when, to whom, what."""

    clock: Clock
    does: Literal["down", "hang", "take"] = "take"
    keyed: bool = False
    taken: list[tuple[datetime, str, str]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, mail: Mail) -> None:
        """Take an e-mail."""
        await self._take(mail.to, f"{mail.subject}\n{mail.text}")

    async def send_sms(self, sms: Sms) -> None:
        """Take a text message."""
        await self._take(sms.to, sms.text)

    async def _take(self, to: str, text: str) -> None:
        self.asked.set()
        if self.does == "down":
            raise NotTaken("down", later=True, unreachable=True)
        if self.does == "hang":
            await self.goes_on.wait()
        self.taken.append((self.clock.now(), to, text))
