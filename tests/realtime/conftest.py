"""A real uvicorn, real WebSocket clients, and a gate written by the test."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from realtime.brokers import Broker
from realtime.endpoint import Endpoint
from realtime.hub import Hub
from realtime.limits import Limits
from realtime.protocol import OPTIONS
from realtime.topic import Topic
from tests.realtime.client import PATIENCE, Client
from tests.realtime.desk import Desk

QUICK = Limits(sweep=0.05, presence_delay=0.01)
"""The product's limits, looked at more often."""


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run these tests on the loop that the product runs on."""
    return {"uvloop": uvloop.new_event_loop}


class Server:
    """One process of the push layer: a hub behind a real uvicorn, in this loop."""

    def __init__(self, desk: Desk, hub: Hub, port: int, uvicorn_server: uvicorn.Server, routes: list[WebSocketRoute]) -> None:
        self.routes = routes
        self.desk = desk
        self.hub = hub
        self.port = port
        self.uvicorn = uvicorn_server
        self.clients = AsyncExitStack()

    async def client(self, session: str = "ana.1", **options: Any) -> Client:
        """Open a connection that lives until the end of the test."""
        return await self.clients.enter_async_context(Client.open(self.port, session, **options))

    def topic(self, name: str) -> Topic:
        """Give a topic that the hub follows."""
        return self.hub.topics[name]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait, turn by turn, until something holds that no frame tells."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.002)


@asynccontextmanager
async def serve(desk: Desk, limits: Limits = QUICK, broker: Broker | None = None, **options: Any) -> AsyncIterator[Server]:
    """Run a hub behind uvicorn on a free port."""
    hub = Hub(desk, broker, limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await hub.start()
        yield
        await hub.stop()

    routes = [WebSocketRoute("/ws", Endpoint(hub))]
    app = Starlette(routes=routes, lifespan=lifespan)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, **{**OPTIONS, **options})
    running = uvicorn.Server(config)
    started = asyncio.Event()
    config.callback_notify = lambda: _set(started)
    config.timeout_notify = 0
    config.load()
    task = asyncio.ensure_future(running._serve([listener]))
    await asyncio.wait((task, asyncio.ensure_future(started.wait())), return_when=asyncio.FIRST_COMPLETED)
    server = Server(desk, hub, listener.getsockname()[1], running, routes)
    try:
        async with server.clients:
            yield server
    finally:
        running.should_exit = True
        await task


async def _set(started: asyncio.Event) -> None:
    started.set()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest_asyncio.fixture
async def server(desk: Desk) -> AsyncIterator[Server]:
    async with serve(desk) as running:
        yield running
