"""A referral follows the appointment for which it was booked, by itself and on both sides, once for each change."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from server.agenda.models import AppointmentType
from server.agenda.telling.links import manage_token
from server.core.actors import Right
from server.core.db import EVERY_PRACTICE
from server.referrals.following import tend
from server.referrals.models import ReferralAppointment
from server.referrals.rules import Fate, followed
from server.referrals.schemas import ActKind
from server.referrals.topics import referrals_topic
from tests.server.accounts.live import events
from tests.server.referrals.conftest import House
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.caller import Caller
from tests.support.reducer import State, applied

NINE, TEN = "2026-03-04T08:00:00Z", "2026-03-05T09:00:00Z"
"""Wednesday at nine and Thursday at ten, in Paris."""


@pytest.mark.parametrize(
    ("fate", "is_booked", "is_moved", "kind"),
    [
        ("stands", True, False, None),
        ("stands", True, True, "moved"),
        ("stands", False, True, "restored"),
        ("cancelled", True, True, "cancelled"),
        ("reassigned", True, True, "reassigned"),
        ("cancelled", False, True, None),
        ("reassigned", False, True, None),
    ],
)
def test_what_a_referral_makes_of_its_appointment(fate: Fate, is_booked: bool, is_moved: bool, kind: ActKind | None) -> None:
    assert followed(fate, is_booked=is_booked, is_moved=is_moved) == kind


@dataclass
class Visit:
    """A referral that was booked, and the appointment."""

    house: House
    there: Cabinet
    referral: dict[str, Any]
    appointment: dict[str, Any]
    kind: AppointmentType
    desk: Caller
    """Who answers for the colleague."""

    async def act(self, how: str, **body: Any) -> None:
        """Somebody of the colleague's desk does something with the appointment; `how`: the end of the address."""
        self.house.clock.pass_by(seconds=30)
        path, now = f"/api/appointments/{self.appointment['id']}", {"version": self.appointment["version"], **body}
        answer = await (self.desk.patch(path, now) if how == "change" else self.desk.post(f"{path}/{how}", now))
        assert answer.status_code in {200, 204}, answer.text
        self.appointment = answer.json() if answer.status_code == 200 else self.appointment

    async def undo(self) -> None:
        """And takes it back."""
        self.house.clock.pass_by(seconds=30)
        agendas = f"{self.there.doctor.id},{self.there.midwife.id}"
        last = (await self.desk.get("/api/changes", practitioner_ids=agendas)).json()["entries"][0]
        answer = await self.desk.post(f"/api/changes/{last['id']}/undo")
        assert answer.status_code == 200, answer.text
        self.appointment["version"] += 1

    async def settled(self) -> tuple[str, str | None, list[tuple[str, str]]]:
        """How both sides show it, once several processes have looked: status, hour, and what happened by itself."""
        core = self.house.core
        await asyncio.gather(tend(core), tend(core))
        await tend(core)
        views = [(await self.house.shown())["referrals"][self.referral["id"]]]
        if self.there is not self.house.cabinet:
            views.append((await self.house.shown(self.there))["received"][self.referral["id"]])
        said = [(each["status"], each["booked_for"], [(act["kind"], act["starts_at"]) for act in each["acts"]]) for each in views]
        assert all(each == said[0] for each in said)
        return said[0]


async def _booked(house: House, there: Cabinet, *, by_sender: bool = False) -> Visit:
    kind = await factories.appointment_type(house.core, there.doctor)
    await factories.schedule(house.core, there.doctor, kind, weekdays=range(7), hours=[(8 * 60, 18 * 60)])
    referral = await house.sent(role="secretary", practitioner_id=house.cabinet.midwife.id, to_practitioner_id=there.doctor.id)
    file = house.patient if there is house.cabinet else await factories.patient(house.core, there.practice, "Canari", "Jeanne")
    desk = await house.who("secretary", there)
    body = {"practitioner_id": there.doctor.id, "type_id": kind.id, "starts_at": NINE, "patient_id": file.id}
    appointment = (await desk.post("/api/appointments", body)).json()
    path = f"/api/referrals/{'' if there is house.cabinet else 'received/'}{referral['id']}"
    if by_sender:
        answer = await desk.post(f"/api/referrals/{referral['id']}/book", {"appointment_id": appointment["id"]})
    else:
        answer = await desk.post(f"{path}/answer", {"version": 1, "status": "booked", "appointment_id": appointment["id"]})
    assert (answer.status_code, answer.json()["status"]) == (200, "booked"), answer.text
    return Visit(house, there, referral, appointment, kind, desk)


