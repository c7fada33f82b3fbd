"""Schedules: made, copied, changed, shown for a time, taken away."""

from datetime import date
from typing import Any

import pytest

from server.agenda.errors import OutOfCalendar, PlaceUnknown, TypeUnknown
from server.agenda.models import Schedule, VisibilityPeriod
from server.agenda.queries.schedules import preview_starts, schedules_of
from server.agenda.schemas.planning import CopySchedule, NoSuchType, SamePlace, SavedSchedule
from server.agenda.schemas.schedule import Cell, ChangeSchedule, CreateSchedule, PreviewCell, Range, ScheduleFields, ShowSchedule
from server.agenda.service.planning.schedules import (
    change_schedule,
    change_visibility,
    copy_schedule,
    create_schedule,
    delete_schedule,
    remove_visibility,
    show_schedule,
)
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from tests.server.agenda.office import MONDAY, SUNDAY, TUESDAY, WEDNESDAY, Office, minute, versionless
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def evening(office: Office, *starts: str, weekday: int = 1, **given: Any) -> ScheduleFields:
    """Tuesdays from seven to nine in the evening, with these starts ticked."""
    opening = Range(minute("19:00"), minute("21:00"), [minute(each) for each in starts or ("19:00", "20:30")])
    cells = given.pop("cells", [Cell(weekday, office.visit.id, [opening])])
    return ScheduleFields(name="Soirée", location_id=given.pop("location_id", office.doctor.location_id), cells=cells, **given)


async def made(office: Office, fields: ScheduleFields | None = None) -> SavedSchedule:
    """Make the evening schedule."""
    body = CreateSchedule(practitioner_id=office.doctor.id, fields=fields or evening(office))
    return await office.do(create_schedule, body, who="practitioner")


async def shown(office: Office, schedule_id: str, from_day: date = MONDAY, to_day: date | None = SUNDAY) -> SavedSchedule:
    """Show a schedule this week."""
    return await office.do(show_schedule, schedule_id, ShowSchedule(from_day=from_day, to_day=to_day), who="practitioner")


async def test_a_schedule_makes_no_slot_until_it_is_shown(office: Office) -> None:
    saved = await made(office)
    assert (saved.schedule.name, saved.schedule.version, saved.schedule.visibilities, saved.warnings) == ("Soirée", 1, [], [])
    assert "19:00" not in await office.free()
    await shown(office, saved.schedule.id, WEDNESDAY, None)
    assert "19:00" not in await office.free(TUESDAY)
    assert [each for each in await office.free(date(2026, 3, 10)) if each > "18:00"] == ["19:00", "20:30"]


async def test_what_becomes_of_the_week_is_fetched_again(office: Office) -> None:
    saved = await made(office)
    await shown(office, saved.schedule.id)
    assert [(event.name, event.body.put, event.body.stale) for event in office.events()] == [
        ("schedule_created", {}, {"from": "1900-01-01", "to": "2199-12-31"}),
        ("schedule_shown", {}, {"from": "1900-01-01", "to": "2199-12-31"}),
    ]


async def test_a_schedule_is_kept_in_one_form(office: Office) -> None:
    cells = [
        Cell(1, office.visit.id, [Range(900, 960, [930, 900, 930]), Range(540, 600, [540])]),
        Cell(0, office.visit.id, [Range(540, 600, [])]),
        Cell(2, office.visit.id, []),
    ]
    saved = await made(office, evening(office, cells=cells))
    assert saved.schedule.cells == [
        Cell(0, office.visit.id, [Range(540, 600, [])]),
        Cell(1, office.visit.id, [Range(540, 600, [540]), Range(900, 960, [900, 930])]),
    ]


