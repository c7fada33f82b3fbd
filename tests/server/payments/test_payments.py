"""Asking for an amount, settling it, who may, and what screens and messages make of it."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from rtc.consultation.queries import calls_snapshot, room_snapshot
from rtc.consultation.topics import CALLS, GUEST, HOST, KIND, WATCH, calls_topic, room_topic
from server.core.db import EVERY_PRACTICE
from server.core.outbox import OutboxMessage
from server.core.unit import reading
from server.live import masked_snapshot, masked_views
from server.notices.mailbox import Mailbox
from server.notices.models import MailboxMessage
from server.notices.office import Office
from server.notices.segments import segments
from server.payments.letters import PAYMENT, money
from server.payments.rules import may_ask, may_settle
from server.topics import KINDS
from tests.rtc.consultation.conftest import Scene, code_of
from tests.server.accounts.live import events
from tests.server.payments.conftest import ask
from tests.support.databases import ON_SQLITE
from tests.support.reducer import State, applied, opened


async def test_an_amount_is_asked_for_changed_and_settled_by_hand(scene: Scene) -> None:
    first = (await ask(scene))["payment"]
    assert (first["amount"], first["label"], first["state"], first["online"]) == (2500, "Téléconsultation", "asked", False)
    second = (await ask(scene, 3000, first["version"]))["payment"]
    assert (second["id"], second["amount"], second["version"]) == (first["id"], 3000, 2)
    secretary = await scene.staff("secretary")
    paid = (await secretary.post(f"/api/payments/{first['id']}/settle", {"version": 2, "state": "paid"})).json()
    assert (paid["state"], paid["means"], paid["settled_by"]) == ("paid", "hand", scene.cabinet.people["secretary"].name)
    stale = await secretary.post(f"/api/payments/{first['id']}/settle", {"version": 2, "state": "waived"})
    assert (stale.status_code, code_of(stale)) == (409, "stale")
    back = (await secretary.post(f"/api/payments/{first['id']}/settle", {"version": 3, "state": "asked"})).json()
    assert (back["state"], back["means"], back["settled_at"]) == ("asked", "", None)


async def test_a_paid_consultation_is_asked_for_nothing_more(scene: Scene) -> None:
    payment = (await ask(scene))["payment"]
    doctor = await scene.staff("practitioner")
    await doctor.post(f"/api/payments/{payment['id']}/settle", {"version": 1, "state": "paid"})
    again = await doctor.put(f"/api/appointments/{scene.appointment.id}/payment", {"amount": 100, "version": 2})
    assert (again.status_code, code_of(again)) == (409, "payment_paid")
    reminded = await doctor.post(f"/api/payments/{payment['id']}/remind")
    assert (reminded.status_code, code_of(reminded)) == (409, "payment_not_asked")


@ON_SQLITE
@pytest.mark.parametrize(
    ("amount", "says"), [(49, "malformed"), (1_000_001, "malformed"), (-5, "malformed"), ("25", "malformed"), (25.5, "malformed")]
)
async def test_an_amount_that_cannot_be_is_refused(scene: Scene, amount: object, says: str) -> None:
    doctor = await scene.staff("practitioner")
    answer = await doctor.put(f"/api/appointments/{scene.appointment.id}/payment", {"amount": amount})
    assert (answer.status_code, code_of(answer)) == (422, says)


@ON_SQLITE
async def test_nothing_is_asked_for_a_visit_at_the_practice_or_a_cancelled_one(scene: Scene) -> None:
    doctor = await scene.staff("practitioner")
    for fields in ({"teleconsultation": False}, {"teleconsultation": True, "status": "cancelled"}):
        await scene.change(**fields)
        answer = await doctor.put(f"/api/appointments/{scene.appointment.id}/payment", {"amount": 2500})
        assert answer.status_code == 404


@ON_SQLITE
async def test_the_patient_cannot_ask_nor_settle_nor_pay_what_is_by_hand(scene: Scene) -> None:
    payment = (await ask(scene))["payment"]
    patient = await scene.waiting()
    assert (await patient.post(f"/api/payments/{payment['id']}/settle", {"version": 1, "state": "paid"})).status_code == 401
    refused = await patient.post("/api/room/pay")
    assert (refused.status_code, code_of(refused)) == (409, "payment_not_asked")
    stranger = await scene.come()
    assert code_of(await stranger.post("/api/room/pay")) == "room_seat_lost"


async def _fresh(scene: Scene, kind: str, lens: str) -> State:
    async with reading(scene.core, scene.cabinet.actors["practitioner"]) as uow:
        if kind == KIND:
            body: msgspec.Struct = await room_snapshot(uow, scene.appointment.id, msgspec.Raw())
        else:
            body = await calls_snapshot(uow, scene.cabinet.doctor.id, msgspec.Raw())
    return opened(msgspec.to_builtins(masked_snapshot(KINDS[kind], body, lens)))


async def test_both_sides_hear_what_a_fresh_screen_shows_and_the_patient_not_who_noted_it(scene: Scene) -> None:
    screens = ((KIND, HOST), (KIND, GUEST), (CALLS, WATCH))
    payment = (await ask(scene))["payment"]
    doctor = await scene.staff("practitioner")
    await doctor.post(f"/api/payments/{payment['id']}/settle", {"version": 1, "state": "waived"})
    for kind, lens in screens:
        topic = room_topic(scene.appointment.id) if kind == KIND else calls_topic(scene.cabinet.doctor.id)
        heard = [event for event in await events(scene.core, topic, 0) if event.name == "payment_changed"]
        assert len(heard) == 2
        state: State = {}
        for event in heard:
            state = applied(state, {"put": masked_views(KINDS[kind], msgspec.to_builtins(event.body.put), lens), "drop": {}})
        fresh = await _fresh(scene, kind, lens)
        assert state["payments"] == fresh["payments"]
        assert (fresh["payments"][payment["id"]]["settled_by"] == "") == (lens == GUEST)


async def test_the_desk_lists_payments_by_day_and_state_with_their_sums(scene: Scene) -> None:
    payment = (await ask(scene))["payment"]
    secretary = await scene.staff("secretary")
    body = {"practitioner_ids": [scene.cabinet.doctor.id], "from_day": "2026-11-23", "to_day": "2026-11-23"}
    found = (await secretary.post("/api/payments/list", body)).json()
    assert [(each["payment"]["id"], each["patient"]) for each in found["payments"]] == [(payment["id"], "Dupont Marie")]
    assert (found["due"], found["paid"], found["more"]) == (2500, 0, False)
    assert (await secretary.post("/api/payments/list", {**body, "state": "paid"})).json()["payments"] == []
    other = {**body, "from_day": "2026-11-24", "to_day": "2026-11-25"}
    assert (await secretary.post("/api/payments/list", other)).json()["payments"] == []
    for days in (("2026-11-24", "2026-11-23"), ("2020-01-01", "2026-11-23")):
        wrong = await secretary.post("/api/payments/list", {**body, "from_day": days[0], "to_day": days[1]})
        assert (wrong.status_code, code_of(wrong)) == (422, "malformed")


async def _messages(scene: Scene) -> list[OutboxMessage]:
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        return list(
            await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == PAYMENT.name).order_by(OutboxMessage.created_at))
        )


@ON_SQLITE
async def test_the_patient_is_told_by_each_channel_once_and_no_more_when_it_is_settled(paid_scene: Scene) -> None:
    scene = paid_scene
    asked = await ask(scene)
    assert asked["told"] == ["email", "sms"]
    scene.clock.pass_by(minutes=1)
    await ask(scene, 3000, 1)
    assert sorted((row.channel, row.state) for row in await _messages(scene)) == [
        ("email", "dropped"),
        ("email", "planned"),
        ("sms", "dropped"),
        ("sms", "planned"),
    ]
    row = next(each for each in await _messages(scene) if each.state == "planned" and each.channel == "sms")
    assert row.not_before - row.created_at < timedelta(minutes=1)
    doctor = await scene.staff("practitioner")
    await doctor.post(f"/api/payments/{asked['payment']['id']}/settle", {"version": 2, "state": "paid"})
    assert {each.state for each in await _messages(scene)} == {"dropped"}


@ON_SQLITE
async def test_somebody_without_an_address_is_told_nothing_and_the_practice_sees_it(scene: Scene) -> None:
    assert (await ask(scene))["told"] == []
    assert (await ask(scene, 3000, 1, tell=False))["told"] == []
    assert await _messages(scene) == []


def test_what_came_by_card_is_not_taken_back_by_hand() -> None:
    assert may_settle("asked", "", "paid")
    assert may_settle("paid", "hand", "asked")
    assert may_settle("waived", "", "asked")
    assert may_settle("paid", "card", "paid")
    assert not may_settle("paid", "card", "waived")
    assert not may_settle("paid", "card", "asked")
    assert may_ask(None)
    assert may_ask("waived")
    assert not may_ask("paid")


def test_money_is_written_as_people_write_it() -> None:
    assert (money(2500, "fr"), money(123456, "fr"), money(2650, "en")) == ("25,00 €", "1 234,56 €", "€26.50")


@ON_SQLITE
async def test_the_message_says_the_amount_and_opens_the_consultation_s_page_and_nothing_of_what_was_done(paid_scene: Scene) -> None:
    scene = paid_scene
    await ask(scene, label="Suivi de dépression")
    scene.clock.pass_by(minutes=1)
    mailbox = Mailbox(scene.core)
    assert not await Office(mailbox, (PAYMENT,), "https://ardoise.example.org", mailbox).deliver_due(scene.core)
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        rows = {row.recipient: row for row in await session.scalars(select(MailboxMessage))}
    assert set(rows) == {"marie@example.org", "+33639981234"}
    for row in rows.values():
        assert "25,00 €" in row.text
        assert f"https://ardoise.example.org/room#{scene.appointment.id}." in row.text
        assert "dépression" not in row.text + row.subject
    assert segments(rows["+33639981234"].text).count <= 2
    assert not segments(rows["+33639981234"].text).unicode
