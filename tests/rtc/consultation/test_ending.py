"""The end of a call: what the practitioner is offered to ask for, and what the patient is told (F181, F202)."""

from typing import Any

from sqlalchemy import select

from server.core.db import EVERY_PRACTICE
from server.core.outbox import OutboxMessage
from tests.rtc.consultation.conftest import Scene
from tests.support import factories
from tests.support.caller import Caller


async def _talked(scene: Scene) -> Caller:
    """A patient with an e-mail and a mobile, let in."""
    who = await factories.patient(scene.core, scene.cabinet.practice, "Moreau", "Paul", mobile="+33639981235", email="paul@example.org")
    await scene.change(patient_id=who.id)
    await scene.waiting()
    doctor = await scene.conducting()
    assert (await doctor.post(f"{scene.path}/admit")).status_code == 200
    return doctor


async def _ended(scene: Scene) -> list[OutboxMessage]:
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == "appointment_ended").order_by(OutboxMessage.channel)
        return list(await session.scalars(wanted))


async def _choose(scene: Scene, **choices: Any) -> None:
    path = f"/api/practices/{scene.cabinet.practice.id}/messages"
    async with await scene.staff("administrator") as alice:
        answer = await alice.put(path, {"version": 0, "choices": choices})
    assert answer.status_code == 200, answer.text


async def test_who_talked_is_told_by_mail_that_it_is_over_once(scene: Scene) -> None:
    doctor = await _talked(scene)
    for _ in range(2):
        assert (await doctor.post(f"{scene.path}/end")).status_code == 200
    (row,) = await _ended(scene)
    assert (row.channel, row.state, row.agenda) == ("email", "planned", scene.cabinet.doctor.id)
    async with await scene.staff("secretary") as sonia:
        query = {"practitioner_ids": [scene.cabinet.doctor.id], "show": "planned"}
        found = (await sonia.post("/api/messages/list", query)).json()["messages"]
    assert [each["about"] for each in found if each["id"] == row.id] == ["ended"]


async def test_a_practice_says_it_by_text_message_too_or_not_at_all(scene: Scene) -> None:
    await _choose(scene, email=[], sms=["ended"])
    doctor = await _talked(scene)
    await doctor.post(f"{scene.path}/end")
    assert [row.channel for row in await _ended(scene)] == ["sms"]


async def test_who_was_never_let_in_is_not_told_that_it_is_over(scene: Scene) -> None:
    await scene.waiting()
    doctor = await scene.conducting()
    await doctor.post(f"{scene.path}/end")
    assert await _ended(scene) == []


async def test_the_amount_of_the_type_is_offered(scene: Scene) -> None:
    kind = await factories.appointment_type(scene.core, scene.cabinet.doctor, "Suivi en vidéo", teleconsultation=True, amount=2500)
    await scene.change(type_id=kind.id)
    doctor = await scene.staff("practitioner")
    entry = (await doctor.post(f"{scene.path}/here", {"socket": "socket-d"})).json()
    assert entry["usual"] == {"label": "Suivi en vidéo", "amount": 2500}
