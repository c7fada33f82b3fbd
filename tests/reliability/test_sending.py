"""R15 and R17: workers are killed while they send, and work side by side; nothing is lost, no reminder is said twice."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from server.core.db import EVERY_PRACTICE
from server.core.outbox import LEASE, Kind, OutboxMessage, post
from server.core.permissions import Permission, system
from server.core.unit import Core, writing
from server.notices.office import AT_ONCE
from tests.reliability.postman import NOTICE, REMINDER
from tests.server.notices.smtp_server import PostBox, post_box
from tests.support.clock import SetClock
from tests.support.processes import Child
from tests.support.serving import CHECKOUT

KILLS, EACH = 5, 40
NEXT = LEASE.total_seconds() + 60
"""Seconds after which what a killed worker held is taken up."""
pytestmark = pytest.mark.slow


@pytest.fixture
async def box() -> AsyncIterator[PostBox]:
    """An SMTP server that counts."""
    async with post_box() as made:
        yield made


@pytest.fixture
async def posting(core: Core, clock: SetClock) -> Core:
    """The core, by the machine's clock: those who send are other processes."""
    clock.at = datetime.now(UTC)
    return core


async def _posted(core: Core, kind: Kind, *recipients: str) -> None:
    async with writing(core, system("test"), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        for to in recipients:
            await post(uow, kind, "test/1", {"to": to}, dedupe=to)


async def _states(core: Core) -> dict[str, str]:
    async with core.db.read(EVERY_PRACTICE) as session:
        return {row.refs["to"]: row.state for row in await session.scalars(select(OutboxMessage))}


def _postman(database_url: str, box: PostBox, ahead: float) -> Child:
    return Child([sys.executable, "-m", "tests.reliability.postman", database_url, box.url, str(ahead)], cwd=CHECKOUT)


async def _finishes(child: Child) -> None:
    await asyncio.to_thread(child.wait_for, "idle")
    await asyncio.to_thread(child.stop)


async def test_workers_killed_while_they_send_lose_nothing_and_say_no_reminder_twice(
    posting: Core, database_url: str, box: PostBox
) -> None:
    notices, reminders = ([f"{kind}{number}@example.org" for number in range(EACH)] for kind in ("notice", "reminder"))
    await _posted(posting, NOTICE, *notices)
    await _posted(posting, REMINDER, *reminders)
    box.answers = ["451 later" if number % 10 == 9 else "cut" if number % 40 == 5 else "250 OK" for number in range(4 * EACH)]
    for kill in range(KILLS):
        child = _postman(database_url, box, kill * NEXT)
        await box.until((kill + 1) * EACH // KILLS)
        child.kill()
    for last in range(3):
        await _finishes(_postman(database_url, box, (KILLS + last) * NEXT))

    states, taken = await _states(posting), Counter(mail["To"] for mail in box.taken)
    assert {states[to] for to in notices} == {"sent"}
    assert all(taken[to] >= 1 for to in notices)
    ids = {to: {mail["Message-ID"] for mail in box.taken if mail["To"] == to} for to in notices}
    assert {len(each) for each in ids.values()} == {1}
    assert sum(taken[to] - 1 for to in notices) <= KILLS * AT_ONCE + box.cuts
    assert max(taken[to] for to in reminders) <= 1
    assert {states[to] for to in reminders} <= {"sent", "unknown"}
    assert all(taken[to] == 1 for to in reminders if states[to] == "sent")


async def test_a_worker_killed_between_taking_a_message_and_handing_it_over(posting: Core, database_url: str, box: PostBox) -> None:
    await _posted(posting, NOTICE, "notice@example.org")
    await _posted(posting, REMINDER, "reminder@example.org")
    box.recipient_answers = ["hang", "hang"]
    child = _postman(database_url, box, 0)
    async with asyncio.timeout(60):
        await box.hanging.wait()
    child.kill()
    assert set((await _states(posting)).values()) == {"sending"}
    box.recipient_answers = []
    await _finishes(_postman(database_url, box, NEXT))
    assert [mail["To"] for mail in box.taken] == ["notice@example.org"]
    assert await _states(posting) == {"notice@example.org": "sent", "reminder@example.org": "unknown"}


async def test_a_worker_killed_after_the_hand_over_repeats_a_notice_and_no_reminder(posting: Core, database_url: str, box: PostBox) -> None:
    await _posted(posting, NOTICE, "notice@example.org")
    await _posted(posting, REMINDER, "reminder@example.org")
    box.answers = ["hang", "hang"]
    child = _postman(database_url, box, 0)
    await box.until(2)
    child.kill()
    await _finishes(_postman(database_url, box, NEXT))
    assert Counter(mail["To"] for mail in box.taken) == {"notice@example.org": 2, "reminder@example.org": 1}
    assert len({mail["Message-ID"] for mail in box.taken}) == 2
    assert await _states(posting) == {"notice@example.org": "sent", "reminder@example.org": "unknown"}


async def test_three_workers_at_once_send_each_message_once(posting: Core, database_url: str, box: PostBox) -> None:
    people = [f"person{number}@example.org" for number in range(3 * EACH)]
    await _posted(posting, REMINDER, *people)
    await _posted(posting, REMINDER, *people)
    workers = [_postman(database_url, box, 1) for _ in range(3)]
    await asyncio.gather(*(_finishes(worker) for worker in workers))
    assert sorted(mail["To"] for mail in box.taken) == sorted(people)
    assert set((await _states(posting)).values()) == {"sent"}
