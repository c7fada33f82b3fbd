"""The uvicorn WebSocket protocol that hands its connection over, so that one frame is written to all as it is.

It extends an internal class of uvicorn (pinned in `pyproject.toml`; `tests/realtime/test_protocol.py` holds what is
relied upon). Once attached, a connection has left ASGI: it keeps no task, no queue and no request, which is most of
what an idle connection weighs.
"""

import asyncio
from collections.abc import Callable
from socket import SO_SNDBUF, SOL_SOCKET
from typing import Any, Final, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.protocol import State

from realtime.codes import GOING_AWAY, PROTOCOL, Close
from realtime.frames import PING
from realtime.limits import Limits
from realtime.line import Line, Reader

EXTENSION: Final = "ardoise.line"
FRAGMENTS: Final = 1024
PONG_BACKLOG: Final = 64 * 1024

OPTIONS: Final[dict[str, Any]] = {
    "ws": "realtime.protocol:HandoverProtocol",
    "ws_max_size": 64 * 1024,
    "ws_per_message_deflate": False,
    "ws_ping_interval": None,
    "loop": "uvloop",
    "http": "httptools",
}
"""What `uvicorn.Config` must be told. Heartbeats are the hub's; compression costs 34 KB a connection."""


class _Nowhere:
    """The ASGI queue and flow control of a connection that left ASGI: it takes everything and keeps nothing."""

    def put_nowait(self, _event: object) -> None:
        """Forget the event."""

    def set(self) -> None:
        """Forget that writing became possible: nobody waits."""


_NOWHERE: Final = _Nowhere()


class HandoverProtocol(WebSocketsSansIOProtocol):
    """A `Line` that an endpoint finds in `scope["extensions"]` and may attach a reader to after the accept."""

    heard = 0.0
    _attached = False
    _full = False
    _reader: Reader | None = None
    _limits: Limits
    _deadline: asyncio.TimerHandle | None = None
    _drained: asyncio.Future[None] | None = None
    write: Callable[[bytes], None]
    backlog: Callable[[], int]

    def handle_connect(self, event: Request) -> None:
        """Start the ASGI application and leave it a way to this protocol."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            cast(dict[str, Any], self.scope["extensions"])[EXTENSION] = self

    def attach(self, take_over: Callable[[Line], Reader], limits: Limits) -> None:
        """Leave ASGI: from now on messages go to the reader that `take_over` gives.

        To be called right after the accept, once.
        """
        self._limits = limits
        self._attached = True
        self.heard = self.loop.time()
        self.write = self.transport.write
        self.backlog = self.transport.get_write_buffer_size
        self._reader = take_over(self)
        socket = self.transport.get_extra_info("socket")
        if socket is not None:
            socket.setsockopt(SOL_SOCKET, SO_SNDBUF, limits.send_buffer)
        queue, self.queue = self.queue, cast(Any, _NOWHERE)
        self.writable = cast(Any, _NOWHERE)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        while not queue.empty():
            event = queue.get_nowait()
            if event["type"] == "websocket.receive" and self._reader is not None:
                self._take(event.get("text"))
            elif event["type"] == "websocket.disconnect":
                self._finish()

    async def run_asgi(self) -> None:
        """Run the application; when it returns after an attach, the connection lives on without it."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except Exception:
            self.logger.exception("Exception in ASGI application\n")
            self.send_500_response()
            self._attached = False
        if self._attached:
            del self.scope, self.request, self.response
        elif self.close_timer is None:
            self.send_500_response()
            self.transport.close()

    # What the hub asks of a line.

    def ping(self) -> None:
        """Send a WebSocket ping; the pong, like anything else heard, shows that the client is there."""
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(PING)

    def end(self, close: Close) -> None:
        """Close with that code; abort if the client does not take it in time."""
        if not self.close_sent and not self.transport.is_closing() and self.conn.state is State.OPEN:
            self.conn.send_close(close.number, close.name)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            self.close_timer = self.loop.call_later(self._limits.drain, self.transport.abort)
        self._finish()

    async def drained(self) -> None:
        """Wait until the transport has little left, or is gone. One waiter at a time."""
        if self._full and self._reader is not None:
            self._drained = self.loop.create_future()
            await self._drained

    # What uvicorn and the transport tell.

    def data_received(self, data: bytes) -> None:
        """Read what came, and give a message that only began a limited time to end."""
        self.heard = self.loop.time()
        super().data_received(data)
        if self._deadline is None and self._reader is not None and self._is_inside_message():
            self._deadline = self.loop.call_later(self._limits.message, self.end, PROTOCOL)

    def _is_inside_message(self) -> bool:
        return self.conn.current_size is not None or bool(self.conn.reader.buffer)

    def handle_cont(self, event: Frame) -> None:
        """Gather a fragment; a message in a thousand pieces is not one of ours."""
        if len(self.frames) >= FRAGMENTS and self._attached:
            self.end(PROTOCOL)
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Give a whole message to the reader, or to ASGI before the attach."""
        if not self._attached:
            super().send_receive_event_to_app()
            return
        self._cancel_deadline()
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self._reader is None:
            return
        if self.curr_msg_data_type != "text":
            self._take(None)
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.conn.send_close(CloseCode.INVALID_DATA)
            self.handle_parser_exception()
            return
        self._take(text)

    def _take(self, text: str | None) -> None:
        if text is None or self._reader is None:
            self.end(PROTOCOL)
        else:
            self._reader.received(text)

    def handle_ping(self) -> None:
        """Answer a ping, unless pongs already pile up before a client that does not read."""
        output = b"".join(self.conn.data_to_send())
        if self.transport.get_write_buffer_size() < PONG_BACKLOG:
            self.transport.write(output)

    def handle_close(self, event: Frame) -> None:
        """Answer the client's close frame."""
        super().handle_close(event)
        self._finish()

    def handle_parser_exception(self) -> None:
        """Close after bytes that are not WebSocket."""
        super().handle_parser_exception()
        self._finish()

    def eof_received(self) -> None:
        """Note that the client will say no more."""
        super().eof_received()
        self._finish()

    def pause_writing(self) -> None:
        """Note that much is waiting."""
        self._full = True
        if not self._attached:
            super().pause_writing()
        elif self._reader is not None:
            self._reader.pressed()

    def resume_writing(self) -> None:
        """Let a waiting replay go on."""
        self._full = False
        self._release()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._finish()
        self._cancel_deadline()

    def shutdown(self) -> None:
        """Say that the server goes away, with the code that means "come back"."""
        if self._attached:
            self.end(GOING_AWAY)
            self.transport.close()
        else:
            super().shutdown()

    def _finish(self) -> None:
        """Tell the reader, once; whatever cannot be written soon is dropped with the connection."""
        reader, self._reader = self._reader, None
        if reader is None:
            return
        self._cancel_deadline()
        self._release()
        self._deadline = self.loop.call_later(self._limits.drain, self.transport.abort)
        reader.ended()

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _release(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None
