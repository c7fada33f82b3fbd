"""What machines ask: is the process alive, can it serve, and its figures for Prometheus."""

import asyncio
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from realtime.counters import Counters
from server.core.db import EVERY_PRACTICE
from server.core.errors import NotFound
from server.core.http.problems import problem
from server.core.unit import Core
from server.migrations.upgrade import head, revision
from server.settings import Secret, Settings

LOG = structlog.get_logger("health")
PATIENCE = 2.0
"""Seconds the database has to answer."""

PUSH: dict[str, tuple[str, str]] = {
    "connections": ("gauge", "Open connections."),
    "lag": ("gauge", "Events that the heads were ahead of this process at the last sweep."),
    "events": ("counter", "Events delivered, each counted once per topic."),
    "deliveries": ("counter", "Frames handed to connections."),
    "signals_dropped": ("counter", "Signals that a slow reader did not get, or a quick writer did not get through."),
    "slow_cuts": ("counter", "Connections closed because their reader was too slow (4001)."),
    "silent_cuts": ("counter", "Connections closed because nothing was heard (4002)."),
    "violations": ("counter", "Connections closed because they broke the protocol (4500)."),
    "catch_ups": ("counter", "Replays read from the log because of a hole or a lag."),
    "gone": ("counter", "Topics whose hole could not be filled any more (4003)."),
    "resumes": ("counter", "Subscriptions that went on from where they were."),
    "resets": ("counter", "Subscriptions that wanted to go on and got a snapshot."),
    "failures": ("counter", "Unexpected errors of the push layer that were survived."),
}
"""What is exported of the push layer's counters, under `ardoise_push_…`."""

_WAITING = text("SELECT state, count(*) FROM outbox GROUP BY state")
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


@dataclass(slots=True, eq=False)
class PushCollector:
    """Reads the counters when Prometheus asks."""

    counters: Counters
    outbox: Mapping[str, int] = field(default_factory=dict)

    def collect(self) -> Iterable[Metric]:
        """Every figure of this process, and the messages to people by state."""
        for name, (kind, words) in PUSH.items():
            family = GaugeMetricFamily if kind == "gauge" else CounterMetricFamily
            yield family(f"ardoise_push_{name}", words, value=getattr(self.counters, name))
        waiting = GaugeMetricFamily("ardoise_outbox", "Messages to people, by state.", labels=["state"])
        for state, count in sorted(self.outbox.items()):
            waiting.add_metric([state], count)
        yield waiting


def routes(core: Core, counters: Counters, settings: Settings) -> list[Route]:
    """`/healthz`, `/readyz` and `/metrics`."""
    collector = PushCollector(counters)
    registry = CollectorRegistry()
    registry.register(collector)

    async def alive(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(_: Request) -> Response:
        missing = await what_is_missing(core)
        return JSONResponse({"ready": not missing, "missing": missing}, status_code=503 if missing else 200)

    async def metrics(request: Request) -> Response:
        if not may_read_figures(request, settings.metrics_token):
            return problem(NotFound())
        collector.outbox = await _outbox(core)
        return Response(generate_latest(REGISTRY) + generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/healthz", alive, methods=["GET"], name="alive"),
        Route("/readyz", ready, methods=["GET"], name="ready"),
        Route("/metrics", metrics, methods=["GET"], name="metrics"),
    ]


async def what_is_missing(core: Core) -> list[str]:
    """What keeps this process from serving: `database` (does not answer), `migrations` (not run)."""
    try:
        async with asyncio.timeout(PATIENCE):
            found = await revision(core.db)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        LOG.warning("not_ready", kind=type(error).__name__)
        return ["database"]
    return [] if found == head() else ["migrations"]


def may_read_figures(request: Request, token: Secret | None) -> bool:
    """With a token, whoever bears it; without one, a caller on this very machine that no proxy speaks for."""
    if token is not None:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token.reveal()}".encode())
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def _outbox(core: Core) -> dict[str, int]:
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = await session.execute(_WAITING)
        return {state: count for state, count in rows.all()}