@pytest.fixture(params=["here", "elsewhere"])
async def visit(house: House, request: pytest.FixtureRequest) -> Visit:
    """In the same practice, and in another one."""
    return await _booked(house, house.cabinet if request.param == "here" else await house.neighbour())


async def _events(house: House, cabinet: Cabinet) -> int:
    return len(await events(house.core, referrals_topic(cabinet.practice.id)))


async def test_cancelled_it_is_accepted_again_on_both_sides_and_booked_again_once_that_is_undone(visit: Visit) -> None:
    house = visit.house
    before = await _events(house, house.cabinet), await _events(house, visit.there)
    await visit.act("cancel")
    assert await visit.settled() == ("accepted", None, [("cancelled", NINE)])
    assert (await _events(house, house.cabinet), await _events(house, visit.there)) == (before[0] + 1, before[1] + 1), "said once"
    await visit.undo()
    assert await visit.settled() == ("booked", NINE, [("cancelled", NINE), ("restored", NINE)])
    await visit.act("cancel")
    status, hour, acts = await visit.settled()
    assert (status, hour, acts[-1]) == ("accepted", None, ("cancelled", NINE))


async def test_moved_to_another_day_it_says_the_new_one(visit: Visit) -> None:
    await visit.act("change", starts_at=TEN)
    assert await visit.settled() == ("booked", TEN, [("moved", TEN)])
    await visit.undo()
    assert await visit.settled() == ("booked", NINE, [("moved", TEN), ("moved", NINE)])


async def test_deleted_it_is_gone_until_that_is_undone(visit: Visit) -> None:
    doctor = await visit.house.who("practitioner", visit.there)
    body = {"version": visit.appointment["version"], "confirmed": True}
    visit.house.clock.pass_by(seconds=30)
    assert (await doctor.post(f"/api/appointments/{visit.appointment['id']}/delete", body)).status_code == 204
    assert await visit.settled() == ("accepted", None, [("cancelled", NINE)])
    await visit.undo()
    assert (await visit.settled())[:2] == ("booked", NINE)


async def test_the_patients_own_link_cancels_it_too_and_that_is_said(visit: Visit) -> None:
    house, appointment = visit.house, visit.appointment
    house.clock.pass_by(minutes=5)
    token = manage_token(house.core.keyring, appointment["id"])
    stranger = await house.stranger()
    answer = await stranger.post("/api/link/cancel", {"token": token, "version": appointment["version"]})
    assert answer.status_code == 200, answer.text
    at = house.clock.now().isoformat().replace("+00:00", "Z")
    house.clock.pass_by(minutes=5)
    assert (await visit.settled())[0] == "accepted"
    [act] = (await house.shown())["referrals"][visit.referral["id"]]["acts"]
    assert (act["by_patient"], act["at"]) == (True, at)


@pytest.mark.parametrize("given_to", ["another_agenda", "another_patient"])
async def test_on_another_agenda_or_another_patients_it_is_his_no_more(visit: Visit, given_to: str) -> None:
    there = visit.there
    if given_to == "another_agenda":
        kind = await factories.appointment_type(visit.house.core, there.midwife)
        await factories.schedule(visit.house.core, there.midwife, kind, weekdays=range(7), hours=[(8 * 60, 18 * 60)])
        await visit.act("change", practitioner_id=there.midwife.id, type_id=kind.id)
    else:
        other = await factories.patient(visit.house.core, there.practice, "Martin", "Paul")
        await visit.act("change", patient_id=other.id)
    assert await visit.settled() == ("accepted", None, [("reassigned", NINE)])
    await visit.undo()
    assert (await visit.settled())[:2] == ("booked", NINE)


async def test_what_else_happens_to_it_says_nothing(visit: Visit) -> None:
    house = visit.house
    before = await _events(house, house.cabinet)
    await visit.act("change", notes="à jeun")
    await visit.act("status", status="arrived")
    double = await factories.patient(house.core, visit.there.practice, "Canari", "Jeanne")
    patient = visit.appointment["patient"]["id"]
    merged = await visit.desk.post(f"/api/patients/{double.id}/merge", {"other_id": patient})
    assert merged.status_code == 200, merged.text
    assert await visit.settled() == ("booked", NINE, [])
    assert await _events(house, house.cabinet) == before


