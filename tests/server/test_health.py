"""What machines are told: alive, ready or not and why, and figures that name nobody."""

from pathlib import Path

import httpx
from sqlalchemy import text

from server.core.db import Database
from server.core.unit import Core
from server.migrations.upgrade import upgrade
from server.settings import Settings
from tests.support.actors import small_practice
from tests.support.application import ADDRESS, application
from tests.support.clock import SetClock
from tests.support.core import core_over
from tests.support.postgres import Postgres


async def _asked(transport: httpx.ASGITransport, path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=ADDRESS, transport=transport) as client:
        return await client.get(path)


async def test_a_database_that_is_not_migrated_is_not_ready(core: Core, database_url: str, tmp_path: Path) -> None:
    async with application(core, database_url, tmp_path) as transport:
        assert (await _asked(transport, "/readyz")).json() == {"ready": True, "missing": []}
        async with core.db.writer.begin() as connection:
            await connection.execute(text("DELETE FROM alembic_version"))
        answer = await _asked(transport, "/readyz")
        assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": ["migrations"]})
        async with core.db.writer.begin() as connection:
            await connection.execute(text("DROP TABLE alembic_version"))
        assert (await _asked(transport, "/readyz")).status_code == 503


async def test_a_database_that_does_not_answer_is_not_ready_but_alive(postgres: Postgres, clock: SetClock, tmp_path: Path) -> None:
    url = postgres.make("going_away")
    db = Database(Settings.from_env({"DATABASE_URL": url}).database)
    await upgrade(db)
    async with application(await core_over(db, clock), url, tmp_path) as transport:
        assert (await _asked(transport, "/readyz")).status_code == 200
        await db.close()
        postgres.drop("going_away")
        answer = await _asked(transport, "/readyz")
        assert (answer.status_code, answer.json()["missing"]) == (503, ["database"])
        assert (await _asked(transport, "/healthz")).status_code == 200


async def test_figures_are_prometheus_text_and_name_nobody(core: Core, database_url: str, tmp_path: Path) -> None:
    cabinet = await small_practice(core)
    async with application(core, database_url, tmp_path) as transport:
        await _asked(transport, "/api/me")
        answer = await _asked(transport, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for name in (
        "ardoise_push_connections",
        "ardoise_push_lag",
        "ardoise_push_slow_cuts_total",
        "ardoise_outbox",
        "ardoise_http_seconds_bucket",
    ):
        assert f"\n{name}" in answer.text or f"# TYPE {name} " in answer.text, name
    assert 'route="GET /api/me"' in answer.text
    assert cabinet.doctor.id not in answer.text
    assert not [who.email for who in cabinet.people.values() if who.email in answer.text]
