"""R15 and R17: workers are killed while they send, and work side by side; nothing is lost, nothing in doubt is hidden or said twice."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from multiprocessing.context import ForkServerProcess

import pytest
from sqlalchemy import select

from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.outbox import LEASE, Kind, OutboxMessage, post
from server.core.permissions import Permission
from server.core.unit import Core, writing
from server.notices.office import AT_ONCE
from tests.reliability.postman import NOTICE, REMINDER, Round
from tests.server.notices.smtp_server import PostBox, post_box
from tests.support.clock import SetClock
from tests.support.listener import Listener, listening

KILLS, EACH = 8, 48
NEXT = LEASE + timedelta(minutes=1)
"""After this long, what a killed worker held is taken up."""
pytestmark = pytest.mark.slow


@pytest.fixture
async def box() -> AsyncIterator[PostBox]:
    """An SMTP server that counts."""
    async with post_box() as made:
        yield made


@pytest.fixture
async def gateway() -> AsyncIterator[Listener]:
    """A gateway that takes one text message under one key, and counts."""
    async with listening() as made:
        yield made


@pytest.fixture
async def posting(core: Core, clock: SetClock) -> Core:
    """The core, by the machine's clock: those who send are other processes."""
    clock.at = datetime.now(UTC)
    return core


@pytest.fixture
def workers(posting: Core, database_url: str, box: PostBox, gateway: Listener) -> Round:
    """Processes that send."""
    return Round(database_url, box.url, f"http://127.0.0.1:{gateway.port}/")


Message = tuple[Kind, str, str]


def _mail(kind: Kind, to: str) -> Message:
    return kind, to, "email"


def _sms(to: str) -> Message:
    return REMINDER, to, "sms"


async def _posted(core: Core, *messages: Message) -> None:
    async with writing(core, system("test"), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        for kind, to, channel in messages:
            await post(uow, kind, "test/1", {"to": to}, dedupe=to, channel=channel)


async def _states(core: Core) -> dict[str, str]:
    async with core.db.read(EVERY_PRACTICE) as session:
        return {row.refs["to"]: row.state for row in await session.scalars(select(OutboxMessage))}


async def _killed(worker: ForkServerProcess) -> None:
    worker.kill()
    await asyncio.to_thread(worker.join)


async def _finishes(worker: ForkServerProcess) -> None:
    await asyncio.to_thread(worker.join)
    assert worker.exitcode == 0


def _keys(gateway: Listener) -> dict[str, set[str]]:
    """Under which keys each number was written to."""
    keys: dict[str, set[str]] = defaultdict(set)
    for heard in gateway.heard:
        keys[heard.json["to"]].add(heard.headers["idempotency-key"])
    return keys


async def test_workers_killed_while_they_send_lose_nothing_and_say_no_reminder_twice(
    posting: Core, workers: Round, box: PostBox, gateway: Listener
) -> None:
    notices, reminders = ([f"{kind}{number}@example.org" for number in range(EACH)] for kind in ("notice", "reminder"))
    numbers = [f"+336399801{number:02}" for number in range(EACH)]
    each = zip(map(partial(_mail, NOTICE), notices), map(partial(_mail, REMINDER), reminders), map(_sms, numbers), strict=True)
    await _posted(posting, *chain.from_iterable(each))  # each worker finds all three before it
    box.answers = ["451 later" if number % 10 == 9 else "cut" if number % 40 == 5 else "250 OK" for number in range(4 * EACH)]
    gateway.answers = [500 if number % 10 == 9 else "cut" if number % 40 == 5 else 200 for number in range(4 * EACH)]
    for kill in range(KILLS):
        worker = workers.begin(kill * NEXT)
        await (gateway.until(len(gateway.heard) + 1 + kill % 3) if kill % 2 else box.until(len(box.taken) + 1 + kill % 5))
        await _killed(worker)
    for last in range(4):
        await _finishes(workers.begin(KILLS * NEXT + last * timedelta(hours=2)))

    states, taken = await _states(posting), Counter(mail["To"] for mail in box.taken)
    assert {states[to] for to in notices} == {"sent"}
    ids = {to: {mail["Message-ID"] for mail in box.taken if mail["To"] == to} for to in notices}
    assert {len(each) for each in ids.values()} == {1}
    assert sum(taken[to] - 1 for to in notices) <= KILLS * AT_ONCE + box.cuts

    assert max(taken[to] for to in reminders) == 1
    assert {states[to] for to in reminders} <= {"sent", "unknown"}
    assert all(taken[to] == 1 for to in reminders if states[to] == "sent")

    assert {states[to] for to in numbers} == {"sent"}
    keys = _keys(gateway)
    assert {len(keys[to]) for to in numbers} == {1}
    assert len({key for each in keys.values() for key in each}) == EACH


async def test_a_worker_killed_between_taking_a_message_and_handing_it_over(posting: Core, workers: Round, box: PostBox) -> None:
    await _posted(posting, _mail(NOTICE, "notice@example.org"), _mail(REMINDER, "reminder@example.org"))
    box.recipient_answers = ["hang", "hang"]
    worker = workers.begin(timedelta())
    async with asyncio.timeout(60):
        await box.hanging.wait()
    await _killed(worker)
    assert set((await _states(posting)).values()) == {"sending"}
    box.recipient_answers = []
    await _finishes(workers.begin(NEXT))
    assert [mail["To"] for mail in box.taken] == ["notice@example.org"]
    assert await _states(posting) == {"notice@example.org": "sent", "reminder@example.org": "unknown"}


async def test_a_worker_killed_after_the_hand_over_repeats_news_and_what_has_a_key_and_no_reminder_by_mail(
    posting: Core, workers: Round, box: PostBox, gateway: Listener
) -> None:
    await _posted(posting, _mail(NOTICE, "notice@example.org"), _mail(REMINDER, "reminder@example.org"), _sms("+33639980101"))
    box.answers, gateway.answers = ["hang", "hang"], ["hang"]
    worker = workers.begin(timedelta())
    await box.until(2)
    await gateway.until(1)
    await _killed(worker)
    await _finishes(workers.begin(NEXT))
    assert Counter(mail["To"] for mail in box.taken) == {"notice@example.org": 2, "reminder@example.org": 1}
    assert len({mail["Message-ID"] for mail in box.taken}) == 2
    assert len(gateway.heard) == 2
    assert len(_keys(gateway)["+33639980101"]) == 1
    assert await _states(posting) == {"notice@example.org": "sent", "reminder@example.org": "unknown", "+33639980101": "sent"}


async def test_three_workers_at_once_send_each_message_once(posting: Core, workers: Round, box: PostBox, gateway: Listener) -> None:
    people = [f"person{number}@example.org" for number in range(EACH)]
    numbers = [f"+336399801{number:02}" for number in range(EACH)]
    for _ in range(2):
        await _posted(posting, *map(partial(_mail, REMINDER), people), *map(_sms, numbers))
    await asyncio.gather(*(_finishes(worker) for worker in [workers.begin(timedelta(seconds=1)) for _ in range(3)]))
    assert sorted(mail["To"] for mail in box.taken) == sorted(people)
    assert sorted(heard.json["to"] for heard in gateway.heard) == sorted(numbers)
    assert set((await _states(posting)).values()) == {"sent"}
