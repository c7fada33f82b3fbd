"""A room is leased to one process, whoever asks at once; and what a process holds follows what the rows say."""

import asyncio

import pytest
from sqlalchemy import select

from rtc.consultation.leasing import RoomLeases, agree
from rtc.consultation.models import RoomRow, SeatRow
from rtc.consultation.places import desk_of
from rtc.media import Rule
from rtc.sfu import LocalMedia
from server.core.db import EVERY_PRACTICE
from tests.rtc.consultation.conftest import Scene, receive_at_desk


async def _seat(scene: Scene) -> str:
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        return (await session.execute(select(SeatRow.id).where(SeatRow.role == "patient"))).scalar_one()


async def test_a_lease_is_kept_and_read_by_everybody(scene: Scene) -> None:
    await scene.conducting()
    room, here, there = scene.appointment.id, RoomLeases(scene.core), RoomLeases(scene.core)
    assert await there.holder(room) is None
    assert await here.lease(room, lambda before: before or "one") == "one"
    assert await there.holder(room) == "one"
    assert await there.lease(room, lambda before: before or "two") == "one"
    assert await there.lease(room, lambda before: "two") == "two"
    assert await here.holder(room) == "two"


async def test_those_who_settle_at_once_agree(scene: Scene) -> None:
    await scene.conducting()

    async def settle(name: str) -> str:
        return await RoomLeases(scene.core).lease(scene.appointment.id, lambda before: before or name)

    settled = await asyncio.gather(*(settle(str(number)) for number in range(8)))
    assert len(set(settled)) == 1


async def test_a_room_that_nobody_opened_is_kept_for_nobody(scene: Scene) -> None:
    leases = RoomLeases(scene.core)
    assert await leases.lease("unknown", lambda before: before or "one") == "one"
    assert await leases.holder("unknown") is None


async def test_a_refusal_to_settle_changes_nothing(scene: Scene) -> None:
    await scene.conducting()
    leases = RoomLeases(scene.core)
    await leases.lease(scene.appointment.id, lambda before: "one")

    def refuse(_: str | None) -> str:
        raise LookupError

    with pytest.raises(LookupError):
        await leases.lease(scene.appointment.id, refuse)
    assert await leases.holder(scene.appointment.id) == "one"


async def test_a_process_lets_go_of_a_room_that_moved(scene: Scene) -> None:
    await scene.conducting()
    room, media, leases = scene.appointment.id, LocalMedia(), RoomLeases(scene.core)
    await leases.lease(room, lambda before: "one")
    await media.rule(room, {})
    await agree(scene.core, media, "one")
    assert list(media.rules) == [room]
    await leases.lease(room, lambda before: "two")
    await agree(scene.core, media, "one")
    assert media.rules == {}


async def test_a_process_lets_go_of_a_consultation_that_ended_though_nobody_told_it(scene: Scene) -> None:
    doctor = await scene.conducting()
    room, media = scene.appointment.id, LocalMedia()
    await RoomLeases(scene.core).lease(room, lambda before: "one")
    await media.rule(room, {})
    await doctor.post(f"{scene.path}/end")
    await agree(scene.core, media, "one")
    assert media.rules == {}


async def test_the_desks_room_is_where_its_consultation_is_for_as_long_as_somebody_receives_also_after_the_end(scene: Scene) -> None:
    await receive_at_desk(scene)
    await scene.waiting()
    doctor, secretary = await scene.conducting(), await scene.staff("secretary")
    room, media, leases = desk_of(scene.appointment.id), LocalMedia(), RoomLeases(scene.core)
    await leases.lease(scene.appointment.id, lambda before: "one")
    assert await leases.lease(room, lambda before: before or "two") == "one"
    assert await leases.holder(room) == "one"
    await doctor.post(f"{scene.path}/admit")
    await doctor.post(f"{scene.path}/end")
    await secretary.post(f"{scene.path}/desk", {"socket": "socket-s"})
    await media.rule(room, {})
    await agree(scene.core, media, "one")
    assert list(media.rules) == [room]
    await secretary.post(f"{scene.path}/desk/leave", {"then": "stay"})
    await agree(scene.core, media, "one")
    assert media.rules == {}


async def test_a_rule_that_got_lost_on_the_way_is_read_from_the_seats(scene: Scene) -> None:
    await scene.waiting()
    doctor = await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    room, seat, media = scene.appointment.id, await _seat(scene), LocalMedia()
    await RoomLeases(scene.core).lease(room, lambda before: "one")
    await media.rule(room, {seat: Rule()})
    await doctor.post(f"{scene.path}/rule", {"heard": True, "seen": False})
    await agree(scene.core, media, "one")
    assert media.rules[room][seat] == Rule(heard=True, seen=False)


async def test_the_lease_stays_on_the_row_through_the_whole_consultation(scene: Scene) -> None:
    await scene.waiting()
    doctor = await scene.conducting()
    await RoomLeases(scene.core).lease(scene.appointment.id, lambda before: "one")
    await doctor.post(f"{scene.path}/admit")
    await doctor.post(f"{scene.path}/end")
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        assert (await session.execute(select(RoomRow.media))).scalar_one() == "one"