async def test_declined_meanwhile_it_stays_declined_and_follows_nothing_any_more(visit: Visit) -> None:
    await visit.act("cancel")
    await visit.settled()
    path = f"/api/referrals/{'' if visit.there is visit.house.cabinet else 'received/'}{visit.referral['id']}/answer"
    assert (await visit.desk.post(path, {"version": 3, "status": "declined"})).json()["status"] == "declined"
    await visit.undo()
    assert (await visit.settled())[:2] == ("declined", None)
    async with visit.house.core.db.read(EVERY_PRACTICE) as session:
        assert list(await session.scalars(select(ReferralAppointment))) == []


async def test_an_answer_without_an_appointment_lets_go_of_the_one_before(visit: Visit) -> None:
    await visit.act("cancel")
    await visit.settled()
    path = f"/api/referrals/{'' if visit.there is visit.house.cabinet else 'received/'}{visit.referral['id']}/answer"
    refused = {"version": 3, "status": "declined", "appointment_id": visit.appointment["id"]}
    assert (await visit.desk.post(path, refused)).status_code == 422
    assert (await visit.desk.post(path, {"version": 3, "status": "booked", "word": "Le 12"})).status_code == 200
    await visit.undo()
    assert (await visit.settled())[:2] == ("booked", None)


async def test_what_the_sender_booked_himself_is_as_it_was_before(house: House) -> None:
    visit = await _booked(house, house.cabinet, by_sender=True)
    await visit.act("cancel")
    assert await visit.settled() == ("sent", None, [("cancelled", NINE)])
    await (await house.who("practitioner")).post(f"/api/referrals/{visit.referral['id']}/see")
    answer = {"version": 4, "status": "accepted"}
    assert (await visit.desk.post(f"/api/referrals/{visit.referral['id']}/answer", answer)).status_code == 200
    await visit.undo()
    assert (await visit.settled())[:2] == ("booked", NINE)
    await visit.act("cancel")
    assert (await visit.settled())[0] == "accepted", "which was said meanwhile"


async def test_the_sender_who_cancels_on_the_colleagues_agenda_is_told_like_the_colleague(house: House) -> None:
    there = await house.neighbour()
    rights: dict[str, Sequence[Right]] = {there.doctor.id: ["view", "book", "cancel"]}
    await factories.membership(house.core, house.cabinet.people["practitioner"], there.practice, "outside_colleague", rights=rights)
    file = await factories.patient(house.core, there.practice, "Canari", "Jeanne")
    hour = await factories.appointment(house.core, there.doctor, file, house.clock.now() + timedelta(days=1))
    referral, doctor = await house.sent(to_practitioner_id=there.doctor.id), await house.who("practitioner")
    booked = await doctor.post(f"/api/referrals/{referral['id']}/book", {"appointment_id": hour.id})
    assert (booked.status_code, booked.json()["status"]) == (200, "booked")
    cancelled = await doctor.post(f"/api/appointments/{hour.id}/cancel", {"version": 1})
    assert cancelled.status_code == 200, cancelled.text
    await asyncio.gather(tend(house.core), tend(house.core))
    views = (await house.shown())["referrals"][referral["id"]], (await house.shown(there))["received"][referral["id"]]
    assert [(each["status"], each["booked_for"], len(each["acts"])) for each in views] == [("sent", None, 1)] * 2


async def test_what_is_long_past_is_followed_no_more(visit: Visit) -> None:
    house = visit.house
    house.clock.pass_by(days=33)
    assert (await visit.settled())[:2] == ("booked", NINE)
    async with house.core.db.read(EVERY_PRACTICE) as session:
        assert list(await session.scalars(select(ReferralAppointment))) == []


async def test_screens_that_hear_everything_show_what_fresh_ones_show(visit: Visit) -> None:
    house = visit.house
    await visit.act("change", starts_at=TEN)
    await visit.settled()
    await visit.act("cancel")
    await visit.settled()
    await visit.undo()
    await visit.settled()
    for cabinet in {house.cabinet.practice.id: house.cabinet, visit.there.practice.id: visit.there}.values():
        state: State = {"referrals": {}, "received": {}}
        for event in await events(house.core, referrals_topic(cabinet.practice.id)):
            state = applied(state, {"put": event.body.put, "drop": event.body.drop})
        assert state == await house.shown(cabinet)


async def test_many_in_several_practices_are_followed_each(house: House) -> None:
    visits = [await _booked(house, await house.neighbour(name)) for name in ("Un", "Deux")]
    for visit in visits:
        await visit.act("cancel")
    for visit in visits:
        assert (await visit.settled())[0] == "accepted"
