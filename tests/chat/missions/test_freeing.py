"""One mission for each freed slot, where the practice asks for it."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chat.missions.tending import tend
from server.agenda.models import AppointmentType
from tests.chat.conftest import Practice
from tests.chat.missions.conftest import Board
from tests.support import factories

TITLE = "Proposer le créneau libéré"
TUESDAY = date(2026, 3, 3)


@pytest.fixture
async def kind(practice: Practice) -> AppointmentType:
    """What is booked: half an hour of the doctor, who works from nine to six."""
    kind = await factories.appointment_type(practice.core, practice.cabinet.doctor)
    await factories.schedule(practice.core, practice.cabinet.doctor, kind, weekdays=range(7), hours=[(9 * 60, 18 * 60)])
    return kind


async def ask_for_it(practice: Practice, title: str = TITLE) -> None:
    """The practice says what such a mission is called."""
    path = f"/api/practices/{practice.cabinet.practice.id}"
    version = (await (await practice.who("administrator")).post(path, {"version": 1, "missions_freed_slot": title})).json()["version"]
    assert version == 2


async def booked(practice: Practice, kind: AppointmentType, hour: int = 9) -> dict[str, Any]:
    """An appointment on Tuesday, at so many hours UTC."""
    patient = await factories.patient(practice.core, practice.cabinet.practice, "Girard")
    body = {
        "practitioner_id": practice.cabinet.doctor.id,
        "type_id": kind.id,
        "starts_at": datetime(2026, 3, 3, hour, tzinfo=UTC).isoformat(),
        "patient_id": patient.id,
    }
    answer = await (await practice.who("secretary")).post("/api/appointments", body)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def cancel(practice: Practice, view: dict[str, Any]) -> None:
    """Somebody cancels it, and some seconds pass."""
    answer = await (await practice.who("secretary")).post(f"/api/appointments/{view['id']}/cancel", {"version": view["version"]})
    assert answer.status_code == 200, answer.text
    practice.clock.pass_by(seconds=15)


async def test_a_cancelled_appointment_makes_one_mission_however_many_look(board: Board, kind: AppointmentType) -> None:
    practice = board.practice
    await ask_for_it(practice, f"  {TITLE} ")
    view = await booked(practice, kind)
    await cancel(practice, view)
    await asyncio.gather(tend(practice.core), tend(practice.core))
    await tend(practice.core)
    (mission,) = (await board.shown())["missions"].values()
    assert (mission["title"], mission["status"], mission["due_at"]) == (TITLE, "todo", view["starts_at"])
    assert (mission["practitioner_id"], mission["appointment_id"]) == (practice.cabinet.doctor.id, view["id"])
    (act,) = (await board.story("secretary", mission["id"]))["acts"]
    assert (act["kind"], act["author"]) == ("freed", None)


async def test_a_mission_that_was_deleted_does_not_come_back(board: Board, kind: AppointmentType) -> None:
    practice = board.practice
    await ask_for_it(practice)
    await cancel(practice, await booked(practice, kind))
    await tend(practice.core)
    (mission,) = (await board.shown())["missions"]
    assert (await (await practice.who("administrator")).delete(f"/api/missions/{mission}")).status_code == 204
    await tend(practice.core)
    assert (await board.shown())["missions"] == {}


async def test_a_slot_booked_and_cancelled_again_has_one_mission_at_a_time(board: Board, kind: AppointmentType) -> None:
    practice = board.practice
    await ask_for_it(practice)
    for _ in range(2):
        await cancel(practice, await booked(practice, kind))
        await tend(practice.core)
    assert await board.column("todo") == [TITLE]
    (mission,) = (await board.shown())["missions"]
    await board.move("secretary", mission, "done")
    await cancel(practice, await booked(practice, kind))
    await tend(practice.core)
    assert await board.column("todo") == [TITLE]


async def test_what_is_taken_back_at_once_makes_none(board: Board, kind: AppointmentType) -> None:
    practice = board.practice
    await ask_for_it(practice)
    view = await booked(practice, kind)
    secretary = await practice.who("secretary")
    await secretary.post(f"/api/appointments/{view['id']}/cancel", {"version": view["version"]})
    await tend(practice.core)
    assert (await board.shown())["missions"] == {}, "screens still offer to take it back"


async def test_a_slot_that_cannot_be_given_makes_none(board: Board, kind: AppointmentType) -> None:
    practice, doctor = board.practice, board.practice.cabinet.doctor
    await ask_for_it(practice)
    taken, blocked, away = [await booked(practice, kind, hour) for hour in (9, 10, 11)]
    await cancel(practice, taken)
    await booked(practice, kind, 9)
    await factories.block(practice.core, doctor, TUESDAY, 11 * 60, 12 * 60)
    await cancel(practice, blocked)
    await tend(practice.core)
    assert (await board.shown())["missions"] == {}
    await factories.leave(practice.core, doctor, TUESDAY, TUESDAY)
    await cancel(practice, away)
    await tend(practice.core)
    assert (await board.shown())["missions"] == {}


async def test_who_does_not_ask_gets_none_and_who_begins_to_ask_not_those_of_long_ago(board: Board, kind: AppointmentType) -> None:
    practice = board.practice
    await cancel(practice, await booked(practice, kind))
    await tend(practice.core)
    assert (await board.shown())["missions"] == {}
    practice.clock.at += timedelta(hours=2)
    await ask_for_it(practice)
    await tend(practice.core)
    assert (await board.shown())["missions"] == {}
