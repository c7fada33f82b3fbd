"""The least that could do the same: Starlette, one SQLite insert as durable as ours, a broadcast. No rights, no log, no slots."""

import sqlite3
import sys
from collections import defaultdict
from pathlib import Path

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

WATCHING: dict[str, set[WebSocket]] = defaultdict(set)
SEQ: dict[str, int] = defaultdict(int)


def build(path: Path) -> Starlette:
    """The bare application over one file."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("CREATE TABLE IF NOT EXISTS events (topic TEXT, seq INTEGER, body BLOB, PRIMARY KEY (topic, seq))")

    async def write(request: Request) -> Response:
        topic = f"agenda/{request.path_params['topic']}"
        body = msgspec.json.decode(await request.body())
        SEQ[topic] += 1
        event = {"t": "evt", "topic": topic, "seq": SEQ[topic], "name": "changed", "body": {"put": {"appointments": [body]}}}
        text = msgspec.json.encode(event).decode()
        db.execute("INSERT INTO events VALUES (?, ?, ?)", (topic, SEQ[topic], text))
        for socket in tuple(WATCHING[topic]):
            await socket.send_text(text)
        at = msgspec.json.encode({topic: SEQ[topic]}).decode()
        return Response(text, 201, media_type="application/json", headers={"ardoise-at": at})

    async def watch(socket: WebSocket) -> None:
        await socket.accept("ardoise.v1")
        topic = ""
        try:
            while True:
                frame = await socket.receive_json()
                if frame["t"] == "sub":
                    topic = frame["topic"]
                    WATCHING[topic].add(socket)
                    await socket.send_json({"t": "snap", "id": frame["id"], "topic": topic, "seq": SEQ[topic], "body": {}})
        except WebSocketDisconnect:
            WATCHING[topic].discard(socket)

    return Starlette(routes=[Route("/write/{topic}", write, methods=["POST"]), WebSocketRoute("/ws", watch)])


if __name__ == "__main__":
    uvicorn.run(
        build(Path(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", ws="websockets-sansio", loop="uvloop"
    )
