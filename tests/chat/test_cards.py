"""Cards in messages: each reader sees what is his to see, as it is now; and they go with their message."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from chat.conversations.models import Pointer
from chat.conversations.service.forgetting import forget_chats
from server.accounts.models import MembershipRow
from server.core.actors import EVERYONE, Role
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.patients.models import Patient
from tests.chat.conftest import Practice, code_of, keep_for
from tests.server.accounts.live import events
from tests.support import factories
from tests.support.actors import small_practice

Wanted = dict[str, str]


async def a_patient(practice: Practice, last_name: str = "Dupont") -> Patient:
    """A patient of the practice."""
    return await factories.patient(practice.core, practice.cabinet.practice, last_name, "Marie")


async def a_mission(practice: Practice, patient: Patient, **fields: Any) -> str:
    """Something to do about a patient."""
    body = {"practice_id": practice.cabinet.practice.id, "fields": {"title": "Rappeler", "patient_id": patient.id, **fields}}
    answer = await (await practice.who("secretary")).post("/api/missions", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def cards(practice: Practice, role: Role, conversation: str, *wanted: Wanted) -> list[dict[str, Any]]:
    """What these cards show somebody."""
    answer = await (await practice.who(role)).post(f"/api/conversations/{conversation}/cards", {"cards": list(wanted)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["cards"]
    return found


async def only_talks(practice: Practice, role: Role) -> None:
    """Leave somebody the right to talk, and no other."""
    async with practice.core.db.write(EVERY_PRACTICE) as session:
        row = update(MembershipRow).where(MembershipRow.person_id == practice.person(role)).values(rights={EVERYONE: ["chat"]})
        await session.execute(row)
        await session.commit()


async def pointing(practice: Practice) -> int:
    """How many cards the index knows."""
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        return await session.scalar(select(func.count()).select_from(Pointer)) or 0


async def test_a_message_points_to_a_patient_an_appointment_and_a_mission_and_holds_nothing_of_them(practice: Practice) -> None:
    patient = await a_patient(practice)
    at = practice.clock.now() + timedelta(days=1)
    appointment = await factories.appointment(practice.core, practice.cabinet.doctor, patient, at)
    mission = await a_mission(practice, patient, checklist=[{"id": "1" * 32, "text": "Appeler", "done": True}])
    sent = [{"kind": "patient", "id": patient.id}, {"kind": "appointment", "id": appointment.id}, {"kind": "mission", "id": mission}]
    await practice.say("secretary", practice.team, "", cards=[*sent, sent[0]])
    (view,) = (await practice.shown("practitioner", practice.team))["messages"].values()
    assert (view["text"], view["cards"]) == ("", sent)
    (event,) = await events(practice.core, f"conversation/{practice.team}")
    assert "Dupont" not in str(event.body)
    seen = await cards(practice, "practitioner", practice.team, *sent)
    assert [each["patient"]["last_name"] for each in seen] == ["Dupont"] * 3
    assert (seen[1]["visit"]["practitioner_id"], seen[1]["visit"]["status"]) == (practice.cabinet.doctor.id, "planned")
    assert [seen[2]["mission"][name] for name in ("title", "status", "done", "steps")] == ["Rappeler", "todo", 1, 1]


async def test_who_may_not_see_it_is_shown_a_card_without_a_name(practice: Practice) -> None:
    patient = await a_patient(practice)
    at = practice.clock.now() + timedelta(days=1)
    appointment = await factories.appointment(practice.core, practice.cabinet.doctor, patient, at)
    mission = await a_mission(practice, patient, practitioner_id=practice.cabinet.doctor.id)
    sent = [{"kind": "patient", "id": patient.id}, {"kind": "appointment", "id": appointment.id}, {"kind": "mission", "id": mission}]
    group = await practice.begin("secretary", "practitioner", "tele_secretary", name="Accueil")
    await practice.say("secretary", group, cards=sent)
    unseen = [{**each, "patient": None, "visit": None, "mission": None} for each in sent]
    await only_talks(practice, "tele_secretary")
    assert await cards(practice, "tele_secretary", group, *sent) == unseen
    assert all(each["patient"] for each in await cards(practice, "practitioner", group, *sent))


@pytest.mark.parametrize("kind", ["patient", "appointment", "mission"])
async def test_nothing_unknown_or_of_another_practice_is_shown_and_the_two_look_the_same(practice: Practice, kind: str) -> None:
    other = await small_practice(practice.core, "Cabinet du Port")
    patient = await factories.patient(practice.core, other.practice, "Ailleurs")
    at = practice.clock.now() + timedelta(days=1)
    theirs = {"patient": patient.id, "appointment": (await factories.appointment(practice.core, other.doctor, patient, at)).id}
    wanted = [{"kind": kind, "id": theirs.get(kind, new_id())}, {"kind": kind, "id": new_id()}]
    answers = [await practice.try_to_say("secretary", practice.team, "Voir", cards=[each]) for each in wanted]
    assert [(each.status_code, code_of(each)) for each in answers] == [(404, "not_found")] * 2
    assert await practice.texts("practitioner", practice.team) == []
    assert all(
        each["patient"] is each["visit"] is each["mission"] is None for each in await cards(practice, "secretary", practice.team, *wanted)
    )


async def test_whoever_takes_no_part_reads_no_card_there(practice: Practice) -> None:
    patient = await a_patient(practice)
    begun = await practice.begin("secretary", "practitioner")
    body = {"cards": [{"kind": "patient", "id": patient.id}]}
    assert (await (await practice.who("administrator")).post(f"/api/conversations/{begun}/cards", body)).status_code == 404


async def test_too_many_cards_none_and_unknown_kinds_are_refused(practice: Practice) -> None:
    card = {"kind": "patient", "id": new_id()}
    for wrong in ([{**card, "id": new_id()} for _ in range(6)], [{**card, "kind": "person"}], [{"kind": "patient", "id": "x"}]):
        assert code_of(await practice.try_to_say("secretary", practice.team, "Voir", cards=wrong)) == "malformed"
    secretary = await practice.who("secretary")
    none: list[dict[str, str]] = []
    for given in (none, [card] * 51):
        assert (await secretary.post(f"/api/conversations/{practice.team}/cards", {"cards": given})).status_code == 422


async def test_a_card_follows_its_patient_when_he_is_renamed_and_merged(practice: Practice) -> None:
    kept, other = await a_patient(practice), await a_patient(practice, "Dupond")
    card = {"kind": "patient", "id": other.id}
    await practice.say("secretary", practice.team, "Voir", cards=[card])
    doctor = await practice.who("practitioner")
    renamed = await doctor.patch(f"/api/patients/{other.id}", {"version": 1, "last_name": "Durand"})
    assert renamed.status_code == 200, renamed.text
    assert [each.name for each in await events(practice.core, f"conversation/{practice.team}")] == ["chat_said", "chat_changed"]
    assert (await cards(practice, "secretary", practice.team, card))[0]["patient"]["last_name"] == "Durand"
    merged = await doctor.post(f"/api/patients/{kept.id}/merge", {"other_id": other.id})
    assert merged.status_code == 200, merged.text
    assert (await cards(practice, "secretary", practice.team, card))[0]["patient"]["id"] == kept.id
    heard = len(await events(practice.core, f"conversation/{practice.team}"))
    again = await doctor.patch(f"/api/patients/{kept.id}", {"version": merged.json()["version"], "last_name": "Dumont"})
    assert again.status_code == 200, again.text
    assert len(await events(practice.core, f"conversation/{practice.team}")) == heard + 1


async def test_a_card_goes_with_its_message(practice: Practice) -> None:
    patient = await a_patient(practice)
    card = {"kind": "patient", "id": patient.id}
    first = await practice.say("secretary", practice.team, cards=[card])
    await practice.say("secretary", practice.team, "Gardé", cards=[card])
    path = f"/api/conversations/{practice.team}/messages/{first['id']}"
    assert (await (await practice.who("secretary")).delete(path)).status_code == 204
    assert await pointing(practice) == 1
    gone, _ = (await practice.shown("practitioner", practice.team))["messages"].values()
    assert gone["cards"] == []
    await keep_for(practice, months=1)
    practice.clock.pass_by(days=62)
    while await forget_chats(practice.core):
        pass
    assert await pointing(practice) == 0


async def test_its_words_may_be_changed_or_left_out_and_the_card_stays(practice: Practice) -> None:
    card = {"kind": "patient", "id": (await a_patient(practice)).id}
    sent = await practice.say("secretary", practice.team, "Voir", cards=[card])
    path = f"/api/conversations/{practice.team}/messages/{sent['id']}"
    changed = await (await practice.who("secretary")).patch(path, {"version": 1, "text": " "})
    assert (changed.json()["text"], changed.json()["cards"]) == ("", [card])
