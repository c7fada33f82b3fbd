"""Blocked hours: for some types or all, on several days, and reopened in part."""

from datetime import date
from typing import Any

import pytest

from server.agenda.errors import OutOfCalendar, TypeUnknown
from server.agenda.models import Block
from server.agenda.schemas.planning import BlockList
from server.agenda.schemas.schedule import BlockHours
from server.agenda.service.planning.blocks import block_hours, unblock_hours
from server.core.actors import Role
from server.core.errors import Invalid, NotFound
from tests.server.agenda.office import TUESDAY, WEDNESDAY, Office, minute, versionless
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def hours(office: Office, span: str, *days: date, types: list[str] | None = None, note: str = "") -> BlockHours:
    """What blocking or unblocking asks: `hours(office, "09:00-10:00")`."""
    start, end = map(minute, span.split("-"))
    return BlockHours(practitioner_id=office.doctor.id, days=list(days or (TUESDAY,)), start=start, end=end, type_ids=types, note=note)


async def block(office: Office, span: str, *days: date, who: Role = "secretary", **given: Any) -> BlockList:
    """Block hours of the doctor."""
    return await office.do(block_hours, hours(office, span, *days, **given), who=who)


async def unblock(office: Office, span: str, *days: date, who: Role = "secretary", **given: Any) -> BlockList:
    """Unblock hours of the doctor."""
    return await office.do(unblock_hours, hours(office, span, *days, **given), who=who)


def spans(listed: BlockList) -> list[tuple[int, int, list[str] | None]]:
    """The blocks of an answer in hours."""
    return [(each.start // 60, each.end // 60, each.type_ids) for each in listed.blocks]


async def test_blocked_hours_are_marked_for_staff_for_every_type(office: Office) -> None:
    listed = await block(office, "09:00-10:00", note="canari-panne")
    assert [(each.day, each.start, each.end, each.type_ids, each.note) for each in listed.blocks] == [
        (TUESDAY, 540, 600, None, "canari-panne")
    ]
    assert (await office.free())[:3] == ["09:00*", "09:30*", "10:00"]
    assert (await office.free(kind=office.checkup))[:2] == ["09:00*", "10:00"]
    (row,) = await office.rows(Block)
    assert row.note is not None
    assert b"canari" not in row.note


async def test_blocked_hours_of_one_type_leave_the_others(office: Office) -> None:
    await block(office, "09:00-12:00", types=[office.checkup.id])
    assert (await office.free(kind=office.checkup))[:3] == ["09:00*", "10:00*", "11:00*"]
    assert "09:00" in await office.free()


async def test_each_day_has_its_own_block(office: Office) -> None:
    listed = await block(office, "09:00-10:00", WEDNESDAY, TUESDAY, TUESDAY)
    assert [each.day for each in listed.blocks] == [TUESDAY, WEDNESDAY]
    (event,) = office.events()
    assert {day["id"] for day in event.body.put["days"]} == {"2026-03-03", "2026-03-04"}


async def test_what_is_closed_already_is_not_closed_twice(office: Office) -> None:
    await block(office, "09:00-12:00", note="Réunion")
    assert len((await block(office, "10:00-11:00")).blocks) == 1
    assert len((await block(office, "10:00-11:00", types=[office.visit.id], note="Réunion")).blocks) == 1
    assert len((await block(office, "10:00-11:00", note="Autre chose")).blocks) == 2
    assert len((await block(office, "11:00-13:00")).blocks) == 3


async def test_unblocking_some_hours_splits_the_block(office: Office) -> None:
    await block(office, "09:00-18:00", note="Travaux")
    listed = await unblock(office, "12:00-14:00")
    assert spans(listed) == [(9, 12, None), (14, 18, None)]
    assert {each.note for each in listed.blocks} == {"Travaux"}
    await office.undo()
    assert [(row.start, row.end) for row in await office.rows(Block)] == [(540, 1080)]


async def test_unblocking_some_types_keeps_the_others_closed(office: Office) -> None:
    await block(office, "09:00-12:00")
    assert spans(await unblock(office, "10:00-11:00", types=[office.visit.id])) == [
        (9, 10, None),
        (10, 11, [office.checkup.id]),
        (11, 12, None),
    ]
    assert [each for each in await office.free() if each.startswith("10")] == ["10:00", "10:30"]
    assert (await office.free(kind=office.checkup))[1] == "10:00*"


async def test_unblocking_everything_leaves_nothing(office: Office) -> None:
    await block(office, "09:00-12:00", TUESDAY, WEDNESDAY)
    await block(office, "10:00-11:00", types=[office.visit.id], note="Autre")
    assert (await unblock(office, "00:00-24:00", TUESDAY, WEDNESDAY)).blocks == []


async def test_unblocking_other_hours_or_days_or_types_changes_nothing(office: Office) -> None:
    await block(office, "09:00-12:00", types=[office.checkup.id])
    for given in (("12:00-14:00", TUESDAY), ("09:00-12:00", WEDNESDAY)):
        await unblock(office, *given)
        assert office.change is None
    await unblock(office, "09:00-12:00", types=[office.visit.id])
    assert office.change is None


async def test_a_year_of_blocks_says_which_range_to_fetch_again(office: Office) -> None:
    days = [date.fromordinal(TUESDAY.toordinal() + 7 * week) for week in range(52)]
    await block(office, "09:00-10:00", *days)
    (event,) = office.events()
    assert len(event.body.put["blocks"]) == 52
    assert event.body.stale == {"from": days[0].isoformat(), "to": days[-1].isoformat()}


async def test_hours_that_make_no_sense_are_refused(office: Office) -> None:
    for command in (block_hours, unblock_hours):
        with pytest.raises(Invalid, match="not after"):
            await office.do(command, hours(office, "10:00-10:00"))
        with pytest.raises(TypeUnknown):
            await office.do(command, hours(office, "10:00-11:00", types=[office.birth.id]))
        with pytest.raises(OutOfCalendar):
            await office.do(command, hours(office, "10:00-11:00", TUESDAY, date(1899, 12, 31)))
    assert await office.rows(Block) == []


@pytest.mark.parametrize("who", ["tele_secretary", "replacement", "outside_colleague"])
async def test_blocking_is_for_those_who_have_the_right(office: Office, who: Any) -> None:
    with pytest.raises(NotFound):
        await block(office, "09:00-10:00", who=who)
    with pytest.raises(NotFound):
        await unblock(office, "09:00-10:00", who=who)


async def test_each_command_on_blocks_can_be_undone(office: Office) -> None:
    await block(office, "09:00-12:00", TUESDAY, WEDNESDAY, note="Réunion")
    before = await office.snapshot()
    for command, body in (
        (block_hours, hours(office, "11:00-15:00", TUESDAY, WEDNESDAY)),
        (unblock_hours, hours(office, "10:00-11:00", TUESDAY, WEDNESDAY, types=[office.visit.id])),
        (unblock_hours, hours(office, "09:00-12:00")),
    ):
        await office.do(command, body)
        assert versionless(await office.snapshot()) != versionless(before)
        await office.undo()
        assert versionless(await office.snapshot()) == versionless(before)
