"""Words to people's devices: planned with what causes them, taken to a real endpoint, opened as a browser opens them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chat.conversations.pushing import KINDS
from chat.conversations.tending import tend
from chat.push import crypt
from chat.push.office import PushOffice
from chat.push.service import key_of
from server.patients.models import Patient
from tests.chat.conftest import Practice, code_of
from tests.chat.push.devices import Pushed, pushing
from tests.support import factories
from tests.support.browser_push import Browser, told_by
from tests.support.databases import ON_SQLITE


@pytest.fixture
async def pushed(practice: Practice) -> AsyncIterator[Pushed]:
    """A push service of this test's own."""
    async with pushing(practice, KINDS) as pushed:
        yield pushed


async def test_a_device_is_told_who_wrote_and_nothing_of_what_was_said(pushed: Pushed) -> None:
    practice = pushed.practice
    browser = await pushed.device("practitioner")
    about = {"patient_id": (await _patient(practice)).id, "people": [practice.person("practitioner")]}
    talk = (await (await practice.who("secretary")).post("/api/conversations/about", about)).json()["id"]
    await practice.say("secretary", talk, "Mme Dupont a rappelé")
    await pushed.deliver()
    (heard,) = pushed.service.heard
    told = browser.read(heard.body)
    assert told == {"kind": "message", "by": "Sonia Petit", "conversation": talk, "locale": "fr", "tag": f"conversation/{talk}"}
    claims, key = told_by(heard.headers["authorization"])
    assert claims["aud"] == f"http://127.0.0.1:{pushed.service.port}"
    assert claims["sub"] == "mailto:a@example.org"
    assert key == crypt.public_bytes(key_of(practice.core.keyring))
    assert (heard.headers["content-encoding"], heard.headers["urgency"], len(heard.headers["topic"])) == ("aes128gcm", "high", 32)
    assert b"Dupont" not in heard.body
    assert await pushed.states() == [("sent", "")]


async def _patient(practice: Practice) -> Patient:
    return await factories.patient(practice.core, practice.cabinet.practice, "Dupont")


async def test_what_was_read_meanwhile_and_what_oneself_wrote_is_not_told(pushed: Pushed) -> None:
    practice = pushed.practice
    await pushed.device("practitioner")
    await practice.say("practitioner", practice.team, "À moi-même")
    said = await practice.say("secretary", practice.team)
    await practice.read("practitioner", practice.team, said["n"])
    gone = await practice.say("secretary", practice.team, "Trop vite")
    await (await practice.who("secretary")).delete(f"/api/conversations/{practice.team}/messages/{gone['id']}")
    await pushed.deliver()
    assert pushed.service.heard == []
    assert await pushed.states() == [("dropped", "not_wanted")] * 2


async def test_whoever_does_not_want_to_be_disturbed_is_not_told(pushed: Pushed) -> None:
    practice = pushed.practice
    await pushed.device("practitioner")
    until = (practice.clock.now() + timedelta(hours=1)).isoformat()
    assert (await (await practice.who("practitioner")).patch("/api/me/quiet", {"until": until})).status_code == 200
    await practice.say("secretary", practice.team)
    await pushed.deliver()
    assert pushed.service.heard == []
    await pushed.deliver(hours=1)
    practice.away(minutes=1)
    await practice.say("secretary", practice.team)
    await pushed.deliver()
    assert len(pushed.service.heard) == 1


async def test_a_device_from_which_one_signed_out_is_not_told(pushed: Pushed) -> None:
    practice = pushed.practice
    await pushed.device("practitioner")
    await practice.say("secretary", practice.team)
    assert (await (await practice.who("practitioner")).post("/api/logout", {"everywhere": True})).status_code in {200, 204}
    await pushed.deliver()
    assert pushed.service.heard == []
    assert await pushed.states() == [("dropped", "not_wanted")]


async def test_a_browser_that_takes_nothing_any_more_is_forgotten(pushed: Pushed) -> None:
    await pushed.device("practitioner", "/gone")
    await pushed.device("practitioner", "/here")
    pushed.service.answers = [410]
    await pushed.practice.say("secretary", pushed.practice.team)
    await pushed.deliver()
    assert len(pushed.service.heard) == 2
    assert sorted(await pushed.states()) == [("failed", "gone"), ("sent", "")]
    assert await pushed.devices() == 1
    await pushed.practice.say("secretary", pushed.practice.team)
    await pushed.deliver()
    assert len(pushed.service.heard) == 3


