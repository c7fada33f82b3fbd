"""Undo: a compensating command through the same checks, by whoever has the right."""

from datetime import date
from typing import Any

import pytest

from server.agenda.errors import AlreadyUndone, BlockedHours, Superseded
from server.agenda.models import Appointment, AppointmentType, Schedule, VisibilityPeriod
from server.agenda.schemas.appointments import CancelAppointment, DeleteAppointment, SetStatus
from server.agenda.schemas.schedule import AddExtras, BlockHours, CreateSchedule, RemoveExtras, ScheduleFields, ShowSchedule, TakeLeave
from server.agenda.schemas.types import AppointmentTypeFields, ArchiveType, ChangeType, CreateType
from server.agenda.service.changing import cancel_appointment, delete_appointment, set_status
from server.agenda.service.planning.blocks import block_hours
from server.agenda.service.planning.extras import add_extras, remove_extras
from server.agenda.service.planning.leave import take_leave
from server.agenda.service.planning.schedules import create_schedule, delete_schedule, remove_visibility, show_schedule
from server.agenda.service.planning.types import archive_type, change_type, create_type
from server.core.actors import Right
from server.core.errors import NeedsConfirmation, NotFound
from server.core.ids import new_id
from tests.server.agenda.office import TUESDAY, Office, at, versionless
from tests.support import factories
from tests.support.actors import Cabinet, holding
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


async def test_undoing_a_booking_cancels_it_and_undoing_that_books_it_again(office: Office) -> None:
    view = await office.book(reason="Toux")
    entry = await office.undo()
    assert (entry.name, entry.by.name, entry.can_undo) == ("undone", "Sonia Petit", True)
    assert await office.busy() == []
    assert (await office.rows(Appointment))[0].status == "cancelled"
    await office.undo(entry.id)
    (back,) = (await office.snapshot())["appointments"]
    assert (back["id"], back["reason"], back["status"], back["version"]) == (view.id, "Toux", "planned", 3)
    assert [event.name for event in office.events()] == ["appointment_booked", "undone", "undone"]


async def test_a_move_goes_back_to_where_it_was(office: Office) -> None:
    view = await office.book(reason="Toux")
    before = await office.snapshot()
    for fields in (
        {"starts_at": at("11:00")},
        {"duration": 60},
        {"type_id": office.checkup.id},
        {"notes": "Avec sa mère"},
        {"practitioner_id": office.midwife.id},
        {"patient_id": office.paul.id},
    ):
        (row,) = await office.rows(Appointment)
        await office.alter(view, version=row.version, **fields)
        assert versionless(await office.snapshot()) != versionless(before)
        await office.undo()
        assert versionless(await office.snapshot()) == versionless(before)
        assert await office.busy(office.midwife) == []


async def test_a_mark_and_a_cancellation_are_undone(office: Office) -> None:
    view = await office.book()
    before = await office.snapshot()
    await office.do(set_status, view.id, SetStatus(version=1, status="arrived"))
    await office.undo()
    assert versionless(await office.snapshot()) == versionless(before)
    (row,) = await office.rows(Appointment)
    await office.do(cancel_appointment, view.id, CancelAppointment(version=row.version, reason="Malade"))
    await office.undo()
    assert versionless(await office.snapshot()) == versionless(before)


async def test_a_colleague_undoes_what_another_did(office: Office) -> None:
    await office.book()
    entry = await office.undo(who="practitioner")
    assert entry.by.name == "Claire Lefèvre"


async def test_a_change_is_undone_once(office: Office) -> None:
    await office.book()
    change = office.change
    await office.undo(change)
    with pytest.raises(AlreadyUndone):
        await office.undo(change)


async def test_what_was_changed_since_is_not_undone(office: Office) -> None:
    view = await office.book()
    booked = office.change
    await office.alter(view, starts_at=at("10:00"))
    with pytest.raises(Superseded) as refused:
        await office.undo(booked)
    assert refused.value.data == {"kind": "appointments", "id": view.id}
    await office.undo()
    await office.undo(booked)
    assert await office.busy() == []


