"""R24: thousands of requests made from our own document, right and wrong, by every role: never a 500, never an answer it does not describe.

Half of the identifiers are replaced by ones that exist, so that requests get past the first door. `FUZZ_CASES` says how many
requests a role makes (200 by default, 20,000 for a long night).
"""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from server.core.actors import ROLES, Role
from server.core.unit import Core
from tests.house.table import PATH, ROUTES
from tests.house.world import World
from tests.support.actors import small_practice
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE
from tests.support.serving import Serve

CHECKOUT = Path(__file__).parents[2]
CASES = int(os.environ.get("FUZZ_CASES", "200"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ENDS_THE_SESSION = {"POST /api/logout", "POST /api/password/change"}
IN_A_BODY = {
    "practice_id": "practice",
    "practitioner_id": "doctor",
    "location_id": "home",
    "type_id": "type",
    "type_ids": "type",
    "patient_id": "patient",
    "booker_id": "other_patient",
    "other_id": "other_patient",
    "relative_id": "other_patient",
    "extra_id": "extra",
    "ids": "extra",
    "claim_id": "claim",
    "appointment_id": "appointment",
    "practitioner_ids": "doctor",
    "substitute_id": "colleague",
    "followed_by": "other_type",
}
"""What a name in a body stands for in the practice."""

Operation = APIOperation[Any, Any, Any, Any]
Request = Case[Any]
ON = {"administrator": "postgresql", "secretary": "postgresql", "replacement": "postgresql"}
"""PostgreSQL is stricter about what it stores; the other roles ask SQLite, which is the default."""
pytestmark = pytest.mark.slow


def _operations() -> Iterator[Operation]:
    document = json.loads((CHECKOUT / "docs" / "openapi.json").read_bytes())
    for found in schemathesis.openapi.from_dict(document, config=SchemathesisConfig()).get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


def _with_known(value: Any, known: Mapping[str, str], name: str = "") -> Any:
    """The same body, its identifiers replaced by ones that exist."""
    if isinstance(value, dict):
        return {key: _with_known(each, known, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_known(each, known, name) for each in value]
    return known[IN_A_BODY[name]] if isinstance(value, str) and name in IN_A_BODY else value


@pytest.mark.parametrize(("database_kind", "role"), [(ON.get(role, "sqlite"), role) for role in ROLES], indirect=["database_kind"])
async def test_no_request_breaks_it(serve: Serve, core: Core, clock: SetClock, role: Role) -> None:
    clock.at = datetime.now(UTC)  # by the machine's clock, as the server lives: the replacement stands in today
    cabinet = await small_practice(core)
    server = serve()
    async with AsyncExitStack() as stack:
        administrator = await stack.enter_async_context(server.caller())
        somebody = await stack.enter_async_context(server.caller())
        await administrator.enter(core, cabinet.people["administrator"])
        await somebody.enter(core, cabinet.people[role])
        world = World(core, cabinet, administrator, role, "Ordinaire")
        names = {*(name[1:] for name in PATH.values()), *IN_A_BODY.values()}
        known = {name: await world.named(name, fresh=False) for name in sorted(names)}
        cookies = dict(somebody.http.cookies.items())
    operations = [each for each in _operations() if each.label not in ENDS_THE_SESSION]
    examples = max(2, -(-CASES // len(operations)))  # the first one made is the plainest, and mostly refused
    answers: Counter[int] = Counter()

    def explore(operation: Operation) -> None:
        cases = operation.as_strategy(GenerationMode.POSITIVE) | operation.as_strategy(GenerationMode.NEGATIVE)

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=CASES <= 1000,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases, is_known=st.booleans())
        def ask(case: Request, is_known: bool) -> None:
            if is_known:
                case.path_parameters = {name: known[PATH[name][1:]] for name in case.path_parameters}
                case.body = _with_known(case.body, known)
            answer = case.call(base_url=server.url, headers={"Origin": server.url}, cookies=cookies)
            answers[answer.status_code // 100] += 1
            case.validate_response(answer, checks=CHECKS)

        ask()

    def explore_all() -> None:
        while answers.total() < CASES:  # one round is not enough where few requests can be told apart
            for operation in operations:
                explore(operation)

    await asyncio.to_thread(explore_all)
    assert server.child is not None
    assert server.child.is_running
    assert "incident" not in server.output
    his = sum(role in each.who for each in ROUTES.values()) / len(ROUTES)
    assert answers[2] > CASES * min(his / 10, 1 / 20), f"requests that never get anywhere prove nothing: {answers}"
    assert answers[4] > CASES / 20, f"nothing was refused: {answers}"


@ON_SQLITE
async def test_no_request_passes_without_a_session(serve: Serve, core: Core) -> None:
    await small_practice(core)
    server = serve()
    wrong = []

    def try_all() -> None:
        for operation in _operations():
            if not operation.definition.raw["security"]:
                continue

            @settings(
                max_examples=2,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(GenerationMode.POSITIVE))
            def ask(case: Request) -> None:
                answer = case.call(base_url=server.url, headers={"Origin": server.url}, cookies={f"ardoise_{server.port}": "x" * 43})
                if answer.status_code != 401:
                    wrong.append(f"{operation.label}: {answer.status_code}")  # noqa: B023  # called in this turn of the loop

            ask()

    await asyncio.to_thread(try_all)
    assert wrong == []
