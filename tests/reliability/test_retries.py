"""R12: every command is sent five times at once under one key, and half of the answers are lost: it is carried out once."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from random import Random
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.core.unit import Core
from tests.reliability.town import PATIENCE, Desk, cookie, logged, rows, town
from tests.support.caller import TRUST
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.relay import Relay
from tests.support.serving import Serve, Served

COMMANDS, TIMES, AT_ONCE = 40, 5, 8
pytestmark = pytest.mark.slow


class Client:
    """Somebody whose answers get lost."""

    def __init__(self, ways: list[tuple[Relay, Served]], token: str) -> None:
        self.ways = ways
        self.token = token

    async def post(self, way: int, key: str, body: dict[str, Any]) -> httpx.Response | None:
        """One attempt; None when the answer was lost."""
        relay, server = self.ways[way % len(self.ways)]
        headers = {"origin": relay.url, "cookie": cookie(server.port, self.token), "idempotency-key": key}
        try:
            async with httpx.AsyncClient(base_url=relay.url, headers=headers, timeout=PATIENCE, verify=TRUST) as http:
                return await http.post("/api/appointments", json=body)
        except httpx.TransportError:
            return None

    async def insist(self, key: str, body: dict[str, Any]) -> list[httpx.Response]:
        """Send five times at once, and again until an answer comes; give those that came."""
        answers = await asyncio.gather(*(self.post(number, key, body) for number in range(TIMES)))
        while not any(answers):
            answers.append(await self.post(len(answers), key, body))
        return [answer for answer in answers if answer is not None]


async def _sent_again_and_again(core: Core, servers: list[Served], relays: list[Relay]) -> None:
    (desk,) = await town(core, 1, 2)
    die, lost, turns = Random(12), Counter[bool](), asyncio.Semaphore(AT_ONCE)

    def swallow(data: bytes) -> bool:
        if not data.startswith(b"HTTP/1.1 201"):
            return False
        lost[is_lost := die.random() < 0.5] += 1
        return is_lost

    for relay, server in zip(relays, servers, strict=True):
        relay.target, relay.swallows = server.port, swallow
    ways = list(zip(relays, servers, strict=True))
    sonia, karim = (Client(ways, token) for token in desk.tokens)
    sent = [(uuid4().hex, desk.booking()) for _ in range(COMMANDS)]

    async def once(key: str, body: dict[str, Any]) -> list[httpx.Response]:
        async with turns:
            return await sonia.insist(key, body)

    answers = await asyncio.gather(*(once(*command) for command in sent))
    assert min(lost.values()) > COMMANDS, lost
    assert {answer.status_code for each in answers for answer in each} == {201}
    for each in answers:
        assert len({(answer.content, answer.headers["ardoise-at"], answer.headers["ardoise-change"]) for answer in each}) == 1
    known = {each[0].json()["id"] for each in answers}
    assert len(known) == COMMANDS
    assert await rows(core, desk) == known
    assert await logged(core, desk) == COMMANDS
    await _a_key_is_one_persons_and_one_commands(core, desk, sonia, karim, sent[0][0])


async def _a_key_is_one_persons_and_one_commands(core: Core, desk: Desk, sonia: Client, karim: Client, key: str) -> None:
    for relay, _ in sonia.ways:
        relay.swallows = None
    other = desk.booking()
    refused = await sonia.post(0, key, other)
    assert refused is not None
    assert (refused.status_code, refused.json()["code"]) == (422, "key_reused")
    assert len(await rows(core, desk)) == COMMANDS
    his = await karim.post(0, key, other)
    assert his is not None
    assert his.status_code == 201
    assert len(await rows(core, desk)) == COMMANDS + 1


@ON_SQLITE
async def test_a_command_sent_again_and_again_is_carried_out_once(core: Core, serve: Serve) -> None:
    async with Relay() as relay:
        server = await asyncio.to_thread(serve, ARDOISE_PUBLIC_URL=relay.url)
        await _sent_again_and_again(core, [server], [relay])


@ON_POSTGRESQL
async def test_a_command_sent_to_two_processes_at_once_is_carried_out_once(core: Core, serve: Serve, redis_url: str) -> None:
    async with AsyncExitStack() as stack:
        relays = [await stack.enter_async_context(Relay()) for _ in range(2)]
        servers = [await asyncio.to_thread(serve, redis_url=redis_url, command="web", ARDOISE_PUBLIC_URL=relay.url) for relay in relays]
        await _sent_again_and_again(core, servers, relays)
