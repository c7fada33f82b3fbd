"""What a practitioner asks: who may give it, to what it applies, who has read it, and what every screen hears."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from chat.instructions.queries import instructions_snapshot
from chat.instructions.rules import MOST, REMEMBERED, Situation, applies
from chat.instructions.schemas import InstructionScope
from chat.instructions.topics import EVENTS, instructions_topic
from server.core.actors import Role
from server.core.unit import reading
from tests.chat.conftest import Practice, code_of
from tests.server.accounts.live import events
from tests.support import factories
from tests.support.actors import actor_of
from tests.support.databases import ON_SQLITE
from tests.support.markup import VECTORS
from tests.support.reducer import State, applied, opened

TODAY = date(2026, 3, 2)
MONDAY = date(2026, 3, 9)


async def _try(practice: Practice, role: Role, text: str = "Carte Vitale à jour", **more: Any) -> httpx.Response:
    fields = {"text": text, "scope": more.pop("scope", {}), **more}
    body = {"practitioner_id": practice.cabinet.doctor.id, "fields": fields}
    return await (await practice.who(role)).post("/api/instructions", body)


async def _give(practice: Practice, text: str = "Carte Vitale à jour", **more: Any) -> dict[str, Any]:
    answer = await _try(practice, "practitioner", text, **more)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def _change(practice: Practice, before: dict[str, Any], text: str, **more: Any) -> httpx.Response:
    fields = {"text": text, "scope": before["scope"], "expires_on": before["expires_on"], **more}
    body = {"version": before["version"], "fields": fields}
    return await (await practice.who("practitioner")).send("PATCH", f"/api/instructions/{before['id']}", body)


async def _read(practice: Practice, role: Role, rule: dict[str, Any], version: int | None = None) -> httpx.Response:
    body = {"version": version or rule["version"]}
    return await (await practice.who(role)).post(f"/api/instructions/{rule['id']}/read", body)


async def _shown(practice: Practice, role: Role = "secretary") -> State:
    async with reading(practice.core, await actor_of(practice.core, practice.cabinet.people[role])) as uow:
        return opened(msgspec.to_builtins(await instructions_snapshot(uow, practice.cabinet.doctor.id, msgspec.Raw())))


async def _applying(practice: Practice, role: Role = "secretary", **doing: Any) -> list[str]:
    body = {"practitioner_id": practice.cabinet.doctor.id, **doing}
    answer = await (await practice.who(role)).post("/api/instructions/applying", body)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["ids"])


def _scope(**more: Any) -> InstructionScope:
    return InstructionScope(**more)


@pytest.mark.parametrize(
    ("scope", "situation"),
    [
        (_scope(), Situation(TODAY)),
        (_scope(type_ids=["a" * 32]), Situation(TODAY)),
        (_scope(type_ids=["a" * 32]), Situation(TODAY, type_id="a" * 32)),
        (_scope(from_day=MONDAY, to_day=MONDAY), Situation(TODAY, day=MONDAY)),
        (_scope(weekdays=[0, 2]), Situation(TODAY, day=MONDAY)),
        (_scope(start=540, end=600), Situation(TODAY, day=MONDAY, minute=540)),
        (_scope(patients="new"), Situation(TODAY, is_known=False)),
        (_scope(patients="new"), Situation(TODAY)),
        (_scope(patients="known"), Situation(TODAY, is_known=True)),
    ],
)
def test_it_applies_to_what_is_in_its_scope_and_to_what_is_not_known_yet(scope: InstructionScope, situation: Situation) -> None:
    assert applies(scope, None, situation)


@pytest.mark.parametrize(
    ("scope", "situation"),
    [
        (_scope(type_ids=["a" * 32]), Situation(TODAY, type_id="b" * 32)),
        (_scope(from_day=MONDAY), Situation(TODAY, day=MONDAY - timedelta(days=1))),
        (_scope(to_day=MONDAY), Situation(TODAY, day=MONDAY + timedelta(days=1))),
        (_scope(weekdays=[1]), Situation(TODAY, day=MONDAY)),
        (_scope(start=540, end=600), Situation(TODAY, day=MONDAY, minute=600)),
        (_scope(start=540, end=600), Situation(TODAY, day=MONDAY, minute=539)),
        (_scope(patients="new"), Situation(TODAY, is_known=True)),
        (_scope(patients="known"), Situation(TODAY, is_known=False)),
    ],
)
def test_it_does_not_apply_to_what_is_known_to_be_outside(scope: InstructionScope, situation: Situation) -> None:
    assert not applies(scope, None, situation)


def test_it_is_shown_on_its_last_day_and_not_on_the_next() -> None:
    assert applies(_scope(), TODAY, Situation(TODAY))
    assert not applies(_scope(), TODAY, Situation(TODAY + timedelta(days=1)))


async def test_the_practitioner_gives_them_and_the_secretariat_reads_them(practice: Practice) -> None:
    rule = await _give(practice)
    for role in ("secretary", "tele_secretary", "replacement", "administrator"):
        assert [one["text"] for one in (await _shown(practice, role))["instructions"].values()] == ["Carte Vitale à jour"]
    assert (await _try(practice, "administrator")).status_code == 201
    refused: tuple[Role, ...] = ("secretary", "tele_secretary", "replacement", "outside_colleague")
    for role in refused:
        assert (await _try(practice, role)).status_code == 404
    assert (await _read(practice, "outside_colleague", rule)).status_code == 404


async def test_what_applies_follows_type_hour_in_the_wall_time_of_the_place_and_patient(practice: Practice) -> None:
    doctor, clinic = practice.cabinet.doctor, practice.cabinet.practice
    checkup = await factories.appointment_type(practice.core, doctor, "Bilan")
    other = await factories.appointment_type(practice.core, doctor, "Suivi")
    always = await _give(practice)
    of_type = await _give(practice, "Bilan à jeun", scope={"type_ids": [checkup.id]})
    early = await _give(practice, "Rien avant dix heures", scope={"start": 540, "end": 600})
    of_new = await _give(practice, "Deux créneaux pour un nouveau patient", scope={"patients": "new"})
    assert set(await _applying(practice)) == {each["id"] for each in (always, of_type, early, of_new)}
    assert of_type["id"] not in await _applying(practice, type_id=other.id)
    # 09:30 in Paris, in summer.
    assert early["id"] in await _applying(practice, starts_at="2026-07-06T07:30:00Z")
    assert early["id"] not in await _applying(practice, starts_at="2026-07-06T09:30:00Z")
    known = await factories.patient(practice.core, clinic, "Martin", "Paul")
    seen = await factories.appointment(practice.core, doctor, known, datetime(2026, 1, 5, 9, tzinfo=UTC))
    stranger = await factories.patient(practice.core, clinic, "Dupont", "Marie")
    assert of_new["id"] not in await _applying(practice, patient_id=known.id)
    assert of_new["id"] in await _applying(practice, patient_id=stranger.id)
    # On the card of his first appointment he is still new.
    assert of_new["id"] in await _applying(practice, patient_id=known.id, besides=seen.id)


async def test_each_reading_is_kept_with_its_version_and_a_change_asks_for_another(practice: Practice) -> None:
    rule = await _give(practice, "Pas de bilan avant 10 h")
    assert (await _read(practice, "secretary", rule)).status_code == 204
    changed = (await _change(practice, rule, "Pas de bilan avant 11 h")).json()
    assert changed["version"] == 2
    assert [(one["version"], one["text"]) for one in changed["earlier"]] == [(1, "Pas de bilan avant 10 h")]
    assert [(one["name"], one["version"]) for one in changed["readers"]] == [("Sonia Petit", 1)]
    # Nobody has read what was not written yet, and what was read stays read.
    assert (await _read(practice, "secretary", rule, 9)).status_code == 204
    assert (await _read(practice, "secretary", rule, 1)).status_code == 204
    [view] = (await _shown(practice, "practitioner"))["instructions"].values()
    assert [(one["name"], one["version"]) for one in view["readers"]] == [("Sonia Petit", 2)]


async def test_the_same_again_is_no_change_and_an_old_screen_overwrites_nothing(practice: Practice) -> None:
    rule = await _give(practice, scope={"weekdays": [2, 0, 2]})
    again = await _change(practice, rule, "Carte Vitale à jour ", scope={"weekdays": [0, 2]})
    assert again.json() == rule
    assert (await _change(practice, rule, "Autre")).status_code == 200
    stale = await _change(practice, rule, "Perdue")
    assert (stale.status_code, code_of(stale)) == (409, "stale")
    assert stale.json()["data"]["theirs"]["text"] == "Autre"


async def test_only_the_last_versions_are_remembered(practice: Practice) -> None:
    rule = await _give(practice, "1")
    for n in range(2, REMEMBERED + 4):
        rule = (await _change(practice, rule, str(n))).json()
    assert [one["version"] for one in rule["earlier"]] == list(range(REMEMBERED + 2, 2, -1))


async def test_a_withdrawn_instruction_is_gone_with_its_readings(practice: Practice) -> None:
    rule = await _give(practice)
    await _read(practice, "secretary", rule)
    doctor = await practice.who("practitioner")
    assert (await doctor.send("DELETE", f"/api/instructions/{rule['id']}")).status_code == 204
    assert (await _shown(practice))["instructions"] == {}
    assert (await _read(practice, "secretary", rule)).status_code == 404
    assert (await doctor.send("DELETE", f"/api/instructions/{rule['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": "   "}, "invalid"),
        ({"text": "x" * 601}, "malformed"),
        ({"scope": {"start": 600}}, "invalid"),
        ({"scope": {"start": 600, "end": 600}}, "invalid"),
        ({"scope": {"from_day": "2026-03-09", "to_day": "2026-03-08"}}, "invalid"),
        ({"scope": {"weekdays": [7]}}, "malformed"),
        ({"expires_on": "2001-01-01"}, "invalid"),
        ({"scope": {"type_ids": ["f" * 32]}}, "not_found"),
    ],
)
async def test_what_nobody_could_follow_is_refused(practice: Practice, fields: dict[str, Any], expected: str) -> None:
    answer = await _try(practice, "practitioner", **fields)
    assert code_of(answer) == expected
    assert (await _shown(practice))["instructions"] == {}


async def test_there_are_never_more_than_anybody_reads(practice: Practice) -> None:
    for n in range(MOST):
        await _give(practice, f"Consigne {n}")
    answer = await _try(practice, "practitioner")
    assert (answer.status_code, code_of(answer)) == (409, "instructions_full")


async def test_an_old_screen_that_hears_everything_shows_what_a_fresh_one_shows(practice: Practice) -> None:
    rule = await _give(practice, "canari-genou")
    gone = await _give(practice, "Provisoire")
    assert (await _change(practice, rule, "canari-coude")).status_code == 200
    await _read(practice, "secretary", rule, 2)
    await _read(practice, "tele_secretary", gone)
    await (await practice.who("practitioner")).send("DELETE", f"/api/instructions/{gone['id']}")
    state: State = {"instructions": {}}
    heard = set()
    for event in await events(practice.core, instructions_topic(practice.cabinet.doctor.id)):
        heard.add(event.name)
        state = applied(state, {"put": event.body.put, "drop": event.body.drop})
    assert heard == set(EVENTS)
    assert state == await _shown(practice)


@ON_SQLITE
@pytest.mark.parametrize("text", VECTORS.values(), ids=VECTORS)
async def test_markup_in_an_instruction_is_kept_as_it_was_typed(practice: Practice, text: str) -> None:
    rule = await _give(practice, "Avant")
    assert (await _change(practice, rule, text)).status_code == 200
    [shown] = (await _shown(practice))["instructions"].values()
    assert (shown["text"], shown["earlier"][0]["text"]) == (text, "Avant")