async def test_a_service_that_is_down_is_asked_again_and_tells_it_once(pushed: Pushed) -> None:
    await pushed.device("practitioner")
    pushed.service.answers = [503, "cut", 429]
    await pushed.practice.say("secretary", pushed.practice.team)
    for minutes in (1, 2, 5, 10):
        await pushed.deliver(minutes=minutes)
    assert len(pushed.service.heard) == 4
    assert await pushed.states() == [("sent", "")]
    assert len({heard.headers["topic"] for heard in pushed.service.heard}) == 1, "what came twice shows once"


async def test_several_offices_tell_it_once_and_a_retried_command_plans_it_once(pushed: Pushed) -> None:
    practice = pushed.practice
    await pushed.device("practitioner")
    body = {"id": "a" * 32, "text": "Bonjour"}
    for _ in range(2):
        assert (await (await practice.who("secretary")).post(f"/api/conversations/{practice.team}/messages", body)).status_code == 201
    practice.clock.pass_by(seconds=10)
    await asyncio.gather(*(PushOffice(KINDS, pushed.settings).deliver_due(practice.core) for _ in range(4)))
    assert len(pushed.service.heard) == 1


async def test_a_reminder_is_told_too(pushed: Pushed) -> None:
    practice = pushed.practice
    browser = await pushed.device("secretary")
    said = await practice.say("secretary", practice.team, "Rappeler le labo")
    at = (practice.clock.now() + timedelta(minutes=5)).isoformat()
    await (await practice.who("secretary")).put(f"/api/conversations/{practice.team}/messages/{said['id']}/reminder", {"at": at})
    practice.clock.pass_by(minutes=5)
    await tend(practice.core)
    await pushed.deliver()
    (heard,) = pushed.service.heard
    told = browser.read(heard.body)
    assert (told["kind"], told["conversation"], set(told)) == ("reminder", practice.team, {"kind", "conversation", "locale", "tag"})


async def test_a_house_that_turns_it_off_writes_to_nobody(pushed: Pushed) -> None:
    await pushed.device("practitioner")
    await pushed.practice.say("secretary", pushed.practice.team)
    off = replace(pushed.settings, push="off")
    pushed.practice.clock.pass_by(seconds=10)
    await PushOffice(KINDS, off).deliver_due(pushed.practice.core)
    assert pushed.service.heard == []


@ON_SQLITE
async def test_devices_are_listed_and_taken_away_by_their_owner_alone(practice: Practice) -> None:
    sonia, claire = await practice.who("secretary"), await practice.who("practitioner")
    browser = Browser("https://fcm.googleapis.com/fcm/send/abc")
    added = await sonia.post("/api/me/devices", browser.body)
    assert added.status_code == 201, added.text
    again = await sonia.post("/api/me/devices", browser.body)
    listed = (await sonia.get("/api/me/devices")).json()
    assert [each["id"] for each in listed["devices"]] == [again.json()["id"]], "the same browser is one device"
    assert "fcm" not in str(listed)
    assert len(crypt.decode(listed["key"])) == 65
    assert (await claire.get("/api/me/devices")).json()["devices"] == []
    path = f"/api/me/devices/{again.json()['id']}"
    assert (await claire.delete(path)).status_code == 404
    # Whoever signs in on that browser next has it to himself.
    assert (await claire.post("/api/me/devices", browser.body)).status_code == 201
    assert (await sonia.get("/api/me/devices")).json()["devices"] == []
    (hers,) = (await claire.get("/api/me/devices")).json()["devices"]
    assert (await claire.delete(f"/api/me/devices/{hers['id']}")).status_code == 204


@ON_SQLITE
async def test_what_no_browser_would_give_is_refused(practice: Practice) -> None:
    sonia = await practice.who("secretary")
    good = Browser("https://fcm.googleapis.com/fcm/send/abc").body
    elsewhere = await sonia.post("/api/me/devices", {**good, "endpoint": "http://169.254.169.254/latest"})
    assert (elsewhere.status_code, code_of(elsewhere)) == (422, "push_elsewhere")
    for wrong in ({"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": "é"}, {"label": ""}):
        assert (await sonia.post("/api/me/devices", {**good, **wrong})).status_code == 422, wrong
