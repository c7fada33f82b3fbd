"""One process's way to the others: questions, answers, and who is there. It runs over a broker of its own."""

import asyncio
import itertools
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec
from msgspec import Raw

from realtime.brokers import Broker, Control, Message
from realtime.counters import Counters
from realtime.tasks import Tasks
from rtc.nodes.roster import SILENT, Roster
from rtc.nodes.words import Ask, Beat, Bye, Failed, Leaving, Reply, Request, Roll, Said, Word, encode, read_ask, read_said, read_word

LOOK = 0.1
"""Seconds between two looks at whether the one who was asked still lives."""
LONGEST = 8.0
"""Seconds that an answer may take while he does."""
MEETING = 1.0
"""Seconds that the first process that forwards gets to be heard, when this one has just started."""

log = logging.getLogger("ardoise.media")


class NoAnswer(Exception):
    """The process that was asked is gone, or takes too long."""


class Wire:
    """`name` is this run of this process. Between `start` and `close`, in one event loop."""

    def __init__(self, broker: Broker) -> None:
        self.name = secrets.token_hex(8)
        self.roster = Roster()
        self.serve: Callable[[Ask], Awaitable[Said]] | None = None
        """What answers questions put to this process."""
        self.called: Callable[[], None] | None = None
        """What answers when everybody is asked who is there."""
        self._broker = broker
        self._met = asyncio.Event()
        self._waiting: dict[int, asyncio.Future[Said]] = {}
        self._numbers = itertools.count(1)
        self._tasks = Tasks(Counters())

    async def start(self) -> None:
        """Begin to hear, and ask who is there."""
        await self._broker.start(self._receive)
        self.say(Roll())

    async def close(self) -> None:
        """Let what runs end, then hear and say nothing more."""
        await self._tasks.finish(within=1)
        await self._broker.close()

    async def meet(self) -> None:
        """Wait until somebody who forwards was heard, once; not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(MEETING):
                await self._met.wait()

    def hear(self, beat: Beat) -> None:
        """A process that forwards lives, perhaps this one."""
        self.roster.hear(beat.node, beat.connections, self.now())
        self._met.set()

    def now(self) -> float:
        """Seconds of this process's own clock: no two clocks are ever compared."""
        return asyncio.get_running_loop().time()

    def say(self, word: Word) -> None:
        """Say something to every other process."""
        self._broker.publish(Control(encode(word)))

    async def ask(self, node: str, ask: Ask) -> Said:
        """Ask another process, and wait for as long as it lives.

        Raises:
            NoAnswer: it fell silent, said goodbye, or took longer than `LONGEST`.
        """
        number, asked = next(self._numbers), self.now()
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self.say(Request(node, self.name, number, Raw(encode(ask))))
        try:
            while not answer.done():
                await asyncio.wait((answer,), timeout=LOOK)
                now = self.now()
                is_silent = now - max(self.roster.heard(node), asked) > SILENT or now - asked > LONGEST
                if not answer.done() and (is_silent or self.roster.is_gone(node)):
                    raise NoAnswer
            return answer.result()
        finally:
            del self._waiting[number]

    def _receive(self, message: Message) -> None:
        if not isinstance(message, Control):
            return
        try:
            self._take(read_word(message.body))
        except msgspec.DecodeError:
            log.warning("media: a word that is not ours")

    def _take(self, word: Word) -> None:
        match word:
            case Request(to=self.name) if self.serve is not None:
                self._tasks.spawn(self._answer(word, read_ask(word.ask)))
            case Reply(to=self.name, number=number) if (answer := self._waiting.get(number)) is not None and not answer.done():
                answer.set_result(read_said(word.said))
            case Beat():
                self.hear(word)
            case Bye(node):
                self.roster.lose(node, self.now())
            case Roll() if self.called is not None:
                self.called()

    async def _answer(self, request: Request, ask: Ask) -> None:
        assert self.serve is not None
        said: Said = Failed()
        try:
            said = await self.serve(ask)
        except asyncio.CancelledError:
            said = Leaving()
            raise
        finally:
            self.say(Reply(request.by, request.number, Raw(encode(said))))


async def roll_call(broker: Broker, within: float) -> int:
    """How many processes forward media: all those that answer in time."""
    wire = Wire(broker)
    await wire.start()
    try:
        await asyncio.sleep(within)
        return len(wire.roster.fit(wire.now()))
    finally:
        await wire.close()
