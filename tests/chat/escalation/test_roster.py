"""The roster: who may change it, what it refuses, and whom it shows to whoever is about to mark something urgent."""

from typing import Any

import httpx
import pytest

from chat.escalation.rules import MOST_SPANS
from server.core.actors import Role
from server.core.ids import new_id
from tests.chat.conftest import code_of
from tests.chat.escalation.conftest import PARIS_MONDAY, Ward
from tests.support import factories


async def _add(ward: Ward, role: Role = "practitioner", **more: Any) -> httpx.Response:
    cabinet = ward.practice.cabinet
    body = {"practice_id": cabinet.practice.id, "practitioner_id": cabinet.midwife.id, "weekdays": [0], "start": 480, "end": 720, **more}
    return await (await ward.practice.who(role)).post("/api/duty", body)


async def test_hours_are_added_to_several_days_at_once_changed_and_removed(ward: Ward) -> None:
    spans = (await _add(ward, weekdays=[4, 0, 4])).json()["duty"]
    assert [(each["weekday"], each["start"], each["end"]) for each in spans] == [(0, 480, 720), (4, 480, 720)]
    doctor = await ward.practice.who("practitioner")
    change = {"version": 1, "practitioner_id": ward.practice.cabinet.doctor.id, "weekday": 6, "start": 0, "end": 1440}
    changed = await doctor.patch(f"/api/duty/{spans[0]['id']}", change)
    assert (changed.status_code, changed.json()["version"], changed.json()["weekday"]) == (200, 2, 6)
    stale = await doctor.patch(f"/api/duty/{spans[0]['id']}", change)
    assert (stale.status_code, code_of(stale), stale.json()["data"]["theirs"]["version"]) == (409, "stale", 2)
    assert (await doctor.delete(f"/api/duty/{spans[1]['id']}")).status_code == 204
    assert list((await ward.shown())["duty"]) == [spans[0]["id"]]


@pytest.mark.parametrize("role", ["secretary", "tele_secretary", "replacement", "outside_colleague"])
async def test_whoever_does_not_settle_the_practice_changes_no_roster(ward: Ward, role: Role) -> None:
    (span,) = (await _add(ward)).json()["duty"]
    assert (await _add(ward, role)).status_code == 404
    assert (await (await ward.practice.who(role)).delete(f"/api/duty/{span['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"start": 720, "end": 720}, "before"), ({"start": 800, "end": 720}, "before"), ({"start": 0, "end": 481}, "overlaps")],
)
async def test_hours_that_cannot_be_are_refused_with_their_reason(ward: Ward, more: dict[str, Any], reason: str) -> None:
    await _add(ward)
    refused = await _add(ward, **more)
    assert (refused.status_code, refused.json()["data"]["reason"]) == (422, reason)


async def test_two_colleagues_may_be_on_duty_together_and_both_are_told(ward: Ward) -> None:
    cabinet = ward.practice.cabinet
    third = await factories.practitioner(ward.practice.core, cabinet.location, "Luc Petit", position=2)
    luc = await factories.person(ward.practice.core, "Luc Petit")
    await factories.membership(ward.practice.core, luc, cabinet.practice, "practitioner", own_agenda=third)
    for whose in (cabinet.midwife, third):
        assert (await _add(ward, practitioner_id=whose.id, start=0, end=1440)).status_code == 201
    urgent = await ward.say(minutes=5)
    await ward.passes(minutes=5)
    assert (await ward.reached(urgent))[1] == {ward.midwife.id, luc.id}


@pytest.mark.parametrize("more", [{"weekdays": []}, {"weekdays": [7]}, {"start": -1}, {"end": 1441}, {"start": "midi"}])
async def test_nonsense_is_refused(ward: Ward, more: dict[str, Any]) -> None:
    assert (await _add(ward, **more)).status_code == 422


async def test_nobody_of_another_practice_and_nobody_archived_is_put_on_duty(ward: Ward) -> None:
    cabinet = ward.practice.cabinet
    gone = await factories.practitioner(ward.practice.core, cabinet.location, "Parti", archived=True)
    for who in (new_id(), gone.id):
        assert (await _add(ward, practitioner_id=who)).status_code == 404


async def test_a_roster_has_an_end(ward: Ward) -> None:
    for number in range(MOST_SPANS):
        await ward.duty(ward.practice.cabinet.midwife, weekday=number % 7, start=number // 7 * 2, end=number // 7 * 2 + 1)
    full = await _add(ward, weekdays=[0], start=1000, end=1010)
    assert (full.status_code, code_of(full), full.json()["data"]["limit"]) == (409, "duty_full", MOST_SPANS)


async def test_before_sending_one_sees_whom_it_would_reach(ward: Ward) -> None:
    cabinet = ward.practice.cabinet
    await factories.leave(ward.practice.core, cabinet.doctor, PARIS_MONDAY, PARIS_MONDAY)
    await ward.replaces(cabinet.people["replacement"], cabinet.doctor, PARIS_MONDAY)
    await ward.duty(cabinet.midwife)
    answer = await (await ward.practice.who("secretary")).post("/api/urgent/route", {"practitioner_id": cabinet.doctor.id})
    assert answer.json()["rungs"] == [
        {"rung": "practitioner", "name": "Dr Claire Lefèvre", "away": True, "reached": 0},
        {"rung": "replacement", "name": "Paul Girard", "away": False, "reached": 1},
        {"rung": "duty", "name": "Ana Roux", "away": False, "reached": 1},
        {"rung": "desk", "name": "", "away": False, "reached": 1},
    ]
    assert (
        await (await ward.practice.who("replacement")).post("/api/urgent/route", {"practitioner_id": cabinet.doctor.id})
    ).status_code == 404
