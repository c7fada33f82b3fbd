"""The whole application in this process, on the test's database and clock: for tests that ask every route."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from server.app import build_app
from server.core.unit import Core
from server.settings import Secret, Settings
from tests.support.caller import Caller
from tests.support.core import ROOT_KEY_TEXT

ADDRESS = "http://localhost:8000"


@asynccontextmanager
async def application(
    core: Core,
    database_url: str,
    data_dir: Path,
    *,
    demo: bool = False,
    public_url: str = "",
    scan: str = "",
    stripe: tuple[str, str, str] | None = None,
) -> AsyncIterator[httpx.ASGITransport]:
    """The running application, as a transport for `Caller(ADDRESS, transport=…)`. `stripe`: address, key, webhook secret."""
    address, key, secret = stripe or ("", None, None)
    settings = Settings(
        data_dir=data_dir,
        database_url=Settings.from_env({"DATABASE_URL": database_url}).database,
        root_key=Secret(ROOT_KEY_TEXT),
        demo=demo,
        public_url=public_url,
        scan=scan,
        stripe_url=address,
        stripe_key=Secret(key) if key else None,
        stripe_webhook_secret=Secret(secret) if secret else None,
    )
    app = build_app(settings, clock=core.clock, works=False)
    async with app.router.lifespan_context(app):
        yield httpx.ASGITransport(app=app, client=("127.0.0.1", 50_000))


def caller(transport: httpx.ASGITransport) -> Caller:
    """Somebody in front of a browser of his own."""
    return Caller(ADDRESS, transport=transport)
