"""R23 over the sockets: who may subscribe, what each event shows to whom, and that no screen of another practice hears of it.

Once in one process on SQLite, once in two on PostgreSQL with Redis between: there commands go to one, screens are open at the other.
"""

import ast
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.core.actors import ROLES
from server.core.unit import Core
from tests.house.asking import question, unknown
from tests.house.table import EVENTS, ROUTES, TOPICS
from tests.house.test_every_route import EVERY_ENDPOINT
from tests.house.world import CANARY, World
from tests.support.actors import Cabinet, small_practice
from tests.support.caller import Caller
from tests.support.clock import SetClock
from tests.support.screen import Screen
from tests.support.serving import Serve, Served

CHECKOUT = Path(__file__).parents[2]
WORD = "Ordinaire"
pytestmark = pytest.mark.slow


async def _signed_in(server: Served, core: Core, cabinet: Cabinet, role: str, stack: AsyncExitStack) -> Caller:
    one = await stack.enter_async_context(server.caller())
    await one.enter(core, cabinet.people[role])  # type: ignore[index]  # roles are names
    return one


@pytest.fixture
async def practices(core: Core, clock: SetClock) -> tuple[Cabinet, Cabinet]:
    """Two practices, whose replacements hold today by the machine's clock."""
    clock.at = datetime.now(UTC)
    return await small_practice(core, f"Cabinet {WORD}"), await small_practice(core, f"Cabinet {CANARY}")


@pytest.fixture
def desks(database_kind: str, serve: Serve, request: pytest.FixtureRequest) -> tuple[Served, Served]:
    """Where commands are given, and where screens are open."""
    if database_kind == "sqlite":
        return (alone := serve(demo=True)), alone
    redis_url: str = request.getfixturevalue("redis_url")
    return serve(demo=True, command="web", redis_url=redis_url), serve(demo=True, command="web", redis_url=redis_url)


async def test_each_role_subscribes_with_its_lens_and_to_nothing_of_another_practice(
    desks: tuple[Served, Served], core: Core, practices: tuple[Cabinet, Cabinet]
) -> None:
    here, elsewhere = practices
    server, shown = desks
    wrong = []
    async with AsyncExitStack() as stack:
        administrators = [await _signed_in(server, core, cabinet, "administrator", stack) for cabinet in practices]
        for role in ROLES:
            world = World(core, here, administrators[0], role, WORD)
            twin = World(core, elsewhere, administrators[1], role, CANARY)
            async with Screen(await _signed_in(shown, core, here, role, stack)) as screen:
                for kind, topic in TOPICS.items():
                    own = await screen.subscribe(f"{kind}/{await world.named(topic.named[1:], fresh=False)}", dict(topic.params))
                    kind_of_lens, named, agenda = (topic.lenses.get(role) or "").partition("@")
                    lens = kind_of_lens + (await world.named(agenda, fresh=False) if named else "") or None
                    if own.get("lens") != lens:
                        wrong.append(f"{role} on {kind}: {own.get('lens') or own.get('code')}, not {lens}")
                    theirs = await screen.subscribe(f"{kind}/{await twin.named(topic.named[1:], fresh=False)}", dict(topic.params))
                    never = await screen.subscribe(f"{kind}/{unknown()}", dict(topic.params))
                    if (theirs["t"], theirs.get("code")) != ("err", "not_found") or never.get("code") != theirs.get("code"):
                        wrong.append(f"{role} on another's {kind}: {theirs}; on one that never was: {never}")
                nonsense = [await screen.subscribe(name) for name in ("agenda", "agenda/", "nothing/1", "agenda/1/2")]
                wrong += [f"{role}: {answer}" for answer in nonsense if answer["t"] != "err"]
    assert not wrong, "\n".join(wrong)


