"""The product's own application, and the benchmark's way to make it publish.

Events are sealed as the log seals them and handed to the hub as a commit hands them over; only the commit itself is left
out, since none of the peers stores anything. Run as a process: `python -m bench.realtime.app PORT FOLDER TOPIC`.
"""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from realtime.endpoint import Endpoint
from realtime.hub import Hub
from realtime.protocol import OPTIONS
from server.app import build_app, build_core
from server.core.crypto import SHARED
from server.core.events import Author, Envelope, EventBody, payload_label
from server.core.ids import new_id
from server.core.opening import open_core
from server.core.unit import Core
from server.settings import Settings

PATH = "/bench/publish"
AT = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)


class Publisher:
    """Turns what the load client says into events of one topic."""

    def __init__(self, hub: Hub, core: Core, topic: str) -> None:
        self._hub = hub
        self._core = core
        self._topic = topic
        self._seq = 0
        self._by = Author(name="Sonia Petit", initials="SP", id=new_id())

    async def serve(self, websocket: WebSocket) -> None:
        """Publish every message until the client leaves."""
        await websocket.accept()
        try:
            while True:
                self._publish(await websocket.receive_text())
        except WebSocketDisconnect:
            return

    def _publish(self, view: str) -> None:
        self._seq += 1
        body = EventBody(put={"appointments": [msgspec.Raw(view.encode())]})
        event = msgspec.json.encode(Envelope("appointment_moved", AT, self._by, body))
        sealed = self._core.keyring.seal(SHARED, payload_label(self._topic, self._seq), event)
        self._hub.publish(self._topic, self._seq, sealed)


def hub_of(app: Starlette) -> Hub:
    """The hub behind the application's WebSocket."""
    endpoints = [route.app for route in app.routes if isinstance(route, WebSocketRoute)]
    return next(endpoint.hub for endpoint in endpoints if isinstance(endpoint, Endpoint))


async def _serve(settings: Settings, topic: str) -> None:
    app = build_app(settings)
    core = build_core(settings)
    await open_core(core)
    publisher = Publisher(hub_of(app), core, topic)
    app.router.routes.insert(0, WebSocketRoute(PATH, publisher.serve))
    config = uvicorn.Config(
        app,
        **OPTIONS,
        host=settings.host,
        port=settings.port,
        backlog=4096,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    await uvicorn.Server(config).serve()
    await core.db.close()


def settings_of(port: int, folder: Path) -> Settings:
    """How the application under measure is set up: one process on SQLite, as `ardoise run`; demo mode asks no second factor."""
    return Settings(port=port, data_dir=folder, public_url=f"http://127.0.0.1:{port}", demo=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("topic")
    asked = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings_of(asked.port, asked.folder), asked.topic))


if __name__ == "__main__":
    main()
