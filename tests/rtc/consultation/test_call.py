"""Let in, silenced, ended: and no offer answered to whoever may not be there (R19)."""

import pytest
from sqlalchemy import select

from rtc.consultation.models import JournalLine, SeatRow
from server.agenda.models import Appointment
from server.core.actors import ROLES, Role
from server.core.db import EVERY_PRACTICE
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene, code_of

OFFER = {"connection": "c-12345678", "sdp": "v=0\r\nthis is no offer\r\n"}


async def test_nobody_is_answered_before_he_is_let_in(scene: Scene) -> None:
    stranger = await scene.come()
    assert code_of(await stranger.post("/api/room/offer", OFFER)) == "room_seat_lost"
    scene.clock.at = NINE - 40 * MINUTE
    patient = await scene.waiting()
    assert code_of(await patient.post("/api/room/offer", OFFER)) == "room_early"
    scene.clock.at = NINE
    await patient.post("/api/room/here", {"socket": "socket-p"})
    assert code_of(await patient.post("/api/room/offer", OFFER)) == "room_not_admitted"


async def test_once_let_in_a_malformed_offer_gets_a_sentence_and_floods_are_stopped(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    assert (await doctor.post(f"{scene.path}/admit")).status_code == 200
    refused = await patient.post("/api/room/offer", OFFER)
    assert (refused.status_code, code_of(refused)) == (422, "room_offer")
    assert (await patient.post("/api/room/offer", {**OFFER, "sdp": "x" * 70_000})).status_code == 422
    answers = [(await patient.post("/api/room/offer", OFFER)).status_code for _ in range(15)]
    assert 429 in answers
    assert set(answers) == {422, 429}


@pytest.mark.parametrize(
    "odd",
    [
        {"sdp": "v" * 65_537},
        {"sdp": ""},
        {"sdp": None},
        {"connection": "short"},
        {"connection": "c" * 65},
        {"connection": "with spaces in it"},
        {"echo": "yes"},
        {"candidate": "x"},
    ],
)
async def test_an_offer_of_the_wrong_shape_or_size_is_refused_with_its_place(scene: Scene, odd: dict[str, object]) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    for answer in (await patient.post("/api/room/offer", {**OFFER, **odd}), await doctor.post(f"{scene.path}/offer", {**OFFER, **odd})):
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    seats = (await doctor.post(f"{scene.path}/here", {"socket": "socket-d"})).json()
    assert seats["phase"] == "open"


async def test_a_body_beyond_every_limit_is_not_even_read(scene: Scene) -> None:
    patient = await scene.waiting()
    answer = await patient.post("/api/room/offer", {**OFFER, "sdp": "v" * 3_000_000})
    assert answer.status_code == 413, answer.text


async def test_a_reload_returns_without_a_second_admission(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    assert (await patient.post("/api/room/leave")).status_code == 204
    await patient.post("/api/room/here", {"socket": "socket-again"})
    assert code_of(await patient.post("/api/room/offer", OFFER)) == "room_offer"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"practitioner", "replacement"}])
async def test_only_who_practises_conducts(scene: Scene, role: Role) -> None:
    await scene.waiting()
    other = await scene.staff(role)
    asked = [
        await other.post(f"{scene.path}/{act}", body)
        for act, body in (
            ("here", {"socket": "s"}),
            ("admit", {}),
            ("rule", {"heard": False, "seen": False}),
            ("end", {}),
            ("offer", OFFER),
        )
    ]
    assert {answer.status_code for answer in asked} == {404}


async def test_whoever_replaces_the_practitioner_conducts(scene: Scene) -> None:
    await scene.waiting()
    substitute = await scene.staff("replacement")
    assert (await substitute.post(f"{scene.path}/here", {"socket": "s"})).status_code == 200
    assert (await substitute.post(f"{scene.path}/admit")).status_code == 200


async def test_nobody_is_let_in_who_does_not_wait(scene: Scene) -> None:
    doctor = await scene.conducting()
    assert code_of(await doctor.post(f"{scene.path}/admit")) == "room_not_waiting"


async def test_letting_in_and_ending_mark_the_appointment(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    assert await _status(scene) == "in_consultation"
    ended = await doctor.post(f"{scene.path}/end")
    assert ended.json()["phase"] == "ended"
    assert await _status(scene) == "seen"
    assert code_of(await patient.post("/api/room/offer", OFFER)) == "room_ended"
    assert code_of(await doctor.post(f"{scene.path}/offer", OFFER)) == "room_ended"
    assert (await patient.post("/api/room/here", {"socket": "s"})).json()["phase"] == "ended"


async def test_the_journal_says_what_happened_and_nothing_else(scene: Scene) -> None:
    await scene.waiting()
    doctor = await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    await doctor.post(f"{scene.path}/rule", {"heard": False, "seen": True})
    await doctor.post(f"{scene.path}/end")
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        lines = (await session.execute(select(JournalLine).order_by(JournalLine.id))).scalars().all()
        seat = (await session.execute(select(SeatRow).where(SeatRow.role == "patient"))).scalar_one()
    assert sorted(line.name for line in lines) == sorted(["opened", "knocked", "entered", "admitted", "ruled", "ended"])
    assert (seat.heard, seat.seen) == (False, True)


async def test_those_who_see_contacts_may_copy_the_link(scene: Scene) -> None:
    may = {role: (await (await scene.staff(role)).get(f"{scene.path}/link")).status_code for role in ROLES}
    assert {role for role, status in may.items() if status == 200} == set(ROLES) - {"outside_colleague"}
    link = (await (await scene.staff("secretary")).get(f"{scene.path}/link")).json()
    assert link["link"].endswith(f"/room#{scene.appointment.id}.{scene.secret(1)}")
    patient = await scene.come()
    assert (await patient.post("/api/room/code", {"code": link["code"]})).status_code == 200


async def test_a_room_of_another_practice_does_not_exist(scene: Scene, twin: object) -> None:
    from tests.support.actors import Cabinet

    assert isinstance(twin, Cabinet)
    other = await scene.come()
    await other.enter(scene.core, twin.people["practitioner"], now=scene.clock.now())
    for act in ("admit", "end"):
        assert (await other.post(f"{scene.path}/{act}")).status_code == 404
    assert (await other.get(f"{scene.path}/link")).status_code == 404


async def _status(scene: Scene) -> str:
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        found = await session.get(Appointment, scene.appointment.id)
    assert found is not None
    return found.status