async def test_every_event_reaches_its_screens_and_never_those_of_another_practice(
    desks: tuple[Served, Served], core: Core, practices: tuple[Cabinet, Cabinet]
) -> None:
    here, elsewhere = practices
    server, shown = desks
    async with AsyncExitStack() as stack:
        world = World(core, here, await _signed_in(server, core, here, "administrator", stack), "secretary", WORD)
        ours = await stack.enter_async_context(Screen(await _signed_in(shown, core, here, "secretary", stack)))
        boss = await stack.enter_async_context(Screen(await _signed_in(shown, core, here, "administrator", stack)))
        doctor = await _signed_in(server, core, here, "practitioner", stack)
        hers = await stack.enter_async_context(Screen(await _signed_in(shown, core, here, "practitioner", stack)))
        busy = await stack.enter_async_context(Screen(await _signed_in(shown, core, here, "outside_colleague", stack)))
        theirs = await stack.enter_async_context(Screen(await _signed_in(shown, core, elsewhere, "administrator", stack)))
        topics = {kind: f"{kind}/{await world.named(topic.named[1:], fresh=False)}" for kind, topic in TOPICS.items()}
        await ours.subscribe(topics["agenda"], dict(TOPICS["agenda"].params))
        await ours.subscribe(topics["person"])
        await boss.subscribe(topics["practice"])
        await hers.subscribe(topics["sheet"])
        await hers.subscribe(topics["exchange"])
        await busy.subscribe(topics["agenda"], dict(TOPICS["agenda"].params))
        for kind, name in (("agenda", elsewhere.doctor.id), ("practice", elsewhere.practice.id)):
            await theirs.subscribe(f"{kind}/{name}", dict(TOPICS[kind].params))
        await ours.subscribe(topics["patient"])
        await ours.subscribe(topics["conversation"])
        await ours.subscribe(topics["chats"])
        await ours.subscribe(topics["missions"])
        await ours.subscribe(topics["todo"])
        await ours.subscribe(topics["instructions"])
        await ours.subscribe(topics["phone"])
        await ours.subscribe(topics["referrals"])
        await ours.subscribe(topics["urgent"])
        watching = {
            "agenda": ours,
            "person": ours,
            "practice": boss,
            "patient": ours,
            "sheet": hers,
            "exchange": hers,
            "conversation": ours,
            "chats": ours,
            "missions": ours,
            "todo": ours,
            "instructions": ours,
            "phone": ours,
            "referrals": ours,
            "urgent": ours,
        }
        acting = {"administrator": world.administrator, "practitioner": doctor}
        head = 0
        for kind, events in EVENTS.items():
            for name, cause in events.items():
                if cause is None:
                    continue
                endpoint = next(each for each in EVERY_ENDPOINT if f"{each.method} {each.path}" == cause.route)
                known = ROUTES[cause.route]
                body = known.body if cause.body is None else cause.body
                how = replace(known, body=body, path=cause.fields or known.path)
                answer = await (await question(world, endpoint, how, fresh=True)).ask(acting[cause.by])
                assert answer.status_code < 300, f"{name}: {answer.text}"
                await watching[kind].next("evt", topic=topics[kind], name=name)
            head = ours.seq.get(topics["agenda"], head)  # taken away with the right, by the last events
        await theirs.send({"t": "ping"})
        await theirs.next("pong")
        heard = json.dumps(theirs.unread)
        await busy.reaches(topics["agenda"], head)
        glimpsed = json.dumps(busy.unread)
    assert '"evt"' not in heard
    assert WORD not in heard
    assert '"evt"' in glimpsed
    assert WORD not in glimpsed
    for hidden in ("Sonia Petit", "Alice Morel", "+33639981234"):
        assert hidden not in glimpsed


def _recorded_names() -> Iterator[tuple[str, str]]:
    """Every literal name given to `uow.record(…)` or `Edit(…)`, with the file."""
    for path in (path for package in ("server", "rtc", "chat") for path in (CHECKOUT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"record", "Edit"}:
                for given in [node.args[1]] if len(node.args) > 1 else []:
                    for part in ast.walk(given):
                        if isinstance(part, ast.Constant) and isinstance(part.value, str):
                            yield path.name, part.value


def test_no_event_is_recorded_under_a_name_that_the_table_does_not_know() -> None:
    known = {name for names in EVENTS.values() for name in names}
    assert {(file, name) for file, name in _recorded_names() if name not in known} == set()
