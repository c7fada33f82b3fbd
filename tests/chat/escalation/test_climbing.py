"""What is urgent climbs by itself, each step once, to whoever is there at that moment."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from chat.escalation.climbing import look
from chat.escalation.models import DutySpan
from server.core.db import EVERY_PRACTICE
from server.maintenance.jobs import alone, forget_urgents
from tests.chat.escalation.conftest import PARIS_MONDAY, Ward
from tests.server.accounts.live import events
from tests.support import factories


async def _heard(ward: Ward) -> list[str]:
    return [event.name for event in await events(ward.practice.core, f"urgent/{ward.practice.cabinet.practice.id}")]


async def test_it_climbs_from_the_practitioner_to_the_replacement_the_colleague_on_duty_and_the_desk(ward: Ward) -> None:
    cabinet = ward.practice.cabinet
    await ward.replaces(cabinet.people["replacement"], cabinet.doctor, PARIS_MONDAY)
    await ward.duty(cabinet.midwife)
    urgent = await ward.say(minutes=5)
    for rungs in range(1, 5):
        assert await ward.rungs(urgent) == ["practitioner", "replacement", "duty", "desk"][:rungs]
        await ward.passes(minutes=5)
    assert await ward.reached(urgent) == [
        {ward.practice.person("practitioner")},
        {ward.practice.person("replacement")},
        {ward.midwife.id},
        {ward.practice.person("tele_secretary")},  # whoever raised it knows
    ]
    last = await ward.stands(urgent)
    assert (last["state"], last["climbs_at"]) == ("waiting", None)
    assert (await ward.act("tele_secretary", urgent)).status_code == 200


async def test_nothing_climbs_before_its_time_and_everybody_has_the_whole_delay(ward: Ward) -> None:
    await ward.duty(ward.practice.cabinet.midwife)
    urgent = await ward.say(minutes=10)
    await ward.passes(minutes=9.9)
    assert await ward.rungs(urgent) == ["practitioner"]
    await ward.passes(minutes=45)  # nobody looked for so long: the server was down
    assert await ward.rungs(urgent) == ["practitioner", "duty"]
    assert (await ward.stands(urgent))["climbs_at"] == "2026-03-02T09:04:54Z"
    await ward.passes(minutes=9)
    assert await ward.rungs(urgent) == ["practitioner", "duty"]


async def test_each_step_happens_once_however_many_look(ward: Ward) -> None:
    await ward.duty(ward.practice.cabinet.midwife)
    for _ in range(3):
        await ward.say(minutes=5)
    for rung in ("duty", "desk"):
        ward.practice.away(minutes=5)
        await asyncio.gather(*(look(ward.practice.core) for _ in range(4)))
        assert {tuple(each["steps"][-1]["rung"] for each in (await ward.shown())["urgent"].values())} == {(rung,) * 3}
    assert (await _heard(ward)).count("urgent_climbed") == 6


async def test_what_was_taken_stays_where_it_is(ward: Ward) -> None:
    urgent = await ward.say(minutes=5)
    await ward.act("practitioner", urgent)
    await ward.passes(minutes=30)
    assert await ward.rungs(urgent) == ["practitioner"]


async def test_a_practitioner_on_leave_is_passed_over_and_leave_taken_in_between_counts(ward: Ward) -> None:
    cabinet = ward.practice.cabinet
    await factories.leave(ward.practice.core, cabinet.doctor, PARIS_MONDAY, PARIS_MONDAY)
    await ward.duty(cabinet.midwife)
    urgent = await ward.say(minutes=5)
    assert await ward.rungs(urgent) == ["duty"]
    other = await ward.say(minutes=5, practitioner_id=cabinet.midwife.id)
    assert await ward.rungs(other) == ["practitioner"]
    await factories.leave(ward.practice.core, cabinet.midwife, PARIS_MONDAY, PARIS_MONDAY)
    third = await ward.say(minutes=5, practitioner_id=cabinet.midwife.id)
    assert await ward.rungs(third) == ["desk"]


async def test_the_roster_is_read_when_it_climbs_and_not_when_it_began(ward: Ward) -> None:
    urgent = await ward.say(minutes=5)
    span = await ward.duty(ward.practice.cabinet.midwife, start=9 * 60, end=10 * 60)
    await ward.passes(minutes=5)
    assert await ward.rungs(urgent) == ["practitioner", "duty"]
    async with ward.practice.core.db.write(EVERY_PRACTICE) as session:
        row = await session.get(DutySpan, span.id)
        assert row is not None
        row.start, row.end = 1200, 1260
        await session.commit()
    other = await ward.say(minutes=5)
    await ward.passes(minutes=5)
    assert await ward.rungs(other) == ["practitioner", "desk"]


async def test_a_replacement_without_an_account_or_on_another_day_or_away_himself_is_passed_over(ward: Ward) -> None:
    cabinet = ward.practice.cabinet
    await ward.replaces(None, cabinet.doctor, PARIS_MONDAY)
    await ward.replaces(cabinet.people["replacement"], cabinet.doctor, PARIS_MONDAY + timedelta(days=1))
    await ward.replaces(ward.midwife, cabinet.doctor, PARIS_MONDAY)
    await factories.leave(ward.practice.core, cabinet.midwife, PARIS_MONDAY, PARIS_MONDAY)
    urgent = await ward.say(minutes=5)
    await ward.passes(minutes=5)
    assert await ward.rungs(urgent) == ["practitioner", "desk"]


async def test_a_colleague_who_replaces_is_not_told_again_as_the_one_on_duty(ward: Ward) -> None:
    cabinet = ward.practice.cabinet
    await ward.replaces(ward.midwife, cabinet.doctor, PARIS_MONDAY)
    await ward.duty(cabinet.midwife)
    urgent = await ward.say(minutes=5)
    await ward.passes(minutes=5)
    await ward.passes(minutes=5)
    assert await ward.rungs(urgent) == ["practitioner", "replacement", "desk"]


@pytest.mark.parametrize(
    ("at", "days", "expected"),
    [
        # Half past midnight in Paris on the 3rd: the day of Paris counts, and not that of UTC.
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), [date(2026, 3, 3)], ["replacement"]),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), [date(2026, 3, 2)], ["practitioner"]),
        # The night when clocks go forward: Sunday, one hour shorter.
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), [date(2026, 3, 29)], ["replacement"]),
        (datetime(2026, 3, 29, 21, 30, tzinfo=UTC), [date(2026, 3, 29)], ["replacement"]),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), [date(2026, 3, 29)], ["practitioner"]),
    ],
)
async def test_leave_and_replacements_are_days_of_the_place(ward: Ward, at: datetime, days: list[date], expected: list[str]) -> None:
    practice, cabinet = ward.practice, ward.practice.cabinet
    zoe = await factories.person(practice.core, "Zoé Martin")
    await factories.membership(practice.core, zoe, cabinet.practice, "replacement", rights={cabinet.doctor.id: ["view"]}, days=days)
    practice.clock.at = at
    await factories.leave(practice.core, cabinet.doctor, days[0], days[-1])
    await ward.replaces(zoe, cabinet.doctor, *days)
    assert await ward.rungs(await ward.say()) == expected


async def test_it_ends_by_itself_once_what_it_is_about_is_done_or_deleted(ward: Ward) -> None:
    secretary = await ward.practice.who("secretary")
    said = await ward.say(minutes=5)
    body = {"practice_id": ward.practice.cabinet.practice.id, "fields": {"title": "Rappeler"}}
    mission = (await secretary.post("/api/missions", body)).json()
    urgency = {"practitioner_id": ward.practice.cabinet.doctor.id, "minutes": 5}
    marked = (await secretary.post("/api/urgent", {"urgency": urgency, "mission_id": mission["id"]})).json()
    await ward.look()
    assert [(await ward.stands(each))["state"] for each in (said, marked)] == ["waiting", "waiting"]
    await secretary.post(f"/api/missions/{mission['id']}/move", {"status": "done", "after": None})
    await secretary.delete(f"/api/conversations/{ward.practice.team}/messages/{said['said_id']}")
    await asyncio.gather(*(look(ward.practice.core) for _ in range(3)))
    assert [(await ward.stands(each))["state"] for each in (said, marked)] == ["over", "over"]
    assert (await _heard(ward)).count("urgent_over") == 2
    assert (await ward.act("practitioner", marked)).status_code == 409


async def test_what_was_closed_long_ago_is_forgotten_and_what_waits_is_not(ward: Ward) -> None:
    taken, waiting = await ward.say(minutes=120), await ward.say(minutes=120)
    await ward.act("practitioner", taken)
    ward.practice.clock.pass_by(days=399)
    await alone(forget_urgents)(ward.practice.core)
    ward.practice.clock.pass_by(days=2)
    await alone(forget_urgents)(ward.practice.core)
    assert list((await ward.shown())["urgent"]) == [waiting["id"]]
