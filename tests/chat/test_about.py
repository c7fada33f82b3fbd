"""Conversations about a patient (F102, Q25): who is in them, what their card shows, and what happens with his file."""

from datetime import timedelta
from typing import Any

from server.core.actors import Role
from server.core.ids import new_id
from server.patients.models import Patient
from tests.chat.conftest import Practice, code_of
from tests.support import factories
from tests.support.actors import small_practice


async def a_patient(practice: Practice, last_name: str = "Dupont") -> Patient:
    """A patient of the practice."""
    return await factories.patient(practice.core, practice.cabinet.practice, last_name, "Marie", mobile="+33639981234")


async def about(practice: Practice, role: Role, *others: Role, **whom: str) -> dict[str, Any]:
    """Somebody begins to talk about a patient."""
    body = {**whom, "people": [practice.person(each) for each in others]}
    answer = await (await practice.who(role)).post("/api/conversations/about", body)
    assert answer.status_code == 201, answer.text
    line: dict[str, Any] = answer.json()
    return line


async def test_there_is_one_conversation_about_a_patient_whoever_begins_it(practice: Practice) -> None:
    patient = await a_patient(practice)
    line = await about(practice, "secretary", "practitioner", patient_id=patient.id)
    assert (line["kind"], line["name"], line["patient_id"]) == ("patient", "Dupont Marie", patient.id)
    assert (await about(practice, "practitioner", patient_id=patient.id))["id"] == line["id"]
    assert line["id"] not in await practice.lines("practitioner")
    await practice.say("secretary", line["id"], "Elle a rappelé")
    assert (await practice.lines("practitioner"))[line["id"]]["unread"] == 1
    assert line["id"] not in await practice.lines("administrator")
    assert (await practice.try_to_say("administrator", line["id"])).status_code == 404


async def test_from_an_appointment_its_practitioner_is_brought_in(practice: Practice) -> None:
    patient = await a_patient(practice)
    at = practice.clock.now() + timedelta(days=1)
    appointment = await factories.appointment(practice.core, practice.cabinet.doctor, patient, at)
    line = await about(practice, "secretary", appointment_id=appointment.id)
    await practice.say("secretary", line["id"])
    assert await practice.unread("practitioner", line["id"]) == 1


async def test_whoever_comes_later_is_told_and_reads_what_was_said(practice: Practice) -> None:
    patient = await a_patient(practice)
    line = await about(practice, "secretary", "practitioner", patient_id=patient.id)
    await practice.say("secretary", line["id"], "Avant")
    await about(practice, "administrator", patient_id=patient.id)
    views = list((await practice.shown("administrator", line["id"]))["messages"].values())
    assert [(view["text"], view["note"] and view["note"]["kind"]) for view in views] == [("Avant", None), ("", "joined")]
    await about(practice, "administrator", "tele_secretary", patient_id=patient.id)
    assert list((await practice.shown("tele_secretary", line["id"]))["messages"].values())[-1]["note"]["kind"] == "added"
    administrator = await practice.who("administrator")
    gone = await administrator.delete(f"/api/conversations/{line['id']}/people/{practice.person('administrator')}")
    assert gone.status_code == 204
    assert (await practice.try_to_say("administrator", line["id"])).status_code == 404


async def test_the_card_shows_what_its_reader_may_see_of_the_patient(practice: Practice) -> None:
    patient = await a_patient(practice)
    now = practice.clock.now()
    doctor, midwife = practice.cabinet.doctor, practice.cabinet.midwife
    past = await factories.appointment(practice.core, doctor, patient, now - timedelta(days=2))
    coming = await factories.appointment(practice.core, midwife, patient, now + timedelta(days=1))
    await factories.appointment(practice.core, doctor, patient, now + timedelta(days=3), status="cancelled")
    line = await about(practice, "secretary", "practitioner", patient_id=patient.id)
    path = f"/api/conversations/{line['id']}/about"
    shown = (await (await practice.who("secretary")).get(path)).json()
    assert (shown["patient"]["last_name"], shown["patient"]["phone"]) == ("Dupont", "+33639981234")
    assert [visit["id"] for visit in shown["upcoming"]] == [coming.id]
    assert shown["last"]["id"] == past.id
    assert (await (await practice.who("administrator")).get(path)).status_code == 404
    assert (await (await practice.who("secretary")).get(f"/api/conversations/{practice.team}/about")).status_code == 404


async def test_only_whoever_may_see_the_patient_is_brought_in(practice: Practice) -> None:
    patient = await a_patient(practice)
    secretary = await practice.who("secretary")
    for person in (practice.person("outside_colleague"), practice.person("replacement"), new_id()):
        answer = await secretary.post("/api/conversations/about", {"patient_id": patient.id, "people": [person]})
        assert (answer.status_code, code_of(answer)) == (409, "chat_not_reached")


async def test_somebody_elses_patient_and_none_look_the_same(practice: Practice) -> None:
    other = await small_practice(practice.core, "Cabinet du Port")
    theirs = await factories.patient(practice.core, other.practice, "Ailleurs")
    secretary = await practice.who("secretary")
    answers = [await secretary.post("/api/conversations/about", {"patient_id": each}) for each in (theirs.id, new_id())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    unknown = await secretary.post("/api/conversations/about", {"appointment_id": new_id()})
    assert unknown.status_code == 404
    for body in ({}, {"patient_id": theirs.id, "appointment_id": new_id()}):
        assert code_of(await secretary.post("/api/conversations/about", body)) == "invalid"


async def test_the_conversation_follows_the_file_when_it_is_renamed_or_merged(practice: Practice) -> None:
    kept, other = await a_patient(practice), await a_patient(practice, "Dupond")
    line = await about(practice, "secretary", "practitioner", patient_id=other.id)
    await practice.say("secretary", line["id"], "À propos de Dupond")
    doctor = await practice.who("practitioner")
    merged = await doctor.post(f"/api/patients/{kept.id}/merge", {"other_id": other.id})
    assert merged.status_code == 200, merged.text
    shown = (await practice.lines("secretary"))[line["id"]]
    assert (shown["name"], shown["patient_id"]) == ("Dupont Marie", kept.id)
    assert (await about(practice, "secretary", patient_id=kept.id))["id"] == line["id"]
    undone = await doctor.post(f"/api/merges/{merged.json()['merges'][0]['id']}/undo")
    assert undone.status_code == 200, undone.text
    shown = (await practice.lines("secretary"))[line["id"]]
    assert (shown["name"], shown["patient_id"]) == ("Dupond Marie", other.id)


async def test_a_direct_conversation_brings_nobody_in_and_one_about_a_patient_has_no_other_name(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    secretary = await practice.who("secretary")
    body = {"people": [practice.person("administrator")]}
    assert (await secretary.post(f"/api/conversations/{begun}/people", body)).status_code == 404
    line = await about(practice, "secretary", patient_id=(await a_patient(practice)).id)
    assert (await secretary.patch(f"/api/conversations/{line['id']}", {"version": 1, "name": "Autre"})).status_code == 404
    assert (await secretary.post(f"/api/conversations/{line['id']}/people", body)).status_code == 200
