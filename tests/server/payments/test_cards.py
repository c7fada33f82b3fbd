"""Paying by card: the provider's page, and its word under a signature, stale, wrong, replayed or true."""

from datetime import UTC, datetime
from typing import Any

import pytest

from server.core.signature import is_genuine, signed
from tests.rtc.consultation.conftest import Scene, code_of
from tests.server.payments.conftest import ask, says
from tests.support.databases import ON_SQLITE
from tests.support.stripe import SECRET, StandIn, header

BODY = b'{"id": "evt_1"}'
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
AT = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("given", "is_good"),
    [
        (header(BODY, AT), True),
        (header(BODY, AT - 300), True),
        (header(BODY, AT + 300), True),
        (f"t={AT},v1={'0' * 64},v1={signed(SECRET, AT, BODY)}", True),
        (header(BODY, AT - 301), False),
        (header(BODY, AT + 301), False),
        (header(BODY + b" ", AT), False),
        (header(BODY, AT, "whsec_of_somebody_else"), False),
        (f"t={AT + 1},v1={signed(SECRET, AT, BODY)}", False),
        (f"t={AT},v0={signed(SECRET, AT, BODY)}", False),
        (f"v1={signed(SECRET, AT, BODY)}", False),
        (f"t={AT}", False),
        ("t=,v1=", False),
        ("t=١٢٣,v1=é", False),
        ("t=99999999999999999999,v1=x", False),
        ("", False),
    ],
)
def test_only_the_providers_own_words_of_these_minutes_count(given: str, is_good: bool) -> None:
    assert is_genuine(SECRET, given, BODY, NOW) is is_good


async def _state(scene: Scene) -> tuple[str, str, int, int]:
    async with await scene.staff("secretary") as secretary:
        body = {"practitioner_ids": [scene.cabinet.doctor.id], "from_day": "2026-11-23", "to_day": "2026-11-23"}
        (line,) = (await secretary.post("/api/payments/list", body)).json()["payments"]
    payment = line["payment"]
    return payment["state"], payment["means"], payment["amount"], payment["version"]


async def _paid(scene: Scene, stripe: StandIn) -> dict[str, Any]:
    """What the provider says when the patient has paid."""
    patient = await scene.waiting()
    page = (await patient.post("/api/room/pay")).json()["url"]
    session = stripe.sessions[page.rpartition("/")[2]]
    session["payment_status"] = "paid"
    return stripe.event(session)


async def test_the_page_says_the_amount_and_nothing_of_the_patient_and_is_opened_once(paid_scene: Scene, stripe: StandIn) -> None:
    await ask(paid_scene)
    patient = await paid_scene.waiting()
    pages = {(await patient.post("/api/room/pay")).json()["url"] for _ in range(2)}
    assert len(pages) == 1
    (form,) = stripe.asked
    assert form["line_items[0][price_data][unit_amount]"] == "2500"
    assert form["line_items[0][price_data][product_data][name]"] == paid_scene.cabinet.practice.name
    assert not [value for value in form.values() if "Dupont" in value or "Télé" in value or "marie" in value]


async def test_what_the_provider_says_once_is_seen_and_said_again_changes_nothing(paid_scene: Scene, stripe: StandIn) -> None:
    await ask(paid_scene)
    event = await _paid(paid_scene, stripe)
    for _ in range(2):
        assert (await says(paid_scene, event)).status_code == 204
        assert await _state(paid_scene) == ("paid", "card", 2500, 2)
    other = {**event, "id": "evt_another"}
    assert (await says(paid_scene, other)).status_code == 204
    assert await _state(paid_scene) == ("paid", "card", 2500, 2)


async def test_a_stale_or_wrong_signature_is_refused_and_changes_nothing(paid_scene: Scene, stripe: StandIn) -> None:
    await ask(paid_scene)
    event = await _paid(paid_scene, stripe)
    now = int(paid_scene.clock.now().timestamp())
    for how in ({"at": now - 301}, {"at": now + 301}, {"secret": "whsec_of_somebody_else"}, {"signature": ""}, {"signature": "t=1,v1=x"}):
        refused = await says(paid_scene, event, **how)
        assert (refused.status_code, code_of(refused)) == (400, "wrong_signature"), how
    assert await _state(paid_scene) == ("asked", "", 2500, 1)


@ON_SQLITE
@pytest.mark.parametrize(
    "event", [b"", b"{", b"[]", b'{"id": 5}', b'{"id": "e", "type": "checkout.session.completed", "data": {"object": []}}']
)
async def test_a_signed_word_that_is_no_event_is_refused(paid_scene: Scene, event: bytes) -> None:
    refused = await says(paid_scene, event)
    assert (refused.status_code, code_of(refused)) == (422, "malformed")


