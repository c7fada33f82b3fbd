"""Calls: a telephone system's word under its signature, the card it opens, who took it, the log, and what is forgotten."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import func, select, update

from chat.phone.models import PhoneCall
from chat.phone.queries.calls import phone_snapshot
from chat.phone.rules import KEPT, caller_number, moves
from chat.phone.schemas import PhoneState
from chat.phone.topics import EVENTS, phone_topic
from server.accounts.models import MembershipRow
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.signature import signed
from server.core.unit import reading
from server.maintenance.jobs import alone, forget_calls
from tests.chat.conftest import Practice, code_of
from tests.server.accounts.live import events
from tests.support import factories
from tests.support.actors import actor_of, small_practice
from tests.support.application import caller
from tests.support.databases import ON_SQLITE
from tests.support.markup import VECTORS
from tests.support.reducer import State, applied, opened

MOBILE, TYPED = "+33639980001", "06 39 98 00 01"


async def _connect(practice: Practice, *, renew: bool = False) -> str:
    """The administrator connects the telephone system; its secret."""
    path = f"/api/practices/{practice.cabinet.practice.id}/phone/system"
    answer = await (await practice.who("administrator")).put(path, {"connected": True, "renew": renew})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["secret"])


async def _post(practice: Practice, secret: str, body: bytes, *, at: datetime | None = None, header: str | None = None) -> httpx.Response:
    """The telephone system says something; it is no page, and has no Origin."""
    second = int((at or practice.clock.now()).timestamp())
    signature = f"t={second},v1={signed(secret, second, body)}" if header is None else header
    async with caller(practice.transport) as system:
        del system.http.headers["origin"]
        headers = {"content-type": "application/json", "ardoise-signature": signature}
        return await system.http.post("/api/calls", content=body, headers=headers)


async def _says(practice: Practice, secret: str, event: str, *, call: str = "1772438400.7", **more: str) -> None:
    word = {"practice_id": practice.cabinet.practice.id, "call": call, "event": event, "number": "0639980001", **more}
    answer = await _post(practice, secret, json.dumps(word).encode())
    assert answer.status_code == 204, answer.text


async def _shown(practice: Practice, role: Role = "secretary") -> State:
    async with reading(practice.core, await actor_of(practice.core, practice.cabinet.people[role])) as uow:
        return opened(msgspec.to_builtins(await phone_snapshot(uow, practice.cabinet.practice.id, msgspec.Raw())))


async def _call(practice: Practice) -> dict[str, Any]:
    """The only call there is."""
    [view] = (await _shown(practice))["calls"].values()
    found: dict[str, Any] = view
    return found


async def _card(practice: Practice, number: str = TYPED, role: Role = "secretary") -> dict[str, Any]:
    body = {"practice_id": practice.cabinet.practice.id, "number": number}
    answer = await (await practice.who(role)).post("/api/phone/card", body)
    assert answer.status_code == 200, answer.text
    card: dict[str, Any] = answer.json()
    return card


async def _named(practice: Practice, patient: str, number: str = "", role: Role = "secretary") -> httpx.Response:
    """The card of somebody who said his name."""
    body = {"practice_id": practice.cabinet.practice.id, "number": number, "patient_id": patient}
    return await (await practice.who(role)).post("/api/phone/card", body)


async def _note(practice: Practice, role: Role = "secretary", **more: Any) -> dict[str, Any]:
    body = {"id": new_id(), "practice_id": practice.cabinet.practice.id, **more}
    answer = await (await practice.who(role)).post("/api/phone/calls", body)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def _mine(practice: Practice, role: Role, extension: str) -> httpx.Response:
    body = {"practice_id": practice.cabinet.practice.id, "extension": extension}
    return await (await practice.who(role)).put("/api/phone/extension", body)


@pytest.mark.parametrize(
    ("told", "number"),
    [("0639980001", MOBILE), ("+33639980001", MOBILE), ("0033639980001", MOBILE), ("anonymous", ""), ("", ""), ("<sip:evil>", "")],
)
def test_a_callers_number_is_written_as_files_have_it_and_a_hidden_one_is_none(told: str, number: str) -> None:
    assert caller_number(told) == number


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [("ringing", "answered", True), ("ringing", "ended", True), ("answered", "ringing", False), ("ended", "answered", False)],
)
def test_a_call_never_begins_again(before: PhoneState, after: PhoneState, new: bool) -> None:
    assert moves(before, after) is new


async def test_only_its_own_signed_words_of_these_minutes_are_heard(practice: Practice) -> None:
    word = {"practice_id": practice.cabinet.practice.id, "call": "1", "event": "ringing"}
    body = json.dumps(word).encode()
    assert code_of(await _post(practice, "whatever", body)) == "wrong_signature"  # no system is connected
    secret = await _connect(practice)
    now = practice.clock.now()
    for answer in (
        await _post(practice, "whatever", body),
        await _post(practice, secret, body, header=""),
        await _post(practice, secret, json.dumps({**word, "practice_id": "f" * 32}).encode()),
    ):
        assert (answer.status_code, code_of(answer)) == (400, "wrong_signature")
    for seconds in (-301, 301):
        answer = await _post(practice, secret, body, at=now + timedelta(seconds=seconds))
        assert (answer.status_code, code_of(answer)) == (400, "phone_word_late")
    for nonsense in (b"", b"[]", b'{"call": 1}', b"\xff", json.dumps({**word, "event": "exploded"}).encode()):
        answer = await _post(practice, secret, nonsense)
        assert (answer.status_code, code_of(answer)) == (422, "malformed")
    assert (await _shown(practice))["calls"] == {}
    assert (await _post(practice, secret, body)).status_code == 204
    assert len((await _shown(practice))["calls"]) == 1


async def test_a_word_that_is_said_again_changes_nothing_and_is_refused_once_it_is_old(practice: Practice) -> None:
    secret, at = await _connect(practice), practice.clock.now()
    word = {"practice_id": practice.cabinet.practice.id, "call": "1", "event": "ringing", "number": "0639980001"}
    body = json.dumps(word).encode()
    for _ in range(2):
        assert (await _post(practice, secret, body, at=at)).status_code == 204
    await _says(practice, secret, "ended", call="1")
    before = await _call(practice)
    assert (await _post(practice, secret, body, at=at)).status_code == 204
    assert await _call(practice) == before
    practice.clock.pass_by(minutes=6)
    assert code_of(await _post(practice, secret, body, at=at)) == "phone_word_late"
    assert await _call(practice) == before


async def test_a_renewed_secret_closes_the_old_one_and_a_system_that_was_disconnected_is_not_heard(practice: Practice) -> None:
    old = await _connect(practice)
    new = await _connect(practice, renew=True)
    body = json.dumps({"practice_id": practice.cabinet.practice.id, "call": "1", "event": "ringing"}).encode()
    assert (await _post(practice, old, body)).status_code == 400
    assert (await _post(practice, new, body)).status_code == 204
    path = f"/api/practices/{practice.cabinet.practice.id}/phone/system"
    administrator = await practice.who("administrator")
    assert (await administrator.put(path, {"connected": False})).json()["secret"] == ""
    assert (await _post(practice, new, body)).status_code == 400
    for role in ("practitioner", "secretary", "tele_secretary", "outside_colleague"):
        assert (await (await practice.who(role)).get(path)).status_code == 404


async def test_a_call_rings_for_whose_telephone_it_is_and_is_his_who_picks_up(practice: Practice) -> None:
    secret = await _connect(practice)
    assert (await _mine(practice, "secretary", "201")).json() == {"extension": "201", "connected": True}
    await _says(practice, secret, "ringing", extension="201", line="0199001010")
    call = await _call(practice)
    assert (call["number"], call["state"], call["rings_for"]) == (MOBILE, "ringing", practice.person("secretary"))
    assert call["taken_by"] is None
    await _says(practice, secret, "answered", extension="201")
    await _says(practice, secret, "answered", extension="201")
    await _says(practice, secret, "ringing", extension="201")
    call = await _call(practice)
    assert (call["state"], call["taker"], call["version"]) == ("answered", "Sonia Petit", 2)
    practice.clock.pass_by(minutes=3)
    await _says(practice, secret, "ended")
    call = await _call(practice)
    assert (call["state"], call["outcome"], call["taker"]) == ("ended", "", "Sonia Petit")


async def test_a_call_that_passes_to_another_telephone_rings_there_and_one_nobody_took_was_missed(practice: Practice) -> None:
    secret = await _connect(practice)
    await _mine(practice, "secretary", "201")
    await _mine(practice, "tele_secretary", "202")
    await _says(practice, secret, "ringing", extension="201")
    await _says(practice, secret, "ringing", extension="202")
    assert (await _call(practice))["rings_for"] == practice.person("tele_secretary")
    await _says(practice, secret, "ended")
    assert (await _call(practice))["outcome"] == "missed"


async def test_a_telephone_is_one_persons(practice: Practice) -> None:
    await _mine(practice, "secretary", "201")
    refused = await _mine(practice, "tele_secretary", "201")
    assert (refused.status_code, code_of(refused), refused.json()["data"]["by"]) == (409, "phone_extension_taken", "Sonia Petit")
    assert (await _mine(practice, "secretary", "")).json()["extension"] == ""
    assert (await _mine(practice, "tele_secretary", "201")).status_code == 200
    assert (await _mine(practice, "outside_colleague", "203")).status_code == 404
    assert (await _mine(practice, "secretary", "two hundred")).status_code == 422


async def test_one_takes_a_call_and_the_other_is_told_who(practice: Practice) -> None:
    await _says(practice, await _connect(practice), "ringing")
    path = f"/api/phone/calls/{(await _call(practice))['id']}/take"
    for _ in range(2):
        assert (await (await practice.who("secretary")).post(path)).json()["taker"] == "Sonia Petit"
    refused = await (await practice.who("tele_secretary")).post(path)
    assert (refused.status_code, code_of(refused), refused.json()["data"]["by"]) == (409, "phone_call_taken", "Sonia Petit")


async def test_the_card_shows_everybody_who_shares_the_number_and_what_they_have_had_and_will_have(practice: Practice) -> None:
    clinic, doctor, core = practice.cabinet.practice, practice.cabinet.doctor, practice.core
    mother = await factories.patient(core, clinic, "Dupont", "Marie", mobile=MOBILE)
    child = await factories.patient(core, clinic, "Dupont", "Zoé", mobile=MOBILE)
    await factories.patient(core, clinic, "Martin", "Paul", mobile="+33639980002")
    now = practice.clock.now()
    past = await factories.appointment(core, doctor, mother, now - timedelta(days=9))
    await factories.appointment(core, doctor, mother, now - timedelta(days=8), status="cancelled")
    coming = await factories.appointment(core, doctor, mother, now + timedelta(days=2))
    card = await _card(practice)
    assert card["number"] == MOBILE
    assert [each["patient"]["id"] for each in card["patients"]] == [mother.id, child.id]
    assert card["patients"][0]["last"]["id"] == past.id
    assert [each["id"] for each in card["patients"][0]["upcoming"]] == [coming.id]
    assert (card["patients"][1]["last"], card["patients"][1]["upcoming"]) == (None, [])


async def test_the_card_shows_what_is_still_to_be_done_about_them_where_the_reader_sees_it(practice: Practice) -> None:
    clinic, core = practice.cabinet.practice, practice.core
    patient = await factories.patient(core, clinic, "Dupont", "Marie", mobile=MOBILE)
    other = await factories.patient(core, clinic, "Martin", "Paul", mobile="+33639980002")
    secretary, due = await practice.who("secretary"), (practice.clock.now() + timedelta(days=1)).isoformat()
    for title, more in (
        ("Plus tard", {}),
        ("Rappeler le laboratoire", {"due_at": due, "is_urgent": True, "practitioner_id": practice.cabinet.doctor.id}),
        ("Autre patient", {"patient_id": other.id}),
        ("Faite", {"done": True}),
    ):
        fields = {"title": title, "patient_id": patient.id, **more}
        body = {"practice_id": clinic.id, "fields": fields, "status": "done" if fields.pop("done", False) else "todo"}
        assert (await secretary.post("/api/missions", body)).status_code == 201
    [hers] = (await _card(practice))["patients"]
    assert [(each["title"], each["is_urgent"]) for each in hers["missions"]] == [("Rappeler le laboratoire", True), ("Plus tard", False)]
    async with core.db.write(EVERY_PRACTICE) as session:
        hired = MembershipRow.person_id == practice.person("tele_secretary")
        await session.execute(update(MembershipRow).where(hired).values(rights={"*": ["view", "contact"]}))
        await session.commit()
    [seen] = (await _card(practice, role="tele_secretary"))["patients"]
    assert seen["missions"] == []


async def test_the_card_says_where_each_of_them_waits_and_to_nobody_who_may_not_see_that_list(practice: Practice) -> None:
    clinic, doctor, midwife, core = practice.cabinet.practice, practice.cabinet.doctor, practice.cabinet.midwife, practice.core
    mother = await factories.patient(core, clinic, "Dupont", "Marie", mobile=MOBILE)
    await factories.patient(core, clinic, "Dupont", "Zoé", mobile=MOBILE)
    other = await factories.patient(core, clinic, "Martin", "Paul", mobile="+33639980002")
    kind = await factories.appointment_type(core, doctor, name="Suivi")
    since = practice.clock.now() - timedelta(days=20)
    await factories.waiting(core, midwife, mother)
    long = await factories.waiting(core, doctor, mother, type_id=kind.id, since=since, from_day=date(2026, 3, 9), weekdays=[0, 3])
    urgent = await factories.waiting(core, doctor, mother, urgent=True)
    await factories.waiting(core, doctor, other)
    hers, child = (await _card(practice))["patients"]
    assert child["waiting"] == []
    assert [(each["type"], each["practitioner_id"], each["urgent"]) for each in hers["waiting"]] == [
        (None, doctor.id, True),
        ("Suivi", doctor.id, False),
        (None, midwife.id, False),
    ]
    shown = hers["waiting"][1]
    assert (shown["id"], shown["type_id"], datetime.fromisoformat(shown["since"])) == (long.id, kind.id, since)
    assert (shown["from_day"], shown["to_day"], shown["weekdays"], shown["appointment_id"]) == ("2026-03-09", None, [0, 3], None)
    async with core.db.write(EVERY_PRACTICE) as session:
        hired = MembershipRow.person_id == practice.person("tele_secretary")
        rights = {doctor.id: ["view", "contact", "waiting_list"], midwife.id: ["view", "contact"]}
        await session.execute(update(MembershipRow).where(hired).values(rights=rights))
        await session.commit()
    seen, _ = (await _card(practice, role="tele_secretary"))["patients"]
    assert [each["id"] for each in seen["waiting"]] == [urgent.id, long.id]


async def test_whoever_said_his_name_is_on_the_card_beside_those_who_share_the_number(practice: Practice) -> None:
    clinic, core = practice.cabinet.practice, practice.core
    mother = await factories.patient(core, clinic, "Dupont", "Marie", mobile=MOBILE)
    caller_ = await factories.patient(core, clinic, "Bernard", "Luc")
    coming = await factories.appointment(core, practice.cabinet.doctor, caller_, practice.clock.now() + timedelta(days=2))
    card = (await _named(practice, caller_.id, TYPED)).json()
    assert [(each["patient"]["id"], each["shares"]) for each in card["patients"]] == [(mother.id, True), (caller_.id, False)]
    hidden = (await _named(practice, caller_.id)).json()
    assert (hidden["number"], hidden["calls"], hidden["patients"][0]["upcoming"][0]["id"]) == ("", [], coming.id)
    elsewhere = await small_practice(core, "Cabinet du Port")
    stranger = await factories.patient(core, elsewhere.practice, "Canari", "Jeanne")
    for patient in (stranger.id, "f" * 32):
        assert (await _named(practice, patient, TYPED)).status_code == 404


async def test_the_card_says_who_took_this_callers_call_today_and_not_yesterday(practice: Practice) -> None:
    await _note(practice, "practitioner", number=TYPED, reason="Demande un certificat", outcome="message")
    practice.clock.pass_by(days=1)
    await _note(practice, "secretary", number=TYPED, reason="Rappelle pour le certificat")
    await _note(practice, "secretary", number="06 39 98 00 02")
    card = await _card(practice, role="tele_secretary")
    assert [(each["taker"], each["reason"]) for each in card["calls"]] == [("Sonia Petit", "Rappelle pour le certificat")]


async def test_what_is_no_number_is_refused_and_a_stranger_sees_nothing(practice: Practice) -> None:
    body = {"practice_id": practice.cabinet.practice.id, "number": "bonjour"}
    refused = await (await practice.who("secretary")).post("/api/phone/card", body)
    assert (refused.status_code, code_of(refused)) == (422, "invalid")
    assert (await (await practice.who("outside_colleague")).post("/api/phone/card", {**body, "number": TYPED})).status_code == 404
    assert (await _card(practice))["patients"] == []


async def test_the_log_tells_who_called_why_and_what_came_of_it(practice: Practice) -> None:
    patient = await factories.patient(practice.core, practice.cabinet.practice, "Dupont", "Marie", mobile=MOBILE)
    secret = await _connect(practice)
    await _says(practice, secret, "ringing")
    call = await _call(practice)
    secretary = await practice.who("secretary")
    change = {"version": call["version"], "patient_id": patient.id, "reason": " Demande à être rappelée ", "outcome": "message"}
    changed = await secretary.patch(f"/api/phone/calls/{call['id']}", change)
    assert (changed.json()["reason"], changed.json()["taker"]) == ("Demande à être rappelée", "Sonia Petit")
    stale = await secretary.patch(f"/api/phone/calls/{call['id']}", change)
    assert (stale.status_code, code_of(stale)) == (409, "stale")
    practice.clock.pass_by(minutes=1)
    await _note(practice, "tele_secretary", reason="Fournisseur")
    body = {"practice_id": practice.cabinet.practice.id, "limit": 1}
    first = (await secretary.post("/api/phone/log", body)).json()
    assert ([each["reason"] for each in first["calls"]], first["more"]) == (["Fournisseur"], True)
    second = (await secretary.post("/api/phone/log", {**body, "before": first["calls"][-1]["at"]})).json()
    assert ([each["outcome"] for each in second["calls"]], second["more"]) == (["message"], False)
    assert [each["last_name"] for each in second["patients"]] == ["Dupont"]


async def test_a_call_noted_again_under_one_identifier_is_noted_once(practice: Practice) -> None:
    body = {"id": new_id(), "practice_id": practice.cabinet.practice.id, "reason": "Une fois"}
    secretary = await practice.who("secretary")
    first = (await secretary.post("/api/phone/calls", body)).json()
    assert (await secretary.post("/api/phone/calls", body)).json() == first
    other = (await (await practice.who("tele_secretary")).post("/api/phone/calls", body)).json()
    assert other["id"] != first["id"]


async def test_calls_are_forgotten_after_ninety_days(practice: Practice) -> None:
    await _note(practice, "tele_secretary", reason="Ancien")
    practice.clock.pass_by(days=KEPT.days, minutes=1)
    await _note(practice, reason="Récent")
    await alone(forget_calls)(practice.core)
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        assert await session.scalar(select(func.count()).select_from(PhoneCall)) == 1


async def test_what_a_caller_wants_stands_nowhere_in_clear_and_the_topic_names_no_patient(practice: Practice) -> None:
    patient = await factories.patient(practice.core, practice.cabinet.practice, "Canari", "Jeanne", mobile=MOBILE)
    await _note(practice, number=TYPED, patient_id=patient.id, reason="canari-genou")
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        [row] = await session.scalars(select(PhoneCall))
    assert row.reason is not None
    assert b"canari" not in row.reason
    for event in await events(practice.core, phone_topic(practice.cabinet.practice.id)):
        assert "Canari" not in str(event.body)


async def test_an_old_screen_that_hears_everything_shows_what_a_fresh_one_shows(practice: Practice) -> None:
    secret = await _connect(practice)
    await _mine(practice, "secretary", "201")
    await _says(practice, secret, "ringing", extension="201")
    await _says(practice, secret, "answered", extension="201")
    await _note(practice, reason="Autre")
    await _says(practice, secret, "ended")
    state: State = {"calls": {}}
    heard = set()
    for event in await events(practice.core, phone_topic(practice.cabinet.practice.id)):
        heard.add(event.name)
        state = applied(state, {"put": event.body.put, "drop": event.body.drop})
    assert heard == set(EVENTS)
    assert state == await _shown(practice)


@ON_SQLITE
@pytest.mark.parametrize("text", VECTORS.values(), ids=VECTORS)
async def test_markup_in_a_callers_wish_is_kept_as_it_was_typed_and_is_no_number(practice: Practice, text: str) -> None:
    await _note(practice, reason=text)
    [shown] = (await _shown(practice))["calls"].values()
    assert shown["reason"] == text
    body = {"practice_id": practice.cabinet.practice.id, "number": text[:32]}
    assert code_of(await (await practice.who("secretary")).post("/api/phone/card", body)) == "invalid"
    secret = await _connect(practice)
    word = {"practice_id": practice.cabinet.practice.id, "call": "9", "event": "ringing", "number": text[:40]}
    said = await _post(practice, secret, json.dumps(word).encode())
    assert said.status_code in {204, 422}  # what is no line of a telephone is malformed; what is one, and no number, is hidden
    assert {each["number"] for each in (await _shown(practice))["calls"].values()} == {""}
