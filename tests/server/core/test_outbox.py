"""The outbox: planned with what causes it, leased by one, and never silently lost (R15–R17)."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.outbox import LEASE, Kind, Leased, Letter, OutboxMessage, abandoned, lease, post, retry_at, settle, withdraw
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing
from tests.support.clock import SetClock


async def _never(_: UnitOfWork, __: Mapping[str, str]) -> Letter | None:
    raise AssertionError("Leasing renders nothing.")


NOTICE = Kind("notice", _never, timedelta(hours=1), repeats=True)
REMINDER = Kind("reminder", _never, timedelta(hours=1), repeats=False)
KINDS = {kind.name: kind for kind in (NOTICE, REMINDER)}


async def _posted(core: Core, kind: Kind = NOTICE, about: str = "thing/1", *, dedupe: str | None = None, **delay: float) -> None:
    async with writing(core, system("test"), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        await post(uow, kind, about, {"thing": "1"}, dedupe=dedupe, not_before=uow.now + timedelta(**delay))


async def _rows(core: Core) -> list[OutboxMessage]:
    async with core.db.read(EVERY_PRACTICE) as session:
        return list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


async def _states(core: Core) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in await _rows(core)]


async def test_a_message_is_planned_by_its_transaction_or_not_at_all(core: Core) -> None:
    async def fail_afterwards() -> None:
        async with writing(core, system("test"), scope=EVERY_PRACTICE) as uow:
            uow.permit(Permission.SYSTEM)
            await post(uow, NOTICE, "thing/1", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_afterwards()
    assert await _rows(core) == []
    await _posted(core)
    (row,) = await _rows(core)
    assert (row.state, row.kind, row.refs, row.attempts) == ("planned", "notice", {"thing": "1"}, 0)


async def test_the_same_message_is_planned_once(core: Core) -> None:
    for _ in range(3):
        await _posted(core, dedupe="notice:1:v2")
    await _posted(core, dedupe="notice:1:v3")
    await _posted(core)
    await _posted(core)
    assert len(await _rows(core)) == 4


async def test_a_message_is_not_taken_before_its_time(core: Core, clock: SetClock) -> None:
    await _posted(core, minutes=10)
    assert await lease(core, KINDS, 10) == []
    clock.pass_by(minutes=10)
    assert len(await lease(core, KINDS, 10)) == 1


async def test_workers_at_once_take_each_message_once(core: Core) -> None:
    for number in range(60):
        await _posted(core, about=f"thing/{number}")

    async def work() -> list[str]:
        mine: list[str] = []
        while taken := await lease(core, KINDS, 4):
            for message in taken:
                await settle(core, message, "sent")
                mine.append(message.id)
        return mine

    shares = await asyncio.gather(*(work() for _ in range(4)))
    everything = [message for share in shares for message in share]
    assert len(everything) == len(set(everything)) == 60
    assert await _states(core) == [("sent", "")] * 60


async def test_a_message_is_sending_and_committed_before_anybody_hears_of_it(core: Core, clock: SetClock) -> None:
    await _posted(core)
    (message,) = await lease(core, KINDS, 10)
    (row,) = await _rows(core)
    assert (row.state, row.attempts, row.lease_until) == ("sending", 1, clock.at + LEASE)
    assert await lease(core, KINDS, 10) == []
    await settle(core, message, "sent")
    assert await _states(core) == [("sent", "")]


async def test_a_worker_that_died_leaves_a_notice_to_repeat_and_a_reminder_in_doubt(core: Core, clock: SetClock) -> None:
    await _posted(core, NOTICE)
    await _posted(core, REMINDER)
    await lease(core, KINDS, 10)
    assert await abandoned(core, KINDS) == []
    clock.at += LEASE + timedelta(seconds=1)
    (lost,) = await abandoned(core, KINDS)
    assert lost.kind == "reminder"
    (again,) = await lease(core, KINDS, 10)
    assert (again.kind, again.attempts) == ("notice", 2)
    assert await _states(core) == [("sending", "abandoned"), ("sending", "")]
    await settle(core, lost, "unknown", "abandoned")
    assert await abandoned(core, KINDS) == []


async def test_what_its_carrier_takes_once_is_handed_over_again_whatever_its_kind(core: Core, clock: SetClock) -> None:
    await _posted(core, REMINDER)
    await lease(core, KINDS, 10)
    clock.at += LEASE + timedelta(seconds=1)
    assert await abandoned(core, KINDS, keyed={"email"}) == []
    (again,) = await lease(core, KINDS, 10, keyed={"email"})
    assert (again.kind, again.attempts) == ("reminder", 2)


async def test_a_late_word_of_the_first_worker_does_not_undo_the_second(core: Core, clock: SetClock) -> None:
    await _posted(core)
    (first,) = await lease(core, KINDS, 10)
    clock.at += LEASE + timedelta(seconds=1)
    (second,) = await lease(core, KINDS, 10)
    await settle(core, second, "sent")
    await settle(core, first, "failed", "late")
    assert await _states(core) == [("sent", "")]


async def test_a_late_word_settles_a_doubt(core: Core) -> None:
    await _posted(core, REMINDER)
    (message,) = await lease(core, KINDS, 10)
    await settle(core, message, "unknown", "abandoned")
    assert await _states(core) == [("unknown", "abandoned")]
    await settle(core, message, "sent")
    assert await _states(core) == [("sent", "")]


async def test_what_is_too_late_is_dropped_and_not_sent(core: Core, clock: SetClock) -> None:
    await _posted(core)
    clock.pass_by(hours=1)
    assert await lease(core, KINDS, 10) == []
    assert await _states(core) == [("dropped", "too_late")]


async def test_what_waits_about_a_thing_is_withdrawn_with_it(core: Core) -> None:
    await _posted(core, about="thing/1", minutes=5)
    await _posted(core, about="thing/2", minutes=5)
    async with writing(core, system("test"), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        await withdraw(uow, "thing/1")
    assert await _states(core) == [("dropped", "withdrawn"), ("planned", "")]


async def test_a_kind_nobody_knows_here_is_left_to_who_does(core: Core) -> None:
    await _posted(core, replace(NOTICE, name="later_version"))
    assert await lease(core, KINDS, 10) == []
    assert await _states(core) == [("planned", "")]


def test_retries_grow_from_half_a_minute_to_an_hour_and_spread(clock: SetClock) -> None:
    def waits(attempts: int, id_: str) -> float:
        message = Leased(id_, "notice", None, {}, attempts, clock.at)
        return (retry_at(message, clock.at) - clock.at).total_seconds()

    assert waits(1, "0" * 32) == 30
    assert waits(4, "0" * 32) == 240
    assert waits(40, "0" * 32) == 3600
    assert waits(1, "f" * 32) == 37.5
