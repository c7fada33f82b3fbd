"""The consultation of `tests/rtc/consultation`, with and without a provider of card payments."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.core.actors import Role
from server.core.unit import Core
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene, scene
from tests.support import factories
from tests.support.actors import small_practice
from tests.support.application import application, caller
from tests.support.caller import Caller
from tests.support.clock import SetClock
from tests.support.stripe import KEY, SECRET, StandIn, header

__all__ = ["scene"]


@pytest.fixture
def stripe() -> Iterator[StandIn]:
    """The provider."""
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
async def paid_scene(core: Core, clock: SetClock, database_url: str, tmp_path: Path, stripe: StandIn) -> AsyncIterator[Scene]:
    """A teleconsultation at nine, in a house that takes cards."""
    clock.at = NINE - 10 * MINUTE
    cabinet = await small_practice(core)
    patient = await factories.patient(core, cabinet.practice, "Dupont", "Marie", mobile="+33639981234", email="marie@example.org")
    appointment = await factories.appointment(core, cabinet.doctor, patient, NINE, teleconsultation=True)
    async with AsyncExitStack() as stack:
        transport = await stack.enter_async_context(application(core, database_url, tmp_path, stripe=(stripe.url, KEY, SECRET)))

        async def come() -> Caller:
            return await stack.enter_async_context(caller(transport))

        async def staff(role: Role) -> Caller:
            one = await come()
            await one.enter(core, cabinet.people[role], now=clock.now())
            return one

        yield Scene(core, clock, cabinet, appointment, come, staff)


async def ask(scene: Scene, amount: int = 2500, version: int = 0, **more: Any) -> dict[str, Any]:
    """The practitioner asks for an amount."""
    async with await scene.staff("practitioner") as doctor:
        body = {"amount": amount, "version": version, "label": "Téléconsultation", **more}
        answer = await doctor.put(f"/api/appointments/{scene.appointment.id}/payment", body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def says(scene: Scene, event: Any, *, at: int | None = None, secret: str = SECRET, signature: str | None = None) -> httpx.Response:
    """The provider says something; it is no page, and has no Origin."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    async with await scene.come() as provider:
        del provider.http.headers["origin"]
        signature = header(body, int(scene.clock.now().timestamp()) if at is None else at, secret) if signature is None else signature
        headers = {"content-type": "application/json", "stripe-signature": signature}
        return await provider.http.post("/api/stripe/events", content=body, headers=headers)
