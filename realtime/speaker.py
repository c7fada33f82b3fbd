"""The voice of a process that has no screens of its own: what it says reaches those of the others."""

from msgspec import Raw

from realtime.brokers import Broker, Event, Signal
from realtime.frames import Signal as SignalFrame
from realtime.frames import frame


def told(topic: str, name: str, body: bytes) -> bytes:
    """The frame of a signal that the application itself says: `from` is empty. `body`: JSON."""
    return frame(SignalFrame(topic, name, Raw(body), Raw(b"null"), ""))


class Speaker:
    """Says what `Hub` would say, and hears nothing."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def start(self) -> None:
        """Begin to speak."""
        await self._broker.start(None)

    async def stop(self) -> None:
        """Stop speaking."""
        await self._broker.close()

    def publish(self, topic: str, seq: int, payload: bytes) -> None:
        """Tell every process what was just committed. A hint, as `Hub.publish`."""
        self._broker.publish(Event(topic, seq, payload))

    def tell(self, topic: str, name: str, body: bytes) -> None:
        """Pass a signal on to a topic's subscribers, wherever they are. `body`: JSON."""
        self._broker.publish(Signal(topic, told(topic, name, body)))
