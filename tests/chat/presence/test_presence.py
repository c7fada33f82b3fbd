"""Who can be reached: from agendas, consultations and choices to the screens, and only to those who may know."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select, update

from chat.presence.queries import authorize_presence, presence_snapshot
from chat.presence.tending import tend
from chat.presence.topics import ALL, EVENTS, mask, presence_topic
from rtc.consultation.models import RoomRow
from server.accounts.models import MembershipRow
from server.agenda.models import Appointment
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.unit import reading
from tests.chat.conftest import Practice
from tests.server.accounts.live import events
from tests.support import factories
from tests.support.actors import actor_of, holding
from tests.support.reducer import State, applied, opened


async def _shown(practice: Practice, role: Role = "administrator", lens: str | None = None) -> dict[str, Any]:
    """What a fresh screen shows, by person."""
    async with reading(practice.core, await actor_of(practice.core, practice.cabinet.people[role])) as uow:
        mine = lens or await authorize_presence(uow, practice.cabinet.practice.id)
        body = msgspec.to_builtins(await presence_snapshot(uow, practice.cabinet.practice.id, msgspec.Raw()))
    return _masked(opened(body), mine)["people"]


def _masked(state: State, lens: str) -> State:
    return {"people": {key: view for key, view in state["people"].items() if mask("people", view, lens) is not None}}


async def _said(practice: Practice, role: Role = "administrator", who: Role = "practitioner") -> tuple[str, str | None] | None:
    view = (await _shown(practice, role)).get(practice.person(who))
    return (view["state"], view["until"]) if view else None


async def _alone(practice: Practice) -> None:
    """Nobody stands in for the doctor today."""
    async with practice.core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(MembershipRow).where(MembershipRow.role == "replacement").values(days=[]))
        await session.commit()


async def _appointment(practice: Practice, at: datetime, **fields: Any) -> Appointment:
    patient = await factories.patient(practice.core, practice.cabinet.practice)
    return await factories.appointment(practice.core, practice.cabinet.doctor, patient, at, **fields)


async def test_an_appointment_under_way_is_said_until_it_ends(practice: Practice) -> None:
    await _alone(practice)
    now = practice.clock.now()
    booked = await _appointment(practice, now - timedelta(minutes=5))
    assert await _said(practice) is None
    await tend(practice.core)
    ends = booked.ends_at.isoformat().replace("+00:00", "Z")
    assert await _said(practice) == ("consulting", ends)
    practice.clock.at = booked.ends_at
    await asyncio.gather(tend(practice.core), tend(practice.core))
    assert await _said(practice) is None
    heard = await events(practice.core, presence_topic(practice.cabinet.practice.id))
    assert [event.name for event in heard] == list(EVENTS) * 2, "once each, however many look"


async def test_whoever_stands_in_has_the_consultations_of_that_day(practice: Practice) -> None:
    await _appointment(practice, practice.clock.now() - timedelta(minutes=5))
    await tend(practice.core)
    assert await _said(practice) is None
    found = await _said(practice, who="replacement")
    assert found is not None
    assert found[0] == "consulting"


async def test_leave_is_said_until_the_day_back_at_the_place(practice: Practice) -> None:
    await factories.leave(practice.core, practice.cabinet.doctor, date(2026, 3, 1), date(2026, 3, 4))
    await tend(practice.core)
    assert await _said(practice) == ("leave", "2026-03-04T23:00:00Z")


async def test_a_consultation_by_video_in_progress_is_said_though_its_hour_is_over(practice: Practice) -> None:
    await _alone(practice)
    now = practice.clock.now()
    booked = await _appointment(practice, now - timedelta(hours=1))
    room = RoomRow(
        appointment_id=booked.id,
        practice_id=practice.cabinet.practice.id,
        practitioner_id=practice.cabinet.doctor.id,
        started_at=now - timedelta(minutes=50),
        ended_at=None,
        media=None,
    )
    await factories.keep(practice.core, room)
    await tend(practice.core)
    assert await _said(practice) == ("consulting", None)
    async with practice.core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(RoomRow).values(ended_at=now))
        await session.commit()
    await tend(practice.core)
    assert await _said(practice) is None


async def test_the_wish_for_quiet_is_said_to_all_and_a_consultation_to_whoever_may_read_the_agenda(practice: Practice) -> None:
    await _alone(practice)
    doctor = await practice.who("practitioner")
    until = (practice.clock.now() + timedelta(hours=1)).isoformat()
    assert (await doctor.patch("/api/me/quiet", {"until": until})).status_code == 200
    await tend(practice.core)
    hidden = await _lens_without_the_doctor(practice)
    assert (await _said(practice) or ("", ""))[0] == "quiet"
    assert practice.person("practitioner") in await _shown(practice, lens=hidden)
    before = {lens: {"people": await _shown(practice, lens=lens)} for lens in (ALL, hidden)}
    topic = presence_topic(practice.cabinet.practice.id)
    heard = len(await events(practice.core, topic))
    await _appointment(practice, practice.clock.now() - timedelta(minutes=5))
    await tend(practice.core)
    assert (await _said(practice) or ("", ""))[0] == "consulting"
    assert practice.person("practitioner") not in await _shown(practice, lens=hidden)
    for lens, shown in before.items():
        state: State = shown
        for event in await events(practice.core, topic, heard):
            put = {"people": [view for view in event.body.put.get("people", []) if mask("people", view, lens) is not None]}
            state = applied(state, {"put": put, "drop": event.body.drop})
        assert state["people"] == await _shown(practice, lens=lens), lens


async def _lens_without_the_doctor(practice: Practice) -> str:
    secretary = holding(await actor_of(practice.core, practice.cabinet.people["secretary"]), practice.cabinet.midwife, "view")
    async with reading(practice.core, secretary) as uow:
        return await authorize_presence(uow, practice.cabinet.practice.id)


async def test_whoever_left_is_not_said_to_be_away(practice: Practice) -> None:
    await factories.leave(practice.core, practice.cabinet.doctor, date(2026, 3, 1), date(2026, 3, 9))
    await tend(practice.core)
    admin = await practice.who("administrator")
    members = await _memberships(practice)
    assert (await admin.delete(f"/api/members/{members}")).status_code in {200, 204}
    await tend(practice.core)
    assert await _said(practice) is None


async def _memberships(practice: Practice) -> str:
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        found = select(MembershipRow.id).where(MembershipRow.person_id == practice.person("practitioner"))
        return str((await session.execute(found)).scalar_one())
