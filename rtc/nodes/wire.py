"""One process's way to the others: questions, answers, and who is there. It runs over a broker of its own."""

import asyncio
import itertools
import logging
import secrets
from collections import OrderedDict
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
AGAIN = 1.0
"""Seconds after which a question is put once more: it, or its answer, may have been lost on the way."""
LONGEST = 8.0
"""Seconds that an answer may take while he does."""
AWAY = 1.0
"""Seconds between two looks that took so long because this process itself hung: whoever spoke meanwhile was not heard yet."""
MEETING = 2.0
"""Seconds that somebody who forwards gets to be heard, when this process has just started, or hung."""

log = logging.getLogger("ardoise.media")


_KEPT = 200
"""Questions remembered, so that one that comes twice is done once."""


class NoAnswer(Exception):
    """The process that was asked is gone, or takes too long."""


class Deaf(Exception):
    """This process is cut off from the others: of whoever was asked, nothing is known."""


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
        self._heard = asyncio.Event()
        self._waiting: dict[int, asyncio.Future[Said]] = {}
        self._numbers = itertools.count(1)
        self._answered: OrderedDict[tuple[str, int], Reply | None] = OrderedDict()
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
        """Wait until somebody who forwards was heard lately; not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(MEETING):
                while not self.roster.fit(self.now()):
                    self._heard.clear()
                    await self._heard.wait()

    def hear(self, beat: Beat) -> None:
        """A process that forwards lives, perhaps this one."""
        self.roster.hear(beat.node, beat.connections, self.now())
        self._heard.set()

    def now(self) -> float:
        """Seconds of this process's own clock: no two clocks are ever compared."""
        return asyncio.get_running_loop().time()

    def say(self, word: Word) -> None:
        """Say something to every other process."""
        self._broker.publish(Control(encode(word)))

    async def ask(self, node: str, ask: Ask) -> Said:
        """Ask another process, and wait for as long as it lives. Its silence counts only while this one listened and could hear.

        Raises:
            NoAnswer: it fell silent, said goodbye, or took longer than `LONGEST`.
            Deaf.
        """
        number = next(self._numbers)
        asked = said = since = carried = looked = self.now()
        request = Request(node, self.name, number, Raw(encode(ask)))
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self.say(request)
        try:
            while not answer.done():
                await asyncio.wait((answer,), timeout=LOOK)
                if answer.done():
                    break
                now = self.now()
                if now - looked > AWAY:
                    asked, since, carried = asked + now - looked, now, now
                looked = now
                if self.roster.is_gone(node):
                    raise NoAnswer
                if not self._broker.carries:
                    since = now + SILENT  # the others come back when they can
                    if now - carried > SILENT:
                        raise Deaf
                    continue
                carried = now
                if now - max(self.roster.heard(node), since) > SILENT or now - asked > LONGEST:
                    raise NoAnswer
                if now - said > AGAIN:
                    said = now
                    self.say(request)
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
                self._asked(word)
            case Reply(to=self.name, number=number) if (answer := self._waiting.get(number)) is not None and not answer.done():
                answer.set_result(read_said(word.said))
            case Beat():
                self.hear(word)
            case Bye(node):
                self.roster.lose(node, self.now())
            case Roll() if self.called is not None:
                self.called()

    def _asked(self, request: Request) -> None:
        key = (request.by, request.number)
        if key not in self._answered:
            ask = read_ask(request.ask)
            self._answered[key] = None
            while len(self._answered) > _KEPT:
                self._answered.popitem(last=False)
            self._tasks.spawn(self._answer(request, ask))
        elif (reply := self._answered[key]) is not None:
            self.say(reply)

    async def _answer(self, request: Request, ask: Ask) -> None:
        assert self.serve is not None
        said: Said = Failed()
        try:
            said = await self.serve(ask)
        except asyncio.CancelledError:
            said = Leaving()
            raise
        finally:
            reply = self._answered[request.by, request.number] = Reply(request.by, request.number, Raw(encode(said)))
            self.say(reply)


async def roll_call(broker: Broker, within: float) -> int:
    """How many processes forward media: all those that answer in time."""
    wire = Wire(broker)
    await wire.start()
    try:
        await asyncio.sleep(within)
        return len(wire.roster.fit(wire.now()))
    finally:
        await wire.close()
