"""Leave: taken, merged, reopened in part; appointments stay and are listed."""

from datetime import date, timedelta
from typing import Any

import pytest

from server.agenda.errors import OutOfCalendar
from server.agenda.models import Leave
from server.agenda.schemas.appointments import SetStatus
from server.agenda.schemas.planning import LeaveList, TakenLeave
from server.agenda.schemas.schedule import EndLeave, TakeLeave
from server.agenda.service.changing import set_status
from server.agenda.service.planning.leave import end_leave, take_leave
from server.core.actors import Role
from server.core.errors import Invalid, NotFound
from tests.server.agenda.office import MONDAY, TUESDAY, WEDNESDAY, Office, at, versionless
from tests.support import factories
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE
MAY = date(2026, 5, 1)


async def take(office: Office, from_day: date, to_day: date, *, note: str = "", who: Role = "secretary") -> TakenLeave:
    """Send the doctor away."""
    return await office.do(take_leave, TakeLeave(practitioner_id=office.doctor.id, from_day=from_day, to_day=to_day, note=note), who=who)


async def end(office: Office, from_day: date, to_day: date, *, who: Role = "secretary") -> LeaveList:
    """Have the doctor back."""
    return await office.do(end_leave, EndLeave(practitioner_id=office.doctor.id, from_day=from_day, to_day=to_day), who=who)


async def leaves(office: Office) -> list[tuple[date, date]]:
    """The leaves of the doctor, in order."""
    return sorted((row.from_day, row.to_day) for row in await office.rows(Leave, Leave.practitioner_id == office.doctor.id))


def may(first: int, last: int) -> tuple[date, date]:
    """Days of May, both included."""
    return date(2026, 5, first), date(2026, 5, last)


async def test_leave_closes_whole_days_and_its_reason_is_sealed(office: Office) -> None:
    taken = await take(office, TUESDAY, TUESDAY, note="canari-congé")
    assert [(leave.from_day, leave.to_day, leave.note) for leave in taken.leaves] == [(TUESDAY, TUESDAY, "canari-congé")]
    assert await office.free(TUESDAY) == []
    assert await office.free(WEDNESDAY) != []
    (row,) = await office.rows(Leave)
    assert row.note is not None
    assert b"canari" not in row.note
    (event,) = office.events()
    assert [day["id"] for day in event.body.put["days"]] == ["2026-03-03"]


async def test_the_appointments_inside_stay_and_are_listed(office: Office) -> None:
    first = await office.book("09:00", reason="Douleur")
    done = await office.book("10:00")
    await office.do(set_status, done.id, SetStatus(version=1, status="seen"))
    await office.cancel(await office.book("11:00"))
    await office.book(at("09:00", WEDNESDAY))
    taken = await take(office, TUESDAY, TUESDAY)
    assert [(view.id, view.reason) for view in taken.appointments] == [(first.id, "Douleur")]
    assert len(await office.busy()) == 3


async def test_what_is_over_today_is_not_to_move(office: Office) -> None:
    await office.book(at("08:00", MONDAY), accept=["off_schedule", "conditions"])
    later = await office.book(at("14:00", MONDAY))
    assert [view.id for view in (await take(office, MONDAY, MONDAY)).appointments] == [later.id]


async def test_days_are_those_of_the_place(office: Office) -> None:
    island = await factories.location(office.core, office.cabinet.practice, "Saint-Denis", zone="Indian/Reunion")
    late = await office.book(at("22:30"), accept=["off_schedule"], location_id=island.id)  # 01:30 on Wednesday in Réunion
    assert [view.id for view in (await take(office, TUESDAY, TUESDAY)).appointments] == []
    assert [view.id for view in (await take(office, WEDNESDAY, WEDNESDAY)).appointments] == [late.id]


async def test_overlapping_leaves_become_one(office: Office) -> None:
    await take(office, *may(1, 5), note="Ski")
    await take(office, *may(10, 12), note="Congrès")
    taken = await take(office, *may(4, 10), note="Ski")
    assert await leaves(office) == [may(1, 12)]
    assert [(leave.from_day, leave.to_day, leave.note) for leave in taken.leaves] == [(*may(1, 12), "Ski, Congrès")]
    await office.undo()
    assert await leaves(office) == [may(1, 5), may(10, 12)]


async def test_leaves_that_only_touch_stay_two(office: Office) -> None:
    await take(office, *may(1, 5))
    await take(office, *may(6, 7))
    assert await leaves(office) == [may(1, 5), may(6, 7)]


@pytest.mark.parametrize(
    ("reopened", "left"),
    [
        (may(1, 10), []),
        (may(1, 3), [may(4, 10)]),
        (may(8, 20), [may(1, 7)]),
        (may(4, 6), [may(1, 3), may(7, 10)]),
        (may(20, 21), [may(1, 10)]),
    ],
)
async def test_reopening_cuts_and_splits(office: Office, reopened: tuple[date, date], left: list[tuple[date, date]]) -> None:
    await take(office, *may(1, 10), note="Voyage")
    answer = await end(office, *reopened)
    assert await leaves(office) == left
    assert all(leave.note == "Voyage" for leave in answer.leaves)
    if office.change is not None:
        await office.undo()
        assert await leaves(office) == [may(1, 10)]


async def test_reopening_cuts_several_leaves_at_once(office: Office) -> None:
    await take(office, *may(1, 5))
    await take(office, *may(8, 12))
    assert [(leave.from_day, leave.to_day) for leave in (await end(office, *may(4, 9))).leaves] == [may(1, 3), may(10, 12)]


async def test_reopening_what_is_open_says_nothing_to_the_screens(office: Office) -> None:
    assert (await end(office, MAY, MAY)).leaves == []
    assert office.events() == []


async def test_a_long_leave_says_which_range_to_fetch_again(office: Office) -> None:
    await take(office, MAY, MAY + timedelta(days=60))
    (event,) = office.events()
    assert event.body.stale == {"from": "2026-05-01", "to": "2026-06-30"}
    assert "days" not in event.body.put


async def test_days_that_make_no_sense_are_refused(office: Office) -> None:
    with pytest.raises(Invalid, match="before the first"):
        await take(office, WEDNESDAY, TUESDAY)
    with pytest.raises(Invalid, match="before the first"):
        await end(office, WEDNESDAY, TUESDAY)
    with pytest.raises(OutOfCalendar):
        await take(office, WEDNESDAY, date(2200, 1, 1))
    assert await leaves(office) == []


@pytest.mark.parametrize("who", ["tele_secretary", "replacement", "outside_colleague"])
async def test_leave_is_for_those_who_have_the_right(office: Office, who: Any) -> None:
    with pytest.raises(NotFound):
        await take(office, TUESDAY, TUESDAY, who=who)
    with pytest.raises(NotFound):
        await end(office, TUESDAY, TUESDAY, who=who)


async def test_each_command_on_leave_can_be_undone(office: Office) -> None:
    await take(office, TUESDAY, WEDNESDAY, note="Formation")
    before = await office.snapshot()
    for command, body in (
        (take_leave, TakeLeave(practitioner_id=office.doctor.id, from_day=WEDNESDAY, to_day=WEDNESDAY + timedelta(days=2), note="X")),
        (end_leave, EndLeave(practitioner_id=office.doctor.id, from_day=TUESDAY, to_day=TUESDAY)),
        (end_leave, EndLeave(practitioner_id=office.doctor.id, from_day=TUESDAY, to_day=WEDNESDAY)),
    ):
        await office.do(command, body)
        assert versionless(await office.snapshot()) != versionless(before)
        await office.undo()
        assert versionless(await office.snapshot()) == versionless(before)
