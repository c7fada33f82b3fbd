"""Joins the calls of a process to what forwards their picture and sound: here, in other processes, or both."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from realtime.brokers import Broker
from rtc.consultation.hearing import Hearing
from rtc.consultation.leasing import RoomLeases, keep_agreed
from rtc.media import Media
from rtc.nodes import Node, RemoteMedia, Wire
from rtc.sfu import LocalMedia, Reach
from server.core.unit import Core
from server.settings import Settings

LOG = structlog.get_logger("media")
Tell = Callable[[str, str, bytes], None]
"""Passes a signal on to those who follow a topic."""


class Forwarding:
    """The media of one process, between `start` and `stop`."""

    def __init__(self, core: Core, settings: Settings, tell: Tell, broker: Broker | None, *, here: bool) -> None:
        """`broker`: carries what processes say of media and nothing else; None: this process is alone. `here`: it forwards itself."""
        self._core = core
        self._local = LocalMedia(Reach(settings.media_public_ip, settings.media_port_range)) if here else None
        self._hearing = Hearing(core, self._local, tell) if self._local is not None else None
        self._wire = Wire(broker) if broker is not None else None
        self._node = Node(self._local, self._wire) if self._local is not None and self._wire is not None else None
        self.media = self._media()

    def _media(self) -> Media:
        if self._wire is not None:
            return RemoteMedia(self._wire, RoomLeases(self._core), self._node)
        assert self._local is not None, "without a broker there is nobody else to forward"
        return self._local

    async def start(self) -> None:
        """Begin to forward, and to be asked."""
        if self._local is not None:
            await self._local.start()
        if self._node is not None:
            self._node.start()
            LOG.info("forwards", media=self._node.name)
        if self._wire is not None:
            await self._wire.start()

    async def stop(self) -> None:
        """Tell the other processes first, then the browsers: whoever comes back at once is sent elsewhere."""
        if self._node is not None:
            await self._node.stop()
        if self._local is not None:
            await self._local.stop()
        if self._wire is not None:
            await self._wire.close()

    def beside(self) -> list[Coroutine[Any, Any, None]]:
        """What runs meanwhile."""
        running = [self._hearing.run()] if self._hearing is not None else []
        if self._local is not None and self._node is not None:
            running.append(keep_agreed(self._core, self._local, self._node.name))
        return running
