"""A queue shared by several practitioners: who takes whom, by the rule of every move, and the patient's link holds."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from rtc.consultation.queries import calls_snapshot
from rtc.consultation.schemas import TakePatient
from rtc.consultation.service.taking import take_patient
from server.agenda.models import Appointment, AppointmentType
from server.agenda.schemas.appointments import Accepted, ChangeAppointment
from server.agenda.service.changing import change_appointment
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.unit import UnitOfWork, reading, retried
from tests.rtc.consultation.conftest import NINE, Scene, code_of, colleague, share_queue
from tests.server.accounts.conftest import WatchedDoors
from tests.support import factories
from tests.support.actors import actor_of
from tests.support.caller import Caller

ACCEPT: list[Accepted] = ["off_schedule"]


@pytest.fixture
async def shared(scene: Scene) -> Scene:
    """The same practice, whose queue is shared."""
    await share_queue(scene)
    return scene


async def _takes(scene: Scene, who: Caller, accept: Sequence[str] = ACCEPT) -> Any:
    return await who.post(f"{scene.path}/take", {"practitioner_id": scene.cabinet.midwife.id, "accept": list(accept)})


async def _row(scene: Scene) -> Appointment:
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        return await session.get_one(Appointment, scene.appointment.id)


async def test_a_practitioner_takes_a_patient_who_waits_and_his_link_and_his_place_stay(shared: Scene) -> None:
    scene = shared
    patient, doctor, midwife = await scene.waiting(), await scene.conducting(), await colleague(scene)
    answer = await _takes(scene, midwife)
    assert answer.status_code == 200, answer.text
    assert answer.json()["practitioner_name"] == "Ana Roux"
    row = await _row(scene)
    assert (row.practitioner_id, row.link_version, row.starts_at) == (scene.cabinet.midwife.id, 1, NINE)
    # The page that is open goes on, and the link in his e-mail opens the same place.
    here = (await patient.post("/api/room/here", {"socket": "socket-p"})).json()
    assert (here["phase"], here["room"]["practitioner_name"]) == ("open", "Ana Roux")
    assert (await (await scene.come()).post("/api/room/enter", scene.link)).status_code == 200
    # The other practitioner's page is his no more; she lets the patient in.
    assert (await doctor.post(f"{scene.path}/admit")).status_code == 404
    assert (await midwife.post(f"{scene.path}/here", {"socket": "socket-m"})).status_code == 200
    assert (await midwife.post(f"{scene.path}/admit")).status_code == 200


async def _moves(scene: Scene, uow: UnitOfWork) -> None:
    change = ChangeAppointment(version=1, practitioner_id=scene.cabinet.midwife.id, accept=ACCEPT)
    await change_appointment(uow, scene.appointment.id, change)


async def _took(scene: Scene, uow: UnitOfWork) -> None:
    await take_patient(uow, scene.appointment.id, TakePatient(practitioner_id=scene.cabinet.midwife.id, accept=ACCEPT))


@pytest.mark.parametrize("act", [_took, _moves])
async def test_open_pages_are_asked_again_what_they_may_show(shared: Scene, act: Callable[[Scene, UnitOfWork], Awaitable[None]]) -> None:
    await shared.waiting()
    await shared.conducting()
    ana = await factories.person(shared.core, "Ana Roux")
    await factories.membership(shared.core, ana, shared.cabinet.practice, "practitioner", own_agenda=shared.cabinet.midwife)
    doors = WatchedDoors()
    who = ana if act is _took else shared.cabinet.people["secretary"]
    await retried(replace(shared.core, doors=doors), await actor_of(shared.core, who), partial(act, shared))
    assert shared.cabinet.people["practitioner"].id in doors.asked_again


async def test_a_move_within_one_agenda_asks_nobody(shared: Scene) -> None:
    doors = WatchedDoors()

    async def act(uow: UnitOfWork) -> None:
        await change_appointment(
            uow, shared.appointment.id, ChangeAppointment(version=1, starts_at=NINE + timedelta(minutes=30), accept=ACCEPT)
        )

    await retried(replace(shared.core, doors=doors), await actor_of(shared.core, shared.cabinet.people["secretary"]), act)
    assert doors.asked_again == []


async def test_what_a_move_would_ask_is_asked(shared: Scene) -> None:
    scene = shared
    await scene.waiting()
    other = await factories.patient(scene.core, scene.cabinet.practice, "Moreau", "Paul")
    await factories.appointment(scene.core, scene.cabinet.midwife, other, NINE)
    midwife = await colleague(scene)
    answer = await _takes(scene, midwife)
    assert (answer.status_code, code_of(answer)) == (409, "needs_confirmation")
    assert "overlap" in {each["kind"] for each in answer.json()["data"]["warnings"]}
    assert (await _row(scene)).practitioner_id == scene.cabinet.doctor.id
    assert (await _takes(scene, midwife, ["overlap", "off_schedule"])).status_code == 200


async def test_without_the_practices_wish_each_sees_his_own(scene: Scene) -> None:
    await scene.waiting()
    answer = await _takes(scene, await colleague(scene))
    assert (answer.status_code, code_of(answer)) == (409, "room_queue_apart")


async def test_only_who_waits_is_taken(shared: Scene) -> None:
    scene = shared
    midwife = await colleague(scene)
    assert code_of(await _takes(scene, midwife)) == "room_not_waiting"
    await scene.waiting()
    doctor = await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    assert code_of(await _takes(scene, midwife)) == "room_in_call"
    await doctor.post(f"{scene.path}/end")
    assert code_of(await _takes(scene, midwife)) == "room_not_waiting"


async def test_a_type_that_is_no_teleconsultation_there_is_refused_and_nothing_moves(shared: Scene) -> None:
    scene = shared
    await scene.waiting()
    async with scene.core.db.write(EVERY_PRACTICE) as session:
        hers = select(AppointmentType).where(AppointmentType.practitioner_id == scene.cabinet.midwife.id)
        kind = (await session.execute(hers)).scalar_one()
        kind.fields = {**kind.fields, "teleconsultation": False}
        await session.commit()
    assert code_of(await _takes(scene, await colleague(scene))) == "room_type_not_online"
    assert (await _row(scene)).practitioner_id == scene.cabinet.doctor.id


@pytest.mark.parametrize("role", ["secretary", "administrator", "tele_secretary", "practitioner", "replacement", "outside_colleague"])
async def test_nobody_takes_a_patient_for_somebody_else(shared: Scene, role: Role) -> None:
    await shared.waiting()
    answer = await _takes(shared, await shared.staff(role))
    assert answer.status_code == 404
    assert (await _row(shared)).practitioner_id == shared.cabinet.doctor.id


async def test_taking_ones_own_patient_changes_nothing(shared: Scene) -> None:
    await shared.waiting()
    doctor = await shared.staff("practitioner")
    before = (await _row(shared)).version
    answer = await doctor.post(f"{shared.path}/take", {"practitioner_id": shared.cabinet.doctor.id})
    assert answer.status_code == 200
    assert (await _row(shared)).version == before


async def test_the_patient_who_was_taken_is_shown_at_the_other_door_alone(shared: Scene) -> None:
    scene = shared
    await scene.waiting()
    await _takes(scene, await colleague(scene))
    async with reading(scene.core, scene.cabinet.actors["secretary"]) as uow:
        before = await calls_snapshot(uow, scene.cabinet.doctor.id, msgspec.Raw())
        after = await calls_snapshot(uow, scene.cabinet.midwife.id, msgspec.Raw())
    assert ([call.id for call in before.calls], [call.id for call in after.calls]) == ([], [scene.appointment.id])
