"""The least that could do the same: Starlette, one row inserted in a transaction, a broadcast here and through Redis.

No session, no rights, no numbering without holes, no log to resume from, no unread counts, no search, nothing sealed. The row is as
large as the product's, and stands in the same PostgreSQL.
"""

import asyncio
import secrets
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import psycopg
import uvicorn
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

TABLE = (
    "CREATE TABLE bare_messages (id bigserial PRIMARY KEY, conversation_id varchar(32) NOT NULL, message_id varchar(32) NOT NULL,"
    " person_id varchar(32) NOT NULL, name varchar(120) NOT NULL, at timestamptz NOT NULL DEFAULT now(), said bytea NOT NULL)"
)
_INSERT = "INSERT INTO bare_messages (conversation_id, message_id, person_id, name, said) VALUES (%s, %s, %s, %s, %s) RETURNING id"
_CHANNEL, _CONNECTIONS, _SEALED = "bare", 10, 80
"""`_SEALED`: the bytes that sealing adds to a text, and that are written here too."""


def build(database: str, redis_url: str) -> Starlette:
    """One of the processes."""
    watching: dict[str, set[WebSocket]] = defaultdict(set)
    free: asyncio.LifoQueue[psycopg.AsyncConnection[tuple[int]]] = asyncio.LifoQueue()
    redis, me = Redis.from_url(redis_url), secrets.token_hex(4).encode()

    async def tell(topic: str, text: str) -> None:
        for socket in tuple(watching[topic]):
            await socket.send_text(text)

    async def say(request: Request) -> Response:
        talk = request.path_params["talk"]
        body = msgspec.json.decode(await request.body())
        said = body["text"].encode() + b"\0" * _SEALED
        connection = await free.get()
        try:
            async with connection.transaction():
                cursor = await connection.execute(_INSERT, (talk, body["id"], body["person"], body["name"], said))
                row = await cursor.fetchone()
        finally:
            free.put_nowait(connection)
        assert row is not None
        topic = f"conversation/{talk}"
        event = {"t": "evt", "topic": topic, "seq": row[0], "name": "said", "body": {"put": {"messages": [body]}}}
        text = msgspec.json.encode(event).decode()
        await tell(topic, text)
        await redis.publish(_CHANNEL, me + text.encode())
        return Response(status_code=204, headers={"ardoise-at": msgspec.json.encode({topic: row[0]}).decode()})

    async def watch(socket: WebSocket) -> None:
        await socket.accept("ardoise.v1")
        topics = []
        try:
            while True:
                frame = await socket.receive_json()
                topics.append(frame["topic"])
                watching[frame["topic"]].add(socket)
                await socket.send_json({"t": "snap", "id": frame["id"], "topic": frame["topic"], "seq": 0, "body": {}})
        except WebSocketDisconnect:
            for topic in topics:
                watching[topic].discard(socket)

    async def listen() -> None:
        async with redis.pubsub() as heard:
            await heard.subscribe(_CHANNEL)
            async for message in heard.listen():
                if message["type"] == "message" and message["data"][: len(me)] != me:
                    text = message["data"][len(me) :].decode()
                    await tell(msgspec.json.decode(text)["topic"], text)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        for _number in range(_CONNECTIONS):
            free.put_nowait(await psycopg.AsyncConnection.connect(database, autocommit=True))
        listening = asyncio.create_task(listen())
        yield
        listening.cancel()

    return Starlette(routes=[Route("/say/{talk}", say, methods=["POST"]), WebSocketRoute("/ws", watch)], lifespan=lifespan)


if __name__ == "__main__":
    app = build(sys.argv[2], sys.argv[3])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, ws="websockets-sansio", loop="uvloop", http="httptools")
