"""The broker of one process: nothing to carry, unless several hubs share a bus (as tests of two processes do)."""

import asyncio

from realtime.brokers import Message, Receive


class Bus:
    """What connects the memory brokers of one event loop."""

    def __init__(self) -> None:
        self.members: list[MemoryBroker] = []


class MemoryBroker:
    """Carries messages to the other members of its bus, on the next turn of the loop."""

    def __init__(self, bus: Bus | None = None) -> None:
        self._bus = bus or Bus()
        self._receive: Receive | None = None

    async def start(self, receive: Receive | None) -> None:
        """Join the bus."""
        self._receive = receive
        self._bus.members.append(self)

    def publish(self, message: Message) -> None:
        """Hand the message to every other member, while a member oneself."""
        if self not in self._bus.members:
            return
        for member in self._bus.members:
            if member is not self:
                asyncio.get_running_loop().call_soon(member.take, message)

    def take(self, message: Message) -> None:
        """Receive one message, unless closed meanwhile or only speaking."""
        if self._receive is not None:
            self._receive(message)

    @property
    def carries(self) -> bool:
        """Whether one is a member."""
        return self in self._bus.members

    async def close(self) -> None:
        """Leave the bus."""
        self._receive = None
        if self in self._bus.members:
            self._bus.members.remove(self)
