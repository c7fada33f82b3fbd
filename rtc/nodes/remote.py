"""Media wherever it is: each room is leased to one process, asked over the wire, and moves when that one is gone."""

from collections.abc import Callable, Mapping
from typing import Protocol

from rtc.media import Answer, BadOffer, NoMedia, RoomFull, Rule, Slot
from rtc.nodes.node import Node
from rtc.nodes.wire import Deaf, NoAnswer, Wire
from rtc.nodes.words import Answered, Ask, AskSlots, Bad, Candidate, Close, Failed, Filled, Full, Leave, Leaving, Offer, Rules, Said

TRIES = 3
"""Processes asked one after the other, when one after the other turns out to be gone."""


class Leases(Protocol):
    """Who forwards for which room: the same for every process, and it outlives them."""

    async def lease(self, room: str, settle: Callable[[str | None], str]) -> str:
        """Ask `settle` who shall hold the room, given who holds it, and keep its answer; no two processes settle one room at once."""
        ...

    async def holder(self, room: str) -> str | None:
        """Who holds it."""
        ...


class RemoteMedia:
    """`rtc.media.Media` over every process that forwards; `node`: this process forwards too."""

    def __init__(self, wire: Wire, leases: Leases, node: Node | None = None) -> None:
        self._wire = wire
        self._leases = leases
        self._node = node

    async def offer(
        self, room: str, seat: str, connection: str, sdp: str, *, rules: Mapping[str, Rule] | None = None, echo: bool = False
    ) -> Answer:
        """Take a seat's new connection, where its room is held; a room whose holder is gone moves.

        Raises:
            BadOffer, RoomFull, NoMedia.
        """
        ask = Offer(room, seat, connection, sdp, dict(rules or {}), echo)
        for _ in range(TRIES):
            await self._wire.meet()
            node = self._settle(None) if echo else await self._leases.lease(room, self._settle)
            match await self._ask(node, ask):
                case Answered(answer):
                    return answer
                case Bad(text):
                    raise BadOffer(text)
                case Full():
                    raise RoomFull("Six people are in this room.")
                case None | Leaving():
                    continue
                case _:
                    break
        raise NoMedia

    def _settle(self, holder: str | None) -> str:
        """Whoever holds a room keeps it until he is gone: nobody is judged by silence who was not asked."""
        if holder is not None and not self._wire.roster.is_gone(holder):
            return holder
        fit = self._wire.roster.fit(self._wire.now())
        if not fit:
            raise NoMedia
        return fit[0]

    async def candidate(self, room: str, seat: str, connection: str, candidate: str | None, mid: str | None) -> None:
        """Pass on a network path of the browser."""
        if isinstance(said := await self._ask_holder(room, Candidate(room, seat, connection, candidate, mid)), Bad):
            raise BadOffer(said.text)

    async def rule(self, room: str, rules: Mapping[str, Rule]) -> None:
        """Say what is forwarded from each seat named; a holder who does not hear it reads it a moment later."""
        await self._ask_holder(room, Rules(room, dict(rules)))

    async def leave(self, room: str, seat: str, connection: str | None = None) -> None:
        """Let go of a seat's connection; a holder who does not hear it finds it silent."""
        await self._ask_holder(room, Leave(room, seat, connection))

    async def close(self, room: str) -> None:
        """Let go of everybody; a holder who does not hear it reads that the consultation ended."""
        await self._ask_holder(room, Close(room))

    async def slots(self, room: str, seat: str) -> list[Slot]:
        """Who fills the slots of a seat; empty when it is not connected, or when its holder does not answer."""
        said = await self._ask_holder(room, AskSlots(room, seat))
        return said.slots if isinstance(said, Filled) else []

    async def _ask_holder(self, room: str, ask: Ask) -> Said | None:
        holder = await self._leases.holder(room)
        if holder is None or self._wire.roster.is_gone(holder):
            return None
        return await self._ask(holder, ask)

    async def _ask(self, node: str, ask: Ask) -> Said | None:
        """What it said; None, and it is known to be gone, when it does not answer."""
        if self._node is not None and node == self._node.name:
            return await self._node.answer(ask)
        try:
            said = await self._wire.ask(node, ask)
        except NoAnswer:
            self._wire.roster.lose(node, self._wire.now())
            return None
        except Deaf:
            return Failed()  # nobody is judged by whoever cannot hear
        if isinstance(said, Leaving):
            self._wire.roster.lose(node, self._wire.now())
        return said
