"""A screen that comes back: reconnects after any loss, resumes from its position, and notes every hole, double and reset."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Origin, Subprotocol

from tests.reliability.town import PATIENCE, RANGE, Desk, cookie
from tests.support.reducer import State, applied, opened

_AGAIN = 0.1


class Follower:
    """One browser tab on one agenda. Run it as a task; `reaches` waits for news."""

    def __init__(self, url: str, desk: Desk, token: str) -> None:
        self.url = url
        self.desk = desk
        self.seq: int | None = None
        self.state: State = {}
        self.faults: list[str] = []
        self.resets = 0
        self.refused: list[int] = []
        """Statuses of handshakes that were answered 5xx."""
        self.codes: list[int] = []
        self.socket: ClientConnection | None = None
        self.is_open = False
        self._epoch = ""
        self._token = token
        self._news = asyncio.Condition()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            with suppress(OSError, InvalidMessage, ConnectionClosed, TimeoutError):
                try:
                    await self._follow()
                except InvalidHandshake as refused:
                    status = getattr(getattr(refused, "response", None), "status_code", 0)
                    if status >= 500:
                        self.refused.append(status)
            await asyncio.sleep(_AGAIN)

    async def opened(self) -> None:
        """Wait until the subscription of this visit was answered."""
        async with self._news, asyncio.timeout(PATIENCE):
            await self._news.wait_for(lambda: self.is_open)

    async def reaches(self, seq: int) -> None:
        """Wait until this screen shows event `seq`."""
        async with self._news, asyncio.timeout(PATIENCE):
            await self._news.wait_for(lambda: (self.seq or 0) >= seq)

    async def _follow(self) -> None:
        port = int(self.url.rpartition(":")[2])
        async with connect(
            self.url.replace("http", "ws", 1) + "/ws",
            origin=Origin(self.url),
            subprotocols=[Subprotocol("ardoise.v1")],
            additional_headers={"cookie": cookie(port, self._token)},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE,
        ) as socket:
            self.socket = socket
            try:
                async for text in socket:
                    await self._hear(socket, json.loads(text))
            finally:
                self.socket, self.is_open = None, False
                self.codes.append(socket.close_code or 1006)

    async def _hear(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "hello":
                self._epoch, known = frame["epoch"], self._epoch
                ask: dict[str, Any] = {"t": "sub", "id": 1, "topic": self.desk.topic, "params": RANGE}
                if self.seq is not None:
                    ask |= {"since": self.seq, "epoch": known}
                await socket.send(json.dumps(ask))
            case "snap":
                self.resets += self.seq is not None
                self.state, self.seq, self.is_open = opened(frame["body"]), frame["seq"], True
            case "live":
                self.is_open = True
            case "evt":
                if frame["seq"] != (self.seq or 0) + 1:
                    self.faults.append(f"{frame['seq']} came after {self.seq}")
                self.seq = frame["seq"]
                self.state = applied(self.state, frame["body"])
            case "err" | "lost":
                self.faults.append(str(frame))
        async with self._news:
            self._news.notify_all()
