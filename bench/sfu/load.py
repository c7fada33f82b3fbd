"""Calls without browsers. Run as a process of its own, on its own core; prints one line of JSON."""

import argparse
import asyncio
import gc
import heapq
import json
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from aiortc import RTCSessionDescription

from bench.sfu.janus import Session, publish, subscribe
from bench.sfu.peer import Connection, Speaker, Tally, watch

TICK = os.sysconf("SC_CLK_TCK")
PACKETS_A_FRAME = 6
"""At 25 frames and 50 sounds a second: 200 packets a second from each."""


def processor_seconds(pids: Sequence[int]) -> float:
    """What these processes used so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


async def connected(pc: Connection) -> None:
    """Wait until media may flow."""
    for _ in range(1500):
        senders = [t.sender for t in pc.getTransceivers() if t.currentDirection == "sendonly"]
        if pc.connectionState == "connected" and all(getattr(sender, "agreed", None) for sender in senders):
            return
        await asyncio.sleep(0.02)
    raise RuntimeError("no connection")


async def ours(http: httpx.AsyncClient, url: str, rooms: int, people: int, tally: Tally) -> list[Speaker]:
    """Everybody joins our rooms."""
    speakers: list[Speaker] = []
    for room in range(rooms):
        for seat in range(people):
            pc = Connection()
            for kind in ("audio", "video"):
                pc.addTransceiver(kind, "sendonly")
            for _ in range(people - 1):
                for kind in ("audio", "video"):
                    pc.addTransceiver(kind, "recvonly")
            await pc.setLocalDescription(await pc.createOffer())
            body = {"room": f"r{room}", "seat": f"p{seat}", "sdp": pc.localDescription.sdp}
            answer = (await http.post(f"{url}/offer", json=body, timeout=20)).json()
            await pc.setRemoteDescription(RTCSessionDescription(sdp=answer["sdp"], type="answer"))
            await connected(pc)
            watch(pc, tally)
            speakers.append(Speaker(pc, tally))
    return speakers


async def theirs(http: httpx.AsyncClient, url: str, rooms: int, people: int, tally: Tally) -> list[Speaker]:
    """Everybody joins Janus' rooms: one connection to send, one to receive."""
    speakers: list[Speaker] = []
    for number in range(rooms):
        room = 5000 + number
        sessions = [await Session(http, url).begin() for _ in range(people)]
        await sessions[0].create(await sessions[0].attach(), room, people)
        feeds: list[int] = []
        for session in sessions:
            pc = Connection()
            feeds.append(await publish(session, room, pc))
            await connected(pc)
            speakers.append(Speaker(pc, tally))
        for index, session in enumerate(sessions):
            pc = Connection()
            await subscribe(session, room, [feed for at, feed in enumerate(feeds) if at != index], pc)
            await connected(pc)
            watch(pc, tally)
    return speakers


async def speak(speakers: Sequence[Speaker], seconds: float) -> None:
    """Everybody sends, each at his own moment, until the time is up."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    queue = [(begin + random.random() * 0.04, index, 0) for index in range(len(speakers))]
    heapq.heapify(queue)
    while loop.time() < begin + seconds:
        while queue[0][0] <= loop.time():
            due, index, turn = heapq.heappop(queue)
            speakers[index].voice()
            if turn % 2:
                speakers[index].picture(PACKETS_A_FRAME)
            heapq.heappush(queue, (due + 0.02, index, turn + 1))
            await asyncio.sleep(0)
        await asyncio.sleep(max(0.0, min(0.005, queue[0][0] - loop.time())))


async def run(asked: argparse.Namespace) -> None:
    """Join, warm up, measure, print."""
    tally = Tally()
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as http:
        join = theirs if asked.janus else ours
        speakers = await join(http, asked.url, asked.rooms, asked.people, tally)
        gc.freeze()
        gc.disable()
        await speak(speakers, asked.warm)
        await asyncio.sleep(0.2)
        tally.begin()
        before, began = processor_seconds(asked.pids), time.perf_counter()
        await speak(speakers, asked.seconds)
        sent = tally.sent
        await asyncio.sleep(0.3)
        used, passed = processor_seconds(asked.pids) - before, time.perf_counter() - began
        ages = sorted(tally.ages)
        wanted = sent * (asked.people - 1)
        print(
            json.dumps(
                {
                    "sent_per_second": sent / passed,
                    "got_per_second": tally.got / passed,
                    "loss": max(0.0, 1 - tally.got / wanted),
                    "cpu_us": used * 1e6 / max(1, tally.got),
                    "p50_ms": ages[len(ages) // 2] / 1e6,
                    "p99_ms": ages[int(len(ages) * 0.99)] / 1e6,
                }
            ),
            flush=True,
        )
    os._exit(0)  # closing a hundred connections one by one teaches nothing


def main() -> None:
    import uvloop

    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--janus", action="store_true")
    parser.add_argument("--rooms", type=int, required=True)
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--warm", type=float, default=2)
    parser.add_argument("--pids", type=int, nargs="+", required=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
