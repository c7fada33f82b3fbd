"""The ASGI endpoint of `/ws`: the handshake, then the hand-over of the connection to the hub."""

import asyncio
from http import HTTPStatus

import msgspec
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from realtime.codes import GOING_AWAY, PROTOCOL, VERSION
from realtime.connection import Connection
from realtime.frames import SUBPROTOCOL
from realtime.gate import Refused, Visitor
from realtime.hub import Hub
from realtime.line import AsgiLine
from realtime.protocol import EXTENSION, HandoverProtocol

FORBIDDEN = 403
STATUS = {"signed_out": 401, "too_many": 429, "unavailable": 503}
"""HTTP status of a refused handshake by its code; any other code is 403."""


class Endpoint:
    """An ASGI application: `WebSocketRoute("/ws", Endpoint(hub))`."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one handshake, and serve the connection if uvicorn's hand-over is missing."""
        await receive()
        try:
            visitor = await self._admit(HTTPConnection(scope))
        except Refused as refused:
            await _deny(scope, send, refused.code)
            return
        offered = scope["subprotocols"]
        if SUBPROTOCOL not in offered:
            await send({"type": "websocket.accept", "subprotocol": offered[0] if offered else None})
            await send({"type": "websocket.close", "code": VERSION.number, "reason": VERSION.name})
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        line = scope.get("extensions", {}).get(EXTENSION)
        if isinstance(line, HandoverProtocol):
            line.attach(lambda ready: self.hub.connect(visitor, ready), self.hub.limits)
        else:
            await self._serve(visitor, receive, send)

    async def _admit(self, connection: HTTPConnection) -> Visitor:
        try:
            async with asyncio.timeout(self.hub.limits.handshake):
                visitor = await self.hub.gate.admit(connection)
        except TimeoutError:
            raise Refused("unavailable") from None
        self.hub.check_room(visitor)
        return visitor

    async def _serve(self, visitor: Visitor, receive: Receive, send: Send) -> None:
        """Serve a connection over plain ASGI messages, for a server without the hand-over."""
        line = AsgiLine(send, self.hub.limits)
        connection = self.hub.connect(visitor, line)
        line.pressed = connection.pressed
        try:
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(_read(connection, line, receive))
                await line.run()
                reading.cancel()
        finally:
            connection.ended()


async def _read(connection: Connection, line: AsgiLine, receive: Receive) -> None:
    while (message := await receive())["type"] != "websocket.disconnect":
        line.heard = asyncio.get_running_loop().time()
        text = message.get("text")
        if text is None:
            connection.close(PROTOCOL)
        else:
            connection.received(text)
    line.is_gone = True
    connection.ended()
    line.end(GOING_AWAY)


async def _deny(scope: Scope, send: Send, code: str) -> None:
    """Refuse the handshake with an HTTP status, so that nothing was ever accepted."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})
        return
    status = STATUS.get(code, FORBIDDEN)
    body = msgspec.json.encode({"title": HTTPStatus(status).phrase, "status": status, "code": code})
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})