@pytest.mark.parametrize(
    ("ranges", "reason"),
    [
        ([Range(600, 600)], "before_start"),
        ([Range(660, 600)], "before_start"),
        ([Range(540, 660), Range(600, 720)], "ranges_overlap"),
        ([Range(540, 600, [600])], "start_outside"),
        ([Range(540, 600, [500])], "start_outside"),
    ],
)
async def test_hours_that_make_no_sense_are_refused(office: Office, ranges: list[Range], reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        await made(office, evening(office, cells=[Cell(1, office.visit.id, ranges)]))
    assert refused.value.data["reason"] == reason
    assert len(await office.rows(Schedule, Schedule.practitioner_id == office.doctor.id)) == 1


async def test_a_box_of_the_grid_is_there_once(office: Office) -> None:
    twice = [Cell(1, office.visit.id, [Range(540, 600)]), Cell(1, office.visit.id, [Range(660, 720)])]
    with pytest.raises(Invalid, match="twice"):
        await made(office, evening(office, cells=twice))


async def test_only_a_free_schedule_is_for_every_type_and_it_has_no_ticks(office: Office) -> None:
    for kind, cell, reason in (
        ("normal", Cell(1, None, [Range(540, 600)]), "type_of_cell"),
        ("free", Cell(1, office.visit.id, [Range(540, 600)]), "type_of_cell"),
        ("free", Cell(1, None, [Range(540, 600, [540])]), "starts_in_free"),
    ):
        with pytest.raises(Invalid) as refused:
            await made(office, evening(office, kind=kind, cells=[cell]))
        assert refused.value.data["reason"] == reason
    saved = await made(office, evening(office, kind="free", cells=[Cell(1, None, [Range(minute("19:00"), minute("20:00"))])]))
    await shown(office, saved.schedule.id)
    assert (await office.free())[-2:] == ["19:00", "19:30"]
    assert (await office.free(kind=office.checkup))[-1] == "19:00"


async def test_types_and_places_are_ones_own(office: Office, twin: Cabinet) -> None:
    closed = await factories.location(office.core, office.cabinet.practice, "Ancien cabinet", archived=True)
    with pytest.raises(TypeUnknown):
        await made(office, evening(office, cells=[Cell(1, office.birth.id, [Range(540, 600)])]))
    for location_id in (new_id(), twin.location.id, closed.id):
        with pytest.raises(PlaceUnknown):
            await made(office, evening(office, location_id=location_id))


async def test_a_schedule_is_changed_from_the_version_seen(office: Office) -> None:
    saved = await made(office)
    await shown(office, saved.schedule.id)
    body = ChangeSchedule(version=1, fields=evening(office, "19:30"))
    assert (await office.do(change_schedule, saved.schedule.id, body, who="practitioner")).schedule.version == 2
    assert [each for each in await office.free() if each > "18:00"] == ["19:30"]
    with pytest.raises(Stale) as refused:
        await office.do(change_schedule, saved.schedule.id, body, who="practitioner")
    assert refused.value.data["theirs"]["version"] == 2
    assert len(refused.value.data["theirs"]["visibilities"]) == 1


async def test_a_place_that_closed_may_be_kept_and_not_chosen(office: Office) -> None:
    saved = await made(office)
    async with office.core.db.write({office.cabinet.practice.id}) as session:
        (await session.merge(office.cabinet.location)).archived = True
        await session.commit()
    body = ChangeSchedule(version=1, fields=evening(office, "19:30"))
    assert (await office.do(change_schedule, saved.schedule.id, body, who="practitioner")).schedule.version == 2
    with pytest.raises(PlaceUnknown):
        await made(office)


async def test_two_schedules_at_the_same_place_add_up_with_a_warning(office: Office) -> None:
    saved = await made(office)
    warned = await shown(office, saved.schedule.id, TUESDAY, WEDNESDAY)
    assert warned.warnings == [SamePlace(schedule_id=office.week.id, name="Semaine", from_day=TUESDAY, to_day=WEDNESDAY)]
    assert {"09:00", "19:00"} <= set(await office.free())


async def test_two_schedules_at_different_places_are_fine(office: Office) -> None:
    clinic = await factories.location(office.core, office.cabinet.practice, "Clinique")
    saved = await made(office, evening(office, location_id=clinic.id))
    assert (await shown(office, saved.schedule.id)).warnings == []
    assert {"09:00", "19:00"} <= set(await office.free())


async def test_a_copy_is_hidden_at_first(office: Office) -> None:
    copy = await office.do(copy_schedule, office.week.id, CopySchedule(practitioner_id=office.doctor.id, name="Été"), who="practitioner")
    assert (copy.schedule.name, copy.schedule.visibilities, copy.warnings) == ("Été", [], [])
    assert [(cell.weekday, {cell.type_id}) for cell in copy.schedule.cells[:2]] == [
        (0, {min(office.visit.id, office.checkup.id)}),
        (0, {max(office.visit.id, office.checkup.id)}),
    ]


async def test_a_copy_for_a_colleague_finds_types_by_name_and_says_which_are_missing(office: Office) -> None:
    copy = await office.do(
        copy_schedule, office.week.id, CopySchedule(practitioner_id=office.midwife.id, name="Semaine"), who="administrator"
    )
    assert copy.schedule.practitioner_id == office.midwife.id
    assert copy.warnings == [NoSuchType(name="Bilan")]
    monday = next(cell for cell in copy.schedule.cells if cell.weekday == 0)
    assert monday.type_id == office.birth.id
    assert monday.ranges[0].starts == [540, 585, 630, 675]  # her consultation lasts 45 minutes
    assert office.events() == []
    assert [event.name for event in office.events(office.midwife)] == ["schedule_copied"]


async def test_a_copy_for_a_colleague_whose_type_is_alike_keeps_the_ticks(office: Office) -> None:
    await factories.appointment_type(office.core, office.midwife, "Bilan", duration=60, position=1)
    week = ScheduleFields(name="Mardi", location_id=office.doctor.location_id, cells=[Cell(1, office.checkup.id, [Range(540, 720, [570])])])
    saved = await made(office, week)
    body = CopySchedule(practitioner_id=office.midwife.id, name="Mardi")
    copy = await office.do(copy_schedule, saved.schedule.id, body, who="administrator")
    assert [each.starts for cell in copy.schedule.cells for each in cell.ranges] == [[570]]


async def test_a_copy_needs_rights_on_both_agendas_and_stays_in_the_practice(office: Office, twin: Cabinet) -> None:
    with pytest.raises(NotFound):
        await office.do(copy_schedule, office.week.id, CopySchedule(practitioner_id=office.midwife.id, name="X"), who="practitioner")
    with pytest.raises(NotFound):
        await office.do(copy_schedule, office.week.id, CopySchedule(practitioner_id=twin.doctor.id, name="X"), who="administrator")


async def test_a_period_is_changed_and_removed_and_touches_no_appointment(office: Office) -> None:
    saved = await made(office)
    period = (await shown(office, saved.schedule.id)).schedule.visibilities[0]
    view = await office.book("19:00")
    body = ShowSchedule(from_day=WEDNESDAY, to_day=None)
    changed = await office.do(change_visibility, period.id, body, who="practitioner")
    assert changed.schedule.visibilities[0].from_day == WEDNESDAY
    assert "20:30" not in await office.free()
    await office.do(remove_visibility, period.id, who="practitioner")
    assert (await office.snapshot())["appointments"][0]["id"] == view.id
    assert await office.rows(VisibilityPeriod, VisibilityPeriod.schedule_id == saved.schedule.id) == []


async def test_a_period_that_makes_no_sense_is_refused(office: Office) -> None:
    for from_day, to_day, refusal in ((WEDNESDAY, TUESDAY, Invalid), (date(1800, 1, 1), None, OutOfCalendar)):
        with pytest.raises(refusal):
            await shown(office, office.week.id, from_day, to_day)


async def test_a_schedule_is_deleted_with_its_periods_and_comes_back_with_them(office: Office) -> None:
    before = await office.snapshot()
    view = await office.book()
    await office.do(delete_schedule, office.week.id, who="practitioner")
    assert await office.free() == []
    assert [each["id"] for each in (await office.snapshot())["appointments"]] == [view.id]
    assert await office.rows(VisibilityPeriod, VisibilityPeriod.practitioner_id == office.doctor.id) == []
    await office.undo(who="practitioner")
    await office.cancel(view)
    assert versionless(await office.snapshot()) == versionless(before)


async def test_each_command_on_schedules_can_be_undone(office: Office) -> None:
    saved = await made(office)
    period = (await shown(office, saved.schedule.id)).schedule.visibilities[0]
    before = await office.ask(lambda uow: schedules_of(uow, office.doctor.id))
    for command, given in (
        (create_schedule, (CreateSchedule(practitioner_id=office.doctor.id, fields=evening(office)),)),
        (copy_schedule, (saved.schedule.id, CopySchedule(practitioner_id=office.doctor.id, name="Copie"))),
        (change_schedule, (saved.schedule.id, ChangeSchedule(version=1, fields=evening(office, "19:30")))),
        (show_schedule, (saved.schedule.id, ShowSchedule(from_day=date(2026, 5, 1)))),
        (change_visibility, (period.id, ShowSchedule(from_day=date(2026, 5, 1)))),
        (remove_visibility, (period.id,)),
        (delete_schedule, (saved.schedule.id,)),
    ):
        await office.do(command, *given, who="practitioner")
        assert _plain(await office.ask(lambda uow: schedules_of(uow, office.doctor.id))) != _plain(before)
        await office.undo(who="practitioner")
        assert _plain(await office.ask(lambda uow: schedules_of(uow, office.doctor.id))) == _plain(before)


async def test_the_preview_generates_the_starts_to_tick(office: Office) -> None:
    long = await factories.appointment_type(office.core, office.doctor, "Long", duration=75, position=2)
    found = await office.ask(lambda uow: preview_starts(uow, PreviewCell(type_id=long.id, start=840, end=1080)))
    assert (found.starts, found.overruns) == ([840, 915, 990, 1065], [1065])
    for body, refusal in (
        (PreviewCell(type_id=long.id, start=840, end=840), Invalid),
        (PreviewCell(type_id=new_id(), start=840, end=900), NotFound),
    ):
        with pytest.raises(refusal):
            await office.ask(lambda uow, body=body: preview_starts(uow, body))  # type: ignore[misc]


async def test_schedules_are_read_by_staff_and_not_by_who_sees_busy_hours_only(office: Office) -> None:
    listed = await office.ask(lambda uow: schedules_of(uow, office.doctor.id), "tele_secretary")
    assert [each.name for each in listed.schedules] == ["Semaine"]
    with pytest.raises(NotFound):
        await office.ask(lambda uow: schedules_of(uow, office.doctor.id), "outside_colleague")


@pytest.mark.parametrize("who", ["secretary", "tele_secretary", "replacement", "outside_colleague"])
async def test_schedules_are_for_those_who_may_set_things(office: Office, who: Any) -> None:
    period = (await office.rows(VisibilityPeriod, VisibilityPeriod.schedule_id == office.week.id))[0]
    for command, given in (
        (create_schedule, (CreateSchedule(practitioner_id=office.doctor.id, fields=evening(office)),)),
        (copy_schedule, (office.week.id, CopySchedule(practitioner_id=office.doctor.id, name="Copie"))),
        (change_schedule, (office.week.id, ChangeSchedule(version=1, fields=evening(office)))),
        (delete_schedule, (office.week.id,)),
        (show_schedule, (office.week.id, ShowSchedule(from_day=MONDAY))),
        (change_visibility, (period.id, ShowSchedule(from_day=MONDAY))),
        (remove_visibility, (period.id,)),
    ):
        with pytest.raises(NotFound):
            await office.do(command, *given, who=who)
    assert office.events() == []


def _plain(listed: Any) -> list[Any]:
    return sorted((each.id, each.name, each.cells, each.visibilities) for each in listed.schedules)