@ON_SQLITE
async def test_words_about_other_things_change_nothing(paid_scene: Scene, stripe: StandIn) -> None:
    await ask(paid_scene)
    event = await _paid(paid_scene, stripe)
    session = event["data"]["object"]
    others = (
        {**event, "type": "checkout.session.expired"},
        {**event, "type": "payment_intent.created"},
        {**event, "data": {"object": {**session, "payment_status": "unpaid"}}},
        {**event, "data": {"object": {**session, "client_reference_id": None}}},
        {**event, "data": {"object": {**session, "client_reference_id": "0" * 32}}},
        {**event, "data": {"object": {**session, "currency": "usd"}}},
    )
    for other in others:
        assert (await says(paid_scene, other)).status_code == 204
    assert await _state(paid_scene) == ("asked", "", 2500, 1)


@ON_SQLITE
async def test_another_amount_closes_the_page_of_the_old_one(paid_scene: Scene, stripe: StandIn) -> None:
    await ask(paid_scene)
    patient = await paid_scene.waiting()
    first = (await patient.post("/api/room/pay")).json()["url"]
    await ask(paid_scene, 3000, 1)
    assert stripe.sessions[first.rpartition("/")[2]]["status"] == "expired"
    second = (await patient.post("/api/room/pay")).json()["url"]
    assert second != first
    assert [form["line_items[0][price_data][unit_amount]"] for form in stripe.asked] == ["2500", "3000"]


@ON_SQLITE
async def test_what_is_noted_by_hand_closes_the_page_and_money_that_came_all_the_same_is_shown(paid_scene: Scene, stripe: StandIn) -> None:
    payment = (await ask(paid_scene))["payment"]
    event = await _paid(paid_scene, stripe)
    doctor = await paid_scene.staff("practitioner")
    await doctor.post(f"/api/payments/{payment['id']}/settle", {"version": 1, "state": "waived"})
    assert stripe.sessions[event["data"]["object"]["id"]]["status"] == "expired"
    await says(paid_scene, event)
    assert await _state(paid_scene) == ("paid", "card", 2500, 3)
    back = await doctor.post(f"/api/payments/{payment['id']}/settle", {"version": 3, "state": "asked"})
    assert (back.status_code, code_of(back)) == (409, "payment_paid")


@ON_SQLITE
async def test_money_that_comes_by_card_after_it_was_noted_at_the_desk_is_said_until_one_is_given_back(
    paid_scene: Scene, stripe: StandIn
) -> None:
    payment = (await ask(paid_scene))["payment"]
    assert payment["paid_twice"] is False
    event = await _paid(paid_scene, stripe)
    doctor = await paid_scene.staff("practitioner")
    path = f"/api/payments/{payment['id']}/settle"
    await doctor.post(path, {"version": 1, "state": "paid"})
    await says(paid_scene, event)
    await says(paid_scene, event)
    today = paid_scene.clock.now().date().isoformat()
    query = {"practitioner_ids": [paid_scene.cabinet.doctor.id], "from_day": today, "to_day": today}
    (line,) = (await doctor.post("/api/payments/list", query)).json()["payments"]
    assert (line["payment"]["means"], line["payment"]["paid_twice"], line["payment"]["version"]) == ("card", True, 3)
    back = await doctor.post(path, {"version": 3, "state": "paid"})
    assert (back.json()["paid_twice"], back.json()["state"], back.json()["means"]) == (False, "paid", "card")


@ON_SQLITE
async def test_a_provider_that_refuses_is_said_and_nothing_is_lost(paid_scene: Scene, stripe: StandIn) -> None:
    await ask(paid_scene)
    patient = await paid_scene.waiting()
    stripe.refuses = True
    refused = await patient.post("/api/room/pay")
    assert (refused.status_code, code_of(refused)) == (503, "till_closed")
    stripe.refuses = False
    assert (await patient.post("/api/room/pay")).status_code == 200


@ON_SQLITE
async def test_a_page_of_another_origin_cannot_speak_for_the_provider(paid_scene: Scene, stripe: StandIn) -> None:
    await ask(paid_scene)
    event = await _paid(paid_scene, stripe)
    async with await paid_scene.come() as page:
        page.http.headers["origin"] = "https://evil.example"
        assert (await page.post("/api/stripe/events", event)).status_code == 403
    assert await _state(paid_scene) == ("asked", "", 2500, 1)


@ON_SQLITE
async def test_without_a_provider_nobody_is_heard(scene: Scene) -> None:
    assert (await says(scene, {"id": "evt"})).status_code == 404
