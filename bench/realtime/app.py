"""The application that the benchmark measures, and the way it is told to publish.

Run as a process: `python -m bench.realtime.app PORT`.
"""

import argparse
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

import uvicorn
from msgspec import Raw
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from realtime.endpoint import Endpoint
from realtime.gate import Refused, Visitor
from realtime.hub import Hub
from realtime.limits import Limits
from realtime.protocol import OPTIONS

TOPIC = "agenda/1"


class Desk:
    """A gate with one topic that everybody signed in may see."""

    epoch = "e1"

    def __init__(self) -> None:
        self.log: list[bytes] = []

    async def admit(self, connection: HTTPConnection) -> Visitor:
        session = connection.cookies.get("session")
        if not session:
            raise Refused("signed_out")
        return Visitor(session, session, Raw(b'{"name":"Ana"}'))

    async def authorize(self, visitor: Visitor, topic: str) -> str:
        return "full"

    async def snapshot(self, visitor: Visitor, topic: str, lens: str, params: Raw) -> tuple[int, bytes]:
        return len(self.log), b'{"appointments":[]}'

    async def replay(self, topic: str, since: int) -> Sequence[tuple[int, bytes]]:
        return [(seq + 1, self.log[seq]) for seq in range(since, len(self.log))]

    async def heads(self, topics: Collection[str]) -> Mapping[str, int]:
        return dict.fromkeys(topics, len(self.log))

    def encode(self, topic: str, lens: str, seq: int, payload: bytes) -> bytes:
        return b'{"t":"evt","topic":"%s","seq":%d,"name":"appointment_moved","at":"2026-11-23T08:12:00Z","by":{},"body":%s}' % (
            topic.encode(),
            seq,
            payload,
        )

    def may_signal(self, visitor: Visitor, topic: str, lens: str, name: str) -> bool:
        return True

    async def left(self, connection: str, visitor: Visitor) -> None:
        pass


def build() -> Starlette:
    desk = Desk()
    hub = Hub(desk, None, Limits(connections=10_000))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await hub.start()
        yield
        await hub.stop()

    async def publish(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                desk.log.append((await websocket.receive_text()).encode())
                hub.publish(TOPIC, len(desk.log), desk.log[-1])
        except WebSocketDisconnect:
            return

    routes = [WebSocketRoute("/ws", Endpoint(hub)), WebSocketRoute("/bench/publish", publish)]
    return Starlette(routes=routes, lifespan=lifespan)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    port: int = parser.parse_args().port
    uvicorn.run(build(), host="127.0.0.1", port=port, log_level="warning", backlog=4096, **OPTIONS)


if __name__ == "__main__":
    main()
