"""What the worker forgets, and what it must keep."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from server.accounts.models import KnownDevice, SignedInSession
from server.core.actors import system
from server.core.audit import AuditLine
from server.core.db import EVERY_PRACTICE
from server.core.events import LoggedEvent, TopicHead, events_after
from server.core.outbox import OutboxMessage
from server.core.permissions import Permission
from server.core.unit import Core, writing
from server.maintenance.jobs import BATCH, HOUSEKEEPING, alone, chain_audit, forget_events, forget_letters, forget_sign_ins
from server.maintenance.worker import Job, work
from server.notices.models import MailboxMessage
from tests.support import factories
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE


async def _until_done(core: Core, job: Job) -> int:
    runs = 1
    while await job.run(core):
        runs += 1
    return runs


async def test_events_older_than_seven_days_go_and_a_position_among_them_is_told_so(core: Core, clock: SetClock) -> None:
    for _ in range(3):
        async with writing(core, system("test"), scope=EVERY_PRACTICE) as uow:
            uow.permit(Permission.SYSTEM)
            await uow.lock("agenda/1")
            uow.record("agenda/1", "tried")
        clock.pass_by(days=3)
    await alone(forget_events)(core)
    async with core.db.read(EVERY_PRACTICE) as session:
        assert await events_after(session, "agenda/1", 0, 10) is None
        kept = await events_after(session, "agenda/1", 1, 10)
        head = await session.scalar(select(TopicHead.seq))
    assert kept is not None
    assert [seq for seq, _ in kept] == [2, 3]
    assert head == 3


@ON_SQLITE
async def test_a_long_past_is_forgotten_in_small_steps(core: Core, clock: SetClock) -> None:
    rows = [{"topic": f"agenda/{n % 7}", "seq": n, "at": clock.now(), "payload": b"x"} for n in range(BATCH * 2 + 1)]
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(insert(LoggedEvent), rows)
        await session.commit()
    clock.pass_by(days=8)
    assert await _until_done(core, Job("forget", 1, alone(forget_events))) == 3
    async with core.db.read(EVERY_PRACTICE) as session:
        assert await session.scalar(select(func.count()).select_from(LoggedEvent)) == 0


async def test_a_session_is_remembered_for_a_month_after_its_end(core: Core, clock: SetClock) -> None:
    who = await factories.person(core)
    now = clock.now()
    await factories.keep(
        core,
        SignedInSession(id="a" * 32, token="a", person_id=who.id, created_at=now, seen_at=now, expires_at=now),
        SignedInSession(id="b" * 32, token="b", person_id=who.id, created_at=now, seen_at=now, expires_at=now + timedelta(days=2)),
    )
    clock.pass_by(days=31)
    await alone(forget_sign_ins)(core)
    async with core.db.read(EVERY_PRACTICE) as session:
        assert list(await session.scalars(select(SignedInSession.token))) == ["b"]


async def test_devices_nobody_used_for_a_year_are_strangers_again(core: Core, clock: SetClock) -> None:
    who = await factories.person(core)
    await factories.keep(core, KnownDevice(digest="a", person_id=who.id, seen_at=core.clock.now()))
    clock.pass_by(days=399)
    await factories.keep(core, KnownDevice(digest="b", person_id=who.id, seen_at=core.clock.now()))
    clock.pass_by(days=2)
    await alone(forget_sign_ins)(core)
    async with core.db.read(EVERY_PRACTICE) as session:
        assert list(await session.scalars(select(KnownDevice.digest))) == ["b"]


async def test_settled_messages_go_after_a_season_and_waiting_ones_stay(core: Core, clock: SetClock) -> None:
    now = core.clock.now()
    times = {"created_at": now, "not_before": now, "expires_at": now + timedelta(days=300)}
    await factories.keep(
        core,
        OutboxMessage(id="a", kind="k", about="x", refs={}, state="sent", settled_at=now, **times),
        OutboxMessage(id="b", kind="k", about="x", refs={}, state="retry", **times),
        MailboxMessage(message_id="a", at=now, recipient="a@example.org", subject="s", text="t"),
    )
    clock.pass_by(days=89)
    await factories.keep(core, OutboxMessage(id="c", kind="k", about="x", refs={}, state="unknown", settled_at=core.clock.now(), **times))
    clock.pass_by(days=2)
    await alone(forget_letters)(core)
    async with core.db.read(EVERY_PRACTICE) as session:
        assert list(await session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id))) == ["b", "c"]
        assert list(await session.scalars(select(MailboxMessage.message_id))) == []


async def test_two_workers_never_chain_the_trail_at_once(core: Core) -> None:
    line = {"at": core.clock.now(), "act": "tried", "channel": "test"}
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(insert(AuditLine), [line] * 20)
        await session.commit()
    job = alone(chain_audit)
    await asyncio.gather(*(job(core) for _ in range(4)))
    async with core.db.read(EVERY_PRACTICE) as session:
        positions = list(await session.scalars(select(AuditLine.position).order_by(AuditLine.id)))
    assert positions == list(range(1, 21))


@ON_SQLITE
async def test_every_job_of_the_house_runs_on_an_empty_database(core: Core) -> None:
    for job in HOUSEKEEPING:
        assert not await job.run(core), job.name


@ON_SQLITE
async def test_a_failing_job_keeps_no_other_from_running(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    done = asyncio.Event()
    runs = 0

    async def fail(_: Core) -> bool:
        raise RuntimeError("no")

    async def succeed(_: Core) -> bool:
        nonlocal runs
        runs += 1
        if runs == 3:
            done.set()
        return runs < 3

    running = asyncio.create_task(work(core, [Job("fails", 0.001, fail), Job("succeeds", 60, succeed)]))
    async with asyncio.timeout(10):
        await done.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
