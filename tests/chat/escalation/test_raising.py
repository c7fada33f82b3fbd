"""Marking urgent, taking in hand, withdrawing: who may, once each, and what is never told."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from chat.escalation.models import Escalation
from chat.escalation.rules import MOST_OPEN
from server.core.audit import AuditLine
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from tests.chat.conftest import code_of
from tests.chat.escalation.conftest import PARIS_MONDAY, Ward
from tests.support import factories


async def _mission(ward: Ward, role: Any = "secretary", **fields: Any) -> dict[str, Any]:
    practice = ward.practice
    body = {"practice_id": practice.cabinet.practice.id, "fields": {"title": "Rappeler Mme Girard", **fields}}
    answer = await (await practice.who(role)).post("/api/missions", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _mark(ward: Ward, role: Any = "secretary", **what: Any) -> Any:
    body = {"urgency": {"practitioner_id": ward.practice.cabinet.doctor.id, "minutes": 15}, **what}
    return await (await ward.practice.who(role)).post("/api/urgent", body)


async def test_an_urgent_message_is_said_and_reaches_the_practitioner_at_once(ward: Ward) -> None:
    urgent = await ward.say()
    assert await ward.practice.texts("practitioner", ward.practice.team) == ["Le labo : potassium à 6,8"]
    assert await ward.rungs(urgent) == ["practitioner"]
    assert await ward.reached(urgent) == [{ward.practice.person("practitioner")}]
    assert (urgent["state"], urgent["author"]["name"], urgent["climbs_at"]) == ("waiting", "Sonia Petit", "2026-03-02T08:15:00Z")


async def test_sent_again_it_is_said_and_climbs_once(ward: Ward) -> None:
    said = new_id()
    for _ in range(2):
        assert (await ward.try_to_say(said=said)).status_code == 201
    assert len((await ward.shown())["urgent"]) == 1
    assert len(await ward.practice.texts("secretary", ward.practice.team)) == 1


async def test_the_first_to_take_it_has_it_and_the_others_are_told_who(ward: Ward) -> None:
    urgent = await ward.say(minutes=5)
    await ward.replaces(ward.practice.cabinet.people["replacement"], ward.practice.cabinet.doctor, PARIS_MONDAY)
    await ward.passes(minutes=6)
    answers = await asyncio.gather(ward.act("practitioner", urgent), ward.act("replacement", urgent))
    assert sorted(each.status_code for each in answers) == [200, 409]
    taken = await ward.stands(urgent)
    assert (taken["state"], taken["climbs_at"], taken["closed_at"]) == ("taken", None, "2026-03-02T08:06:00Z")
    refused = next(each for each in answers if each.status_code == 409)
    assert (code_of(refused), refused.json()["data"]["by"]) == ("urgent_taken", taken["closed_by"]["name"])


async def test_whoever_has_it_may_say_so_again(ward: Ward) -> None:
    urgent = await ward.say()
    assert [(await ward.act("practitioner", urgent)).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("role", ["administrator", "tele_secretary", "replacement", "outside_colleague", "secretary"])
async def test_nobody_takes_what_did_not_reach_him_nor_reads_it(ward: Ward, role: Any) -> None:
    urgent = await ward.say()
    assert (await ward.act(role, urgent)).status_code == 404
    assert (await ward.read(role, urgent)).status_code == (200 if role == "secretary" else 404)


async def test_whom_it_reached_reads_it_where_it_was_written_and_nothing_once_that_is_deleted(ward: Ward) -> None:
    urgent = await ward.say()
    assert (await ward.read("practitioner", urgent)).json()["text"] == "Le labo : potassium à 6,8"
    path = f"/api/conversations/{ward.practice.team}/messages/{urgent['said_id']}"
    await (await ward.practice.who("secretary")).patch(path, {"version": 1, "text": "potassium à 5,8"})
    assert (await ward.read("practitioner", urgent)).json()["text"] == "potassium à 5,8"
    await (await ward.practice.who("secretary")).delete(path)
    assert (await ward.read("practitioner", urgent)).status_code == 404


async def test_the_patient_and_the_appointment_that_a_message_points_to_come_with_it(ward: Ward) -> None:
    core, cabinet = ward.practice.core, ward.practice.cabinet
    girard = await factories.patient(core, cabinet.practice, "Girard")
    visit = await factories.appointment(core, cabinet.doctor, girard, ward.practice.clock.now())
    say = {
        "id": new_id(),
        "text": "Vertiges",
        "cards": [{"kind": "patient", "id": girard.id}, {"kind": "appointment", "id": visit.id}],
    }
    body = {"say": say, "urgency": {"practitioner_id": cabinet.doctor.id, "minutes": 15}}
    answer = await (await ward.practice.who("secretary")).post(f"/api/conversations/{ward.practice.team}/urgent", body)
    assert answer.status_code == 201, answer.text
    (urgent,) = (await ward.shown())["urgent"].values()
    content = (await ward.read("practitioner", urgent)).json()
    assert (content["patient"]["last_name"], content["appointment_id"]) == ("Girard", visit.id)


async def test_whoever_raised_it_withdraws_it_and_nobody_else(ward: Ward) -> None:
    urgent = await ward.say()
    assert (await ward.act("practitioner", urgent, "withdraw")).status_code == 404
    assert [(await ward.act("secretary", urgent, "withdraw")).status_code for _ in range(2)] == [200, 200]
    late = await ward.act("practitioner", urgent)
    assert (late.status_code, code_of(late)) == (409, "urgent_over")
    await ward.passes(minutes=60)
    assert await ward.rungs(urgent) == ["practitioner"]


async def test_what_was_taken_is_withdrawn_no_more(ward: Ward) -> None:
    urgent = await ward.say()
    await ward.act("practitioner", urgent)
    late = await ward.act("secretary", urgent, "withdraw")
    assert (late.status_code, code_of(late)) == (409, "urgent_taken")


async def test_a_mission_is_marked_urgent_by_whoever_sees_it_once_at_a_time(ward: Ward) -> None:
    girard = await factories.patient(ward.practice.core, ward.practice.cabinet.practice, "Girard")
    mission = await _mission(ward, patient_id=girard.id, description="Vertiges depuis hier")
    answer = await _mark(ward, "tele_secretary", mission_id=mission["id"])
    assert answer.status_code == 201, answer.text
    again = await _mark(ward, mission_id=mission["id"])
    assert (again.status_code, code_of(again), again.json()["data"]["urgent"]["id"]) == (409, "urgent_already", answer.json()["id"])
    content = (await ward.read("practitioner", answer.json())).json()
    assert (content["title"], content["text"], content["patient"]["last_name"]) == ("Rappeler Mme Girard", "Vertiges depuis hier", "Girard")
    await ward.act("practitioner", answer.json())
    assert (await _mark(ward, mission_id=mission["id"])).status_code == 201


async def test_a_message_of_somebody_else_is_not_marked(ward: Ward) -> None:
    said = await ward.practice.say("administrator", ward.practice.team)
    asked = {"conversation_id": ward.practice.team, "said_id": said["id"]}
    assert (await _mark(ward, **asked)).status_code == 404
    assert (await _mark(ward, "administrator", **asked)).status_code == 201


async def test_a_message_that_was_deleted_and_a_mission_that_is_done_are_not_urgent(ward: Ward) -> None:
    secretary, mission = await ward.practice.who("secretary"), await _mission(ward)
    await secretary.post(f"/api/missions/{mission['id']}/move", {"status": "done", "after": None})
    done = await _mark(ward, mission_id=mission["id"])
    said = await ward.practice.say("secretary", ward.practice.team)
    await secretary.delete(f"/api/conversations/{ward.practice.team}/messages/{said['id']}")
    gone = await _mark(ward, conversation_id=ward.practice.team, said_id=said["id"])
    assert [(each.status_code, each.json()["data"]["reason"]) for each in (done, gone)] == [(422, "done"), (422, "gone")]


@pytest.mark.parametrize("what", [{}, {"conversation_id": "1" * 32}, {"mission_id": "1" * 32, "conversation_id": "2" * 32}])
async def test_neither_a_message_nor_a_mission_is_nothing(ward: Ward, what: dict[str, str]) -> None:
    answer = await _mark(ward, **what)
    assert (answer.status_code, code_of(answer)) == (422, "invalid")


@pytest.mark.parametrize("minutes", [0, 1, 7, -5, 10_000, "cinq"])
async def test_other_delays_are_refused_and_nothing_is_said(ward: Ward, minutes: Any) -> None:
    assert (await ward.try_to_say(minutes=minutes)).status_code == 422
    assert await ward.practice.texts("secretary", ward.practice.team) == []


async def test_where_nobody_can_be_reached_nothing_is_said(ward: Ward) -> None:
    doctor, midwife = ward.practice.cabinet.doctor, ward.practice.cabinet.midwife
    await factories.leave(ward.practice.core, doctor, PARIS_MONDAY, PARIS_MONDAY)
    await factories.leave(ward.practice.core, midwife, PARIS_MONDAY, PARIS_MONDAY)
    await ward.empties_the_desk()
    refused = await ward.try_to_say()
    assert (refused.status_code, code_of(refused)) == (409, "urgent_nobody")
    assert await ward.practice.texts("secretary", ward.practice.team) == []


async def test_who_marks_everything_urgent_is_told_that_too_much_is(ward: Ward) -> None:
    for _ in range(MOST_OPEN):
        ward.practice.clock.pass_by(seconds=10)
        await ward.say(minutes=120)
    refused = await ward.try_to_say()
    assert (refused.status_code, code_of(refused), refused.json()["data"]["limit"]) == (409, "urgent_full", MOST_OPEN)
    assert len((await ward.shown())["urgent"]) == MOST_OPEN


async def test_everything_of_a_conversation_is_found_later_by_whoever_takes_part(ward: Ward) -> None:
    urgent = await ward.say()
    await ward.act("practitioner", urgent)
    ward.practice.away(days=3)
    assert (await ward.shown())["urgent"] == {}
    asked = {"conversation_id": ward.practice.team}
    found = (await (await ward.practice.who("tele_secretary")).post("/api/urgent/about", asked)).json()["urgent"]
    assert [(each["id"], each["state"]) for each in found] == [(urgent["id"], "taken")]
    assert (await (await ward.practice.who("replacement")).post("/api/urgent/about", asked)).status_code == 404


async def test_acts_are_audited_and_nothing_of_what_it_says_is_kept_twice(ward: Ward) -> None:
    urgent = await ward.say()
    await ward.read("practitioner", urgent)
    await ward.act("practitioner", urgent)
    async with ward.practice.core.db.read(EVERY_PRACTICE) as session:
        lines = (await session.scalars(select(AuditLine).where(AuditLine.subject == f"escalation/{urgent['id']}"))).all()
        row = (await session.scalars(select(Escalation))).one()
    assert [(line.act, line.person_id) for line in sorted(lines, key=lambda each: each.id)] == [
        ("urgent:raised", ward.practice.person("secretary")),
        ("urgent:read", ward.practice.person("practitioner")),
        ("urgent:taken", ward.practice.person("practitioner")),
    ]
    assert all("potassium" not in str(getattr(row, column.key)) for column in Escalation.__table__.columns)
