"""The load: five hundred screens that watch, commands at a fixed pace, and the time from each command to each frame.

Commands leave on schedule whether or not the ones before were answered, so that a slow server cannot slow its own load.
"""

import asyncio
import gc
import itertools
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bench.agenda.shape import Desk

PARAMS = {"from": "2027-01-04", "to": "2027-01-10"}
SETTLE = 20.0
"""Seconds to wait for the last frames."""


class _Evt(msgspec.Struct):
    t: str
    topic: str = ""
    seq: int = 0


@dataclass
class Outcome:
    """What one run gave. Milliseconds, sorted."""

    latencies: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    refused: int = 0
    missing: int = 0

    def at(self, part: float) -> float:
        """A percentile of the deliveries."""
        return self.latencies[min(len(self.latencies) - 1, int(part * len(self.latencies)))]


class Load:
    """One run against one or several processes of a server."""

    def __init__(self, urls: Sequence[str], desks: Sequence[Desk]) -> None:
        self._urls = list(urls)
        self._desks = desks
        self._arrived: dict[tuple[str, int], list[float]] = defaultdict(list)
        self._sent: dict[tuple[str, int], float] = {}
        self._decode = msgspec.json.Decoder(_Evt)
        self.outcome = Outcome()

    async def run(self, rate: int, skip: int, count: int) -> Outcome:
        """Send `count` writes at `rate` a second, those after the first `skip` of each desk's list."""
        url = itertools.cycle(self._urls)
        sockets = await asyncio.gather(*(self._open(next(url), desk, cookie) for desk in self._desks for cookie in desk.cookies))
        gc.freeze()
        async with asyncio.TaskGroup() as group:
            reading = [group.create_task(self._read(socket)) for socket in sockets]
            await self._write(rate, skip, count)
            await self._settle()
            for task in reading:
                task.cancel()
        await asyncio.gather(*(socket.close() for socket in sockets))
        watchers = {desk.topic: len(desk.cookies) for desk in self._desks}
        for (topic, seq), sent in self._sent.items():
            times = self._arrived[topic, seq]
            self.outcome.missing += watchers[topic] - len(times)
            self.outcome.latencies += [(at - sent) * 1000 for at in times]
        self.outcome.latencies.sort()
        self.outcome.answers.sort()
        return self.outcome

    async def _open(self, url: str, desk: Desk, cookie: str) -> ClientConnection:
        socket = await connect(
            url.replace("http", "ws", 1) + "/ws",
            origin=Origin(url),
            subprotocols=[Subprotocol("ardoise.v1")],
            additional_headers={"cookie": cookie},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=60,
        )
        await socket.send(msgspec.json.encode({"t": "sub", "id": 1, "topic": desk.topic, "params": PARAMS}).decode())
        while self._decode.decode(await socket.recv()).t != "snap":
            pass
        return socket

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            now = time.perf_counter()
            frame = self._decode.decode(text)
            if frame.t == "evt":
                self._arrived[frame.topic, frame.seq].append(now)

    async def _write(self, rate: int, skip: int, count: int) -> None:
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
        clients = [httpx.AsyncClient(base_url=url, headers={"origin": url}, limits=limits, timeout=30) for url in self._urls]
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                desk = self._desks[number % len(self._desks)]
                write = desk.writes[skip + number // len(self._desks)]
                due = began + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(self._send(clients[number % len(clients)], desk, write))
        await asyncio.gather(*(client.aclose() for client in clients))

    async def _send(self, client: httpx.AsyncClient, desk: Desk, write: tuple[str, str, bytes]) -> None:
        method, path, body = write
        sent = time.perf_counter()
        headers = {"content-type": "application/json", "cookie": desk.cookies[0]}
        answer = await client.request(method, path, content=body, headers=headers)
        self.outcome.answers.append((time.perf_counter() - sent) * 1000)
        if answer.is_success:
            for topic, seq in msgspec.json.decode(answer.headers["ardoise-at"]).items():
                self._sent[topic, seq] = sent
        else:
            self.outcome.refused += 1

    async def _settle(self) -> None:
        watchers = {desk.topic: len(desk.cookies) for desk in self._desks}
        deadline = time.perf_counter() + SETTLE
        while time.perf_counter() < deadline:
            if all(len(self._arrived[key]) >= watchers[key[0]] for key in self._sent):
                return
            await asyncio.sleep(0.05)
