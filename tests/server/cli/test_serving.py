"""`ardoise run`, `web` and `worker` as processes: they start, say so, answer, end when asked, and come back after a kill."""

import asyncio
import re
import signal
import subprocess
import sys

import httpx
import pytest

from server.core.unit import Core
from tests.server.cli.conftest import Ardoise
from tests.support import factories
from tests.support.caller import TRUST, Caller
from tests.support.databases import ON_SQLITE
from tests.support.screen import Screen
from tests.support.serving import CHECKOUT, Serve

pytestmark = pytest.mark.slow


async def _status(url: str, path: str, **headers: str) -> int:
    async with httpx.AsyncClient(base_url=url, verify=TRUST) as client:
        return (await client.get(path, headers=headers)).status_code


async def test_the_probes_answer_and_figures_are_for_this_machine(serve: Serve) -> None:
    server = serve()
    assert await _status(server.url, "/healthz") == 200
    assert await _status(server.url, "/readyz") == 200
    assert await _status(server.url, "/metrics") == 200
    assert await _status(server.url, "/metrics", **{"x-forwarded-for": "203.0.113.9"}) == 404


@ON_SQLITE
async def test_with_a_token_figures_are_for_whoever_bears_it(serve: Serve) -> None:
    server = serve(ARDOISE_METRICS_TOKEN="a-long-enough-token")
    assert await _status(server.url, "/metrics") == 404
    assert await _status(server.url, "/metrics", authorization="Bearer a-long-enough-tokem") == 404
    assert await _status(server.url, "/metrics", authorization="Bearer a-long-enough-token") == 200


@ON_SQLITE
def test_it_ends_with_status_0_when_asked_to(serve: Serve) -> None:
    server = serve()
    assert server.stop() == 0


@ON_SQLITE
def test_a_taken_port_is_said_in_one_sentence(serve: Serve) -> None:
    server = serve()
    second = subprocess.run(
        [sys.executable, "-m", "server.cli", "run"],
        cwd=CHECKOUT,
        env={**server.env, "PORT": str(server.port), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 2
    assert len(second.stderr.splitlines()) == 1
    assert str(server.port) in second.stderr


async def test_a_killed_application_comes_back_with_everything(serve: Serve, core: Core) -> None:
    cabinet = await factories.practice(core)
    who = await factories.person(core)
    await factories.membership(core, who, cabinet, "administrator")
    server = serve()
    async with server.caller() as caller:
        before = await caller.sign_in(who.email)
        async with Screen(caller) as screen:
            server.kill()
            assert await screen.closed() == 1006
        server.restart()
        assert (await caller.get("/api/me")).json() == before
        async with Screen(caller) as screen:
            assert screen.hello["version"] == 1


@ON_SQLITE
async def test_an_empty_database_prints_a_link_to_the_first_start_until_it_is_used(serve: Serve) -> None:
    server = serve()
    assert server.child is not None
    line = server.child.wait_for("first_start")
    link = re.search(r"setup_link=(\S+)", line)
    assert link is not None
    token = link.group(1).partition("#")[2]
    body = {
        "token": token,
        "practice": {"name": "Cabinet des Tilleuls"},
        "location": {"name": "Rue des Tilleuls", "zone": "Europe/Paris", "address": ""},
        "administrator": {"name": "Alice Morel", "email": "alice@example.org", "password": factories.PASSWORD, "practitioner": False},
    }
    async with server.caller() as caller:
        answer = await caller.post("/api/setup", body)
        assert answer.status_code < 300, answer.text
        assert (await caller.post("/api/setup", body)).status_code >= 400
    server.restart()
    assert "first_start" not in server.output


async def test_web_and_worker_are_apart(serve: Serve, redis_url: str, core: Core) -> None:
    web, worker = serve(command="web", redis_url=redis_url), serve(command="worker", redis_url=redis_url)
    assert await _status(web.url, "/readyz") == 200
    with pytest.raises(httpx.ConnectError):
        await _status(worker.url, "/healthz")
    assert worker.stop() == 0
    assert web.stop() == 0


@ON_SQLITE
async def test_media_forwards_apart_and_a_check_finds_it(serve: Serve, redis_url: str, ardoise_command: Ardoise) -> None:
    apart = {"ARDOISE_MEDIA": "apart", "REDIS_URL": redis_url}
    alone = await asyncio.to_thread(ardoise_command, "check", **apart)
    assert (alone.exit_code, "start ardoise media" in alone.output) == (1, True)
    media = serve(command="media", redis_url=redis_url)
    with pytest.raises(httpx.ConnectError):
        await _status(media.url, "/healthz")
    found = await asyncio.to_thread(ardoise_command, "check", **apart)
    assert (found.exit_code, "1 answering" in found.output) == (0, True)
    assert media.stop() == 0


@ON_SQLITE
def test_media_without_redis_says_what_is_missing(ardoise_command: Ardoise) -> None:
    result = ardoise_command("media")
    assert result.exit_code == 2
    assert result.output.startswith("REDIS_URL")


@ON_SQLITE
def test_a_worker_ends_at_an_interrupt(serve: Serve) -> None:
    worker = serve(command="worker")
    assert worker.child is not None
    assert worker.child.stop(sign=signal.SIGINT) == 0


@ON_SQLITE
async def test_behind_a_trusted_proxy_the_callers_address_is_the_forwarded_one(serve: Serve) -> None:
    server = serve(ARDOISE_TRUSTED_PROXY="127.0.0.1")
    assert await _status(server.url, "/metrics") == 200
    assert await _status(server.url, "/metrics", **{"x-forwarded-for": "127.0.0.1"}) == 404


@ON_SQLITE
async def test_two_checkouts_run_side_by_side(serve: Serve, core: Core) -> None:
    cabinet = await factories.practice(core)
    who = await factories.person(core)
    await factories.membership(core, who, cabinet, "administrator")
    one, other = serve(), serve()
    async with Caller(one.url) as caller:
        await caller.enter(core, who)
        assert (await caller.get("/api/me")).status_code == 200
        names = set(caller.http.cookies.keys())
    async with Caller(other.url) as caller:
        await caller.enter(core, who)
        assert (await caller.get("/api/me")).status_code == 200
        assert not names & set(caller.http.cookies.keys()), "cookies of one port would sign the other out"


@ON_SQLITE
def test_it_does_not_start_before_somebody_said_what_scans_files(ardoise_command: Ardoise) -> None:
    result = ardoise_command("run", ARDOISE_SCAN="")
    assert result.exit_code == 2
    assert "ARDOISE_SCAN=off" in result.output
    wrong = ardoise_command("run", ARDOISE_SCAN="clamav")
    assert wrong.exit_code == 2
    assert "unix:/path" in wrong.output