async def test_the_place_taken_meanwhile_is_not_taken_back(office: Office) -> None:
    view = await office.book()
    await office.cancel(view)
    cancelled = office.change
    await office.book(patient=office.paul)
    with pytest.raises(NeedsConfirmation) as refused:
        await office.undo(cancelled)
    assert [warning["kind"] for warning in refused.value.data["warnings"]] == ["overlap"]
    assert await office.busy() == [("03 09:00", "03 09:30")]


async def test_a_place_under_a_colleagues_hand_is_not_taken_back(office: Office) -> None:
    await office.cancel(await office.book())
    cancelled = office.change
    await office.claim(who="practitioner")
    with pytest.raises(NeedsConfirmation) as refused:
        await office.undo(cancelled)
    assert [warning["kind"] for warning in refused.value.data["warnings"]] == ["claim"]


async def test_a_deliberate_overbooking_comes_back_as_one(office: Office) -> None:
    await office.book()
    second = await office.book(patient=office.paul, accept=["overlap"])
    await office.cancel(second)
    await office.undo()
    assert await office.busy() == [("03 09:00", "03 09:30")] * 2
    assert sorted(row.overbooked for row in await office.rows(Appointment)) == [False, True]


async def test_leave_taken_since_does_not_stand_in_the_way(office: Office) -> None:
    await office.cancel(await office.book())
    cancelled = office.change
    await office.do(take_leave, TakeLeave(practitioner_id=office.doctor.id, from_day=TUESDAY, to_day=TUESDAY))
    await office.undo(cancelled)
    assert await office.busy() == [("03 09:00", "03 09:30")]


async def test_hours_blocked_since_are_for_those_who_may_override(office: Office) -> None:
    await office.cancel(await office.book())
    cancelled = office.change
    await office.do(block_hours, BlockHours(practitioner_id=office.doctor.id, days=[TUESDAY], start=540, end=600))
    with pytest.raises(BlockedHours):
        await office.undo(cancelled, who="tele_secretary")
    await office.undo(cancelled)
    assert await office.busy() == [("03 09:00", "03 09:30")]


async def test_the_extra_it_was_in_must_still_be_there(office: Office) -> None:
    body = AddExtras(practitioner_id=office.doctor.id, location_id=office.doctor.location_id, days=[TUESDAY], start=1200, end=1260)
    (extra,) = (await office.do(add_extras, body)).extras
    await office.cancel(await office.book("20:00", extra_id=extra.id))
    cancelled = office.change
    await office.do(remove_extras, RemoveExtras(practitioner_id=office.doctor.id, ids=[extra.id]))
    removed = office.change
    with pytest.raises(Superseded) as refused:
        await office.undo(cancelled)
    assert refused.value.data == {"kind": "extras", "id": extra.id}
    await office.undo(removed)
    await office.undo(cancelled)
    assert await office.busy() == [("03 20:00", "03 20:30")]


