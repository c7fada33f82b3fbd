"""When somebody is not to be disturbed: the rules, and choosing it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from server.accounts.queries.quiet import disturbable
from server.accounts.quiet import Hours, Quiet, may_disturb, quiet_until
from server.core.actors import system
from server.core.permissions import Permission
from server.core.unit import Core, reading
from tests.server.accounts.conftest import Desk
from tests.server.accounts.live import events, fresh, replayed
from tests.support.actors import Cabinet
from tests.support.databases import ON_SQLITE

EVERY_DAY = frozenset(range(7))
NIGHT = Quiet(hours=(Hours(EVERY_DAY, 20 * 60, 8 * 60),))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-02T19:59+01:00", None),
        ("2026-03-02T20:00+01:00", "2026-03-03T08:00+01:00"),
        ("2026-03-03T07:59+01:00", "2026-03-03T08:00+01:00"),
        ("2026-03-03T08:00+01:00", None),
        ("2026-03-28T22:00+01:00", "2026-03-29T08:00+02:00"),  # an hour shorter
        ("2026-10-24T22:00+02:00", "2026-10-25T08:00+01:00"),  # an hour longer
    ],
)
def test_a_night_is_quiet_from_wall_to_wall_also_when_the_clocks_change(now: str, until: str | None) -> None:
    assert quiet_until(NIGHT, _at(now)) == (_at(until) if until else None)


def test_hours_that_never_come_and_hours_that_come_twice() -> None:
    small = Quiet(hours=(Hours(EVERY_DAY, 150, 165),))  # 02:30 to 02:45
    assert quiet_until(small, _at("2026-03-29T02:59+01:00")) is None, "neither minute was on a wall that night"
    for now in ("2026-10-25T02:40+02:00", "2026-10-25T02:10+01:00", "2026-10-25T02:40+01:00"):
        assert quiet_until(small, _at(now)) == _at("2026-10-25T02:45+01:00"), now
    before = Quiet(hours=(Hours(EVERY_DAY, 60, 150),))  # 01:00 to 02:30, which the change of hour cuts short
    assert quiet_until(before, _at("2026-03-29T01:30+01:00")) == _at("2026-03-29T03:00+02:00")


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    sundays = Quiet(hours=(Hours(frozenset({6}), 22 * 60, 7 * 60),))
    assert quiet_until(sundays, _at("2026-03-02T06:00+01:00")) == _at("2026-03-02T07:00+01:00")
    assert quiet_until(sundays, _at("2026-03-02T23:00+01:00")) is None


def test_the_zone_is_the_one_that_was_chosen() -> None:
    reunion = Quiet(hours=NIGHT.hours, zone="Indian/Reunion")
    assert quiet_until(reunion, _at("2026-03-02T17:30+01:00")) == _at("2026-03-03T08:00+04:00")


def test_spells_that_touch_are_one_and_a_whole_week_ends_somewhere() -> None:
    both = Quiet(until=_at("2026-03-02T20:30+01:00"), hours=NIGHT.hours)
    assert quiet_until(both, _at("2026-03-02T14:00+01:00")) == _at("2026-03-03T08:00+01:00")
    always = Quiet(hours=(Hours(EVERY_DAY, 0, 1440),))
    assert quiet_until(always, _at("2026-03-02T14:00+01:00")) is not None


def test_what_is_urgent_passes_only_where_it_was_allowed() -> None:
    now = _at("2026-03-02T23:00+01:00")
    allowing = Quiet(hours=NIGHT.hours, urgent=True)
    assert [may_disturb(who, now, urgent=urgent) for who in (NIGHT, allowing) for urgent in (False, True)] == [False, False, False, True]
    assert may_disturb(Quiet(), now, urgent=False)


async def _chosen(desk: Desk, cabinet: Cabinet, core: Core, body: dict[str, Any]) -> Any:
    async with await desk.entered(cabinet.people["secretary"]) as sonia:
        return await sonia.patch("/api/me/quiet", body)


async def test_ones_screens_hear_what_one_chose_and_what_is_left_out_stays(desk: Desk, cabinet: Cabinet, core: Core) -> None:
    person = cabinet.people["secretary"].id
    topic = f"person/{person}"
    before = await fresh(core, topic, "self")
    night = {"days": [4, 0, 4], "start": 1200, "end": 480}
    first = await _chosen(desk, cabinet, core, {"hours": [night], "zone": "Indian/Reunion", "urgent": True})
    assert first.status_code == 200, first.text
    later = (await _chosen(desk, cabinet, core, {"until": "2026-03-02T12:00:00Z"})).json()
    assert later == {
        "id": person,
        "until": "2026-03-02T12:00:00Z",
        "urgent": True,
        "hours": [{**night, "days": [0, 4]}],
        "zone": "Indian/Reunion",
    }
    assert [event.name for event in await events(core, topic)] == ["quiet_changed", "quiet_changed"]
    assert replayed(topic, "self", before, await events(core, topic)) == await fresh(core, topic, "self")
    async with reading(core, system("test")) as uow:
        uow.permit(Permission.SYSTEM)
        people = [person, cabinet.people["practitioner"].id]
        assert await disturbable(uow, people) == {people[1]}
        assert await disturbable(uow, people, urgent=True) == set(people)
    assert (await _chosen(desk, cabinet, core, {"until": None})).json()["until"] is None


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"until": "2026-03-01T00:00:00Z"}, "past"),
        ({"until": "9999-12-31T23:59:59Z"}, "too_far"),
        ({"zone": "Europe/Atlantide"}, "unknown"),
        ({"hours": [{"days": [1], "start": 480, "end": 480}]}, "empty"),
    ],
)
async def test_what_makes_no_sense_is_refused(desk: Desk, cabinet: Cabinet, core: Core, body: dict[str, Any], reason: str) -> None:
    answer = await _chosen(desk, cabinet, core, body)
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]["reason"]) == (422, "invalid", reason)
    for nonsense in (
        {"hours": [{"days": [], "start": 0, "end": 10}]},
        {"hours": [{"days": [9], "start": 0, "end": 10}]},
        {"until": "demain"},
    ):
        assert (await _chosen(desk, cabinet, core, nonsense)).status_code == 422
