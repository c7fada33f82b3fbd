"""`ardoise run`, `web`, `worker` and `media`: the processes of a deployment.

`run` is everything in one process: it migrates, opens the demo practice when asked for, serves and works. `web` only
serves, `worker` only works and `media` only forwards picture and sound, for deployments with several processes.
"""

import asyncio
import gc
import resource
import signal
import socket
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import click
import structlog
import uvicorn
import uvloop

from realtime.protocol import OPTIONS
from realtime.speaker import Speaker
from server.accounts.service.first_start import setup_path
from server.app import Hint, broker_of, build_app, jobs_of, media_broker_of
from server.cli.database import migrated
from server.cli.demo import fill_when_empty, print_log_ins
from server.cli.places import opened
from server.cli.words import Sentence, settings
from server.core.clock import SystemClock
from server.demo.acting import act_for_ever
from server.logging import configure
from server.maintenance.worker import work
from server.media import Forwarding
from server.settings import Settings

LOG = structlog.get_logger("ardoise")
_FAREWELL = 10
"""Seconds that requests get to end."""


@click.command()
def run() -> None:
    """Everything in one process: migrate, then serve and work. The default, and all a practice needs."""
    chosen = _begin()
    asyncio.run(migrated(chosen))
    if chosen.demo:
        asyncio.run(fill_when_empty(chosen))
    _serve(chosen, with_worker=True)


@click.command()
def web() -> None:
    """Serve HTTP and WebSockets only; migrations and `ardoise worker` are run apart."""
    chosen = _begin()
    _say_what_several_processes_need(chosen)
    _serve(chosen, with_worker=False)


@click.command()
def worker() -> None:
    """Send what is due to people and keep the house in order; serves nothing."""
    chosen = _begin()
    _say_what_several_processes_need(chosen)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(chosen))


@click.command()
def media() -> None:
    """Forward the picture and sound of teleconsultations that `web` processes serve; serves no page."""
    chosen = _begin()
    if not chosen.redis_url:
        raise Sentence(
            "REDIS_URL is not set: `web` and `media` reach each other through Redis. Without it, `ardoise run` forwards by itself."
        )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_forward(chosen))


def _begin() -> Settings:
    chosen = settings()
    if not chosen.scan and not chosen.demo:
        raise Sentence(
            "ARDOISE_SCAN is not set: say where the virus scanner is (unix:/run/clamav/clamd.ctl), "
            "or write ARDOISE_SCAN=off to do without one; administrators will see it."
        )
    configure(chosen.log_format)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with suppress(ValueError, OSError):  # some hosts forbid it; then the soft limit holds
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    return chosen


def _keep_what_stands() -> None:
    """All that was made until now stays: the collector of what is unreachable need not look at it again, nor look as often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _say_what_several_processes_need(chosen: Settings) -> None:
    if not chosen.redis_url:
        click.echo(
            "No REDIS_URL: each process has its own broker, so what another one does reaches the screens of this one by the sweep, "
            "up to two seconds late. Nothing is lost. `ardoise run` needs no Redis.",
            err=True,
        )


def _serve(chosen: Settings, *, with_worker: bool) -> None:
    setup = asyncio.run(_first_start(chosen))
    try:
        listening = socket.create_server((chosen.host, chosen.port), backlog=2048)
    except OSError as error:
        raise Sentence(f"Port {chosen.port} cannot be opened ({error.strerror}); choose another, for instance PORT=9000.") from None
    config = uvicorn.Config(
        build_app(chosen, works=with_worker),
        **OPTIONS,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(chosen.trusted_proxy),
        forwarded_allow_ips=chosen.trusted_proxy or None,
        timeout_graceful_shutdown=_FAREWELL,
    )
    server = _Server(config, chosen, setup)
    signal.signal(signal.SIGTERM, _already_ending)
    beside = [act_for_ever(chosen.url, SystemClock())] if chosen.demo and with_worker else []
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, suppress(KeyboardInterrupt):
        runner.run(_serving(server, listening, beside))
    if not server.was_ready:
        raise Sentence("The application did not start; the log says why.")


class _Server(uvicorn.Server):
    """Says where it listens once it does, and how to begin when nobody has an account yet."""

    def __init__(self, config: uvicorn.Config, chosen: Settings, setup_path: str | None) -> None:
        super().__init__(config)
        self._chosen = chosen
        self._setup_path = setup_path
        self.was_ready = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            _keep_what_stands()
            self.was_ready = True
            LOG.info("ready", address=self._chosen.url)
            if self._setup_path is not None:
                LOG.warning("first_start", setup_link=self._chosen.url + self._setup_path)
            if self._chosen.demo:
                print_log_ins(self._chosen)


async def _first_start(chosen: Settings) -> str | None:
    """Where the first person signs up; a database or a key that cannot be used is said here, before anything is served."""
    async with opened(chosen) as core:
        return await setup_path(core)


async def _serving(server: uvicorn.Server, listening: socket.socket, beside: list[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(work) for work in beside]
        await server.serve(sockets=[listening])
        for task in running:
            task.cancel()


async def _work(chosen: Settings) -> None:
    async with opened(chosen) as core:
        await _until_told([work(core, jobs_of(chosen, core))])


async def _forward(chosen: Settings) -> None:
    speaker, hint = Speaker(broker_of(chosen)), Hint()
    hint.speaker = speaker
    async with opened(chosen, hint) as core:
        forwarding = Forwarding(core, chosen, speaker.tell, media_broker_of(chosen), here=True)
        await speaker.start()
        await forwarding.start()
        try:
            await _until_told(forwarding.beside())
        finally:
            await forwarding.stop()
            await speaker.stop()


async def _until_told(beside: list[Coroutine[Any, Any, None]]) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)
    LOG.info("ready")
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(each) for each in beside]
        await ended.wait()
        for task in running:
            task.cancel()


def _already_ending(*_: object) -> None:
    """Uvicorn heard the signal and repeats it once everything is closed."""