async def test_a_row_of_appointments_is_undone_together(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", followed_by=office.visit.id, position=2)
    await office.book("12:00", type_id=exam.id, accept=["off_schedule"])
    await office.undo()
    assert await office.busy() == []
    await office.undo()
    assert await office.busy() == [("03 12:00", "03 12:30"), ("03 12:30", "03 13:00")]


async def test_undoing_a_new_type_archives_it_for_what_names_it_already(office: Office) -> None:
    fields = AppointmentTypeFields(name="Vaccin", duration=15, hue=60)
    kind = await office.do(create_type, CreateType(practitioner_id=office.doctor.id, fields=fields), who="practitioner")
    created = office.change
    await office.book(type_id=kind.id, accept=["off_schedule"])
    await office.undo(created, who="practitioner")
    (row,) = await office.rows(AppointmentType, AppointmentType.id == kind.id)
    assert row.archived
    await office.undo(who="practitioner")
    (row,) = await office.rows(AppointmentType, AppointmentType.id == kind.id)
    assert not row.archived


async def test_undo_does_not_make_types_follow_one_another_in_a_circle(office: Office) -> None:
    def following(name: str, after: str | None) -> ChangeType:
        return ChangeType(version=1, fields=AppointmentTypeFields(name=name, duration=30, hue=60, followed_by=after))

    await office.do(change_type, office.visit.id, following("Un", office.checkup.id), who="practitioner")
    freed = ChangeType(version=2, fields=AppointmentTypeFields(name="Un", duration=30, hue=60))
    await office.do(change_type, office.visit.id, freed, who="practitioner")
    change = office.change
    await office.do(change_type, office.checkup.id, following("Deux", office.visit.id), who="practitioner")
    with pytest.raises(Superseded) as refused:
        await office.undo(change, who="practitioner")
    assert refused.value.data["kind"] == "types"


async def test_a_schedule_that_was_shown_since_is_not_unmade(office: Office) -> None:
    fields = ScheduleFields(name="Soirée", location_id=office.doctor.location_id)
    saved = await office.do(create_schedule, CreateSchedule(practitioner_id=office.doctor.id, fields=fields), who="practitioner")
    created = office.change
    shown = await office.do(show_schedule, saved.schedule.id, ShowSchedule(from_day=date(2026, 4, 1)), who="practitioner")
    with pytest.raises(Superseded) as refused:
        await office.undo(created, who="practitioner")
    assert refused.value.data == {"kind": "visibilities", "id": shown.schedule.visibilities[0].id}
    await office.do(remove_visibility, shown.schedule.visibilities[0].id, who="practitioner")
    hidden = office.change
    await office.do(delete_schedule, saved.schedule.id, who="practitioner")
    with pytest.raises(Superseded):
        await office.undo(hidden, who="practitioner")
    assert len(await office.rows(Schedule, Schedule.practitioner_id == office.doctor.id)) == 1
    assert len(await office.rows(VisibilityPeriod, VisibilityPeriod.practitioner_id == office.doctor.id)) == 1


@pytest.mark.parametrize("who", ["tele_secretary", "outside_colleague", "replacement"])
async def test_undo_takes_the_right_to_do_it(office: Office, who: Any) -> None:
    await office.do(archive_type, office.visit.id, ArchiveType(version=1), who="practitioner")
    archived = office.change
    await office.do(take_leave, TakeLeave(practitioner_id=office.doctor.id, from_day=TUESDAY, to_day=TUESDAY))
    left = office.change
    for change in (archived, left):
        with pytest.raises(NotFound):
            await office.undo(change, who=who)


@pytest.mark.parametrize(
    ("act", "right"), [("booking", "cancel"), ("moving", "move"), ("marking", "move"), ("cancelling", "book"), ("deleting", "book")]
)
async def test_undo_takes_the_right_to_do_by_hand_what_it_does(office: Office, act: str, right: Right) -> None:
    view = await office.book()
    if act == "moving":
        await office.alter(view, starts_at=at("11:00"))
    elif act == "marking":
        await office.do(set_status, view.id, SetStatus(version=1, status="arrived"))
    elif act == "cancelling":
        await office.cancel(view)
    elif act == "deleting":
        await office.do(delete_appointment, view.id, DeleteAppointment(version=1, confirmed=True), who="practitioner")
    secretary = office.actor("secretary")
    desk: tuple[Right, ...] = ("book", "move", "cancel")
    others = [each for each in desk if each != right]
    with pytest.raises(NotFound):
        await office.undo(who=holding(secretary, office.doctor, "view", *others))
    entry = await office.undo(who=holding(secretary, office.doctor, "view", right))
    assert (entry.name, entry.by.name) == ("undone", "Sonia Petit")


async def test_undoing_the_undo_of_a_cancellation_cancels_again(office: Office) -> None:
    await office.cancel(await office.book())
    back = await office.undo()
    with pytest.raises(NotFound):
        await office.undo(back.id, who=holding(office.actor("secretary"), office.doctor, "view", "book", "move"))
    await office.undo(back.id, who=holding(office.actor("secretary"), office.doctor, "view", "cancel"))
    assert await office.busy() == []


async def test_a_move_between_agendas_takes_the_right_on_both(office: Office) -> None:
    view = await office.book()
    await office.alter(view, practitioner_id=office.midwife.id)
    with pytest.raises(NotFound):
        await office.undo(who="replacement")
    await office.undo()
    assert await office.busy() == [("03 09:00", "03 09:30")]


async def test_a_change_of_another_practice_does_not_exist(office: Office, twin: Cabinet) -> None:
    await office.book()
    booked = office.change
    for change in (booked, new_id()):
        with pytest.raises(NotFound):
            await office.undo(change, who=twin.actors["administrator"])
    assert len(await office.busy()) == 1
