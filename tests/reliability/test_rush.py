"""R10 from outside: hundreds of requests for one slot at once. One books it, the others are told what is in the way, nobody meets a 5xx."""

import asyncio
from collections import Counter

import httpx
import pytest

from server.core.unit import Core
from tests.reliability.town import PATIENCE, Desk, cookie, logged, rows, town
from tests.support.caller import TRUST
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.redis import RedisServer
from tests.support.serving import Serve, Served

MANY, PEOPLE = 300, 4
pytestmark = pytest.mark.slow


async def _rush(core: Core, servers: list[Served]) -> None:
    (desk,) = await town(core, 1, PEOPLE)
    body = desk.booking()
    everything = httpx.Limits(max_connections=MANY)
    clients = [httpx.AsyncClient(base_url=server.url, timeout=PATIENCE, limits=everything, verify=TRUST) for server in servers]

    async def reach(number: int) -> tuple[int, str]:
        client, server = clients[number % len(servers)], servers[number % len(servers)]
        answer = await client.post("/api/appointments", json=body, headers=_headers(server, desk, number))
        told = answer.json()
        return answer.status_code, ",".join(warning["kind"] for warning in told.get("data", {}).get("warnings", ()))

    answers = Counter(await asyncio.gather(*(reach(number) for number in range(MANY))))
    for client in clients:
        await client.aclose()
    assert answers == {(201, ""): 1, (409, "overlap"): MANY - 1}
    assert len(await rows(core, desk)) == await logged(core, desk) == 1


def _headers(server: Served, desk: Desk, number: int) -> dict[str, str]:
    return {"origin": server.url, "cookie": cookie(server.port, desk.tokens[number % PEOPLE])}


@ON_SQLITE
async def test_of_hundreds_of_requests_for_one_slot_exactly_one_books_it(core: Core, serve: Serve) -> None:
    await _rush(core, [await asyncio.to_thread(serve)])


@ON_POSTGRESQL
async def test_of_hundreds_at_two_processes_exactly_one_books_it_even_while_redis_is_dead(
    core: Core, serve: Serve, redis_server: RedisServer
) -> None:
    servers = [await asyncio.to_thread(serve, redis_url=redis_server.url, command="web") for _ in range(2)]
    redis_server.kill()
    await _rush(core, servers)
