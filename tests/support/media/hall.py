"""A server with nothing but media behind it: one page, one address that takes offers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from rtc.media import BadOffer, MediaEvent, RoomFull, Slot, Slots
from rtc.sfu import LocalMedia, Patience, Reach

T = TypeVar("T", bound=MediaEvent)
CALM = Patience(silence=60, quiet=60, connecting=60)
"""A peer of a test speaks when the test says so, on a machine that may be busy."""
PAGE = Path(__file__).with_name("page.html")


class Hall:
    """Media, what it told, and the address of the page."""

    def __init__(self, reach: Reach, patience: Patience = CALM) -> None:
        self.media = LocalMedia(reach, patience)
        self.events: list[MediaEvent] = []
        self.url = ""
        self._news = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self.media.listen(self._hear)

    def _hear(self, event: MediaEvent) -> None:
        self.events.append(event)
        task = asyncio.get_running_loop().create_task(self._ring())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ring(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, kind: type[T], *, seat: str = "", having: Slot | None = None) -> T:
        """The first event of that kind; for `Slots`, the first that has this one."""

        def fits(event: MediaEvent) -> bool:
            return seat in ("", event.seat) and (having is None or (isinstance(event, Slots) and having in event.slots))

        def found() -> T | None:
            return next((e for e in self.events if isinstance(e, kind) and fits(e)), None)

        async with asyncio.timeout(60), self._news:
            await self._news.wait_for(lambda: found() is not None)
        event = found()
        assert event is not None
        return event

    async def _offer(self, request: Request) -> Response:
        asked = msgspec.json.decode(await request.body(), type=dict[str, str | bool])
        try:
            answer = await self.media.offer(
                str(asked["room"]), str(asked["seat"]), str(asked["connection"]), str(asked["sdp"]), echo=asked.get("echo") is True
            )
        except (BadOffer, RoomFull) as refusal:
            return Response(str(refusal), 422)
        return Response(msgspec.json.encode(answer), media_type="application/json")

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Hall"]:
        """Serve the page on a free port."""

        async def page(_: Request) -> Response:
            return FileResponse(PAGE)

        application = Starlette(routes=[Route("/", page), Route("/offer", self._offer, methods=["POST"])])
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            server = uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="off", ws="none"))
            serving = asyncio.get_running_loop().create_task(server.serve(sockets=[listening]))
            failed: list[dict[str, Any]] = []
            asyncio.get_running_loop().set_exception_handler(lambda _, context: failed.append(context))
            await self.media.start()
            try:
                yield self
            finally:
                await self.media.stop()
                server.should_exit = True
                await serving
            assert failed == [], "something failed where nobody waits for it"
