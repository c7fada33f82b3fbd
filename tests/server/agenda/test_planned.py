"""The plan as a whole, and the appointments that leave would meet."""

from datetime import date, timedelta

import pytest

from server.agenda.errors import OutOfCalendar
from server.agenda.queries.planned import LONGEST_PERIOD, appointments_to_come, whole_plan
from server.agenda.schemas.planning import AppointmentList, PlannedDays, PlanView
from server.agenda.schemas.schedule import CreatePlanningEvent, PlanningEventFields, TakeLeave
from server.agenda.schemas.types import ArchiveType
from server.agenda.service.planning.leave import take_leave
from server.agenda.service.planning.planning_events import add_planning_event
from server.agenda.service.planning.types import archive_type
from server.core.actors import Role
from server.core.errors import Invalid, NotFound
from tests.server.agenda.office import MONDAY, TUESDAY, WEDNESDAY, Office, at
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


async def plan(office: Office, who: Role = "secretary") -> PlanView:
    """The doctor's plan as somebody reads it."""
    return await office.ask(lambda uow: whole_plan(uow, office.doctor.id), who)


async def to_come(office: Office, from_day: date, to_day: date, who: Role = "secretary") -> AppointmentList:
    """The doctor's appointments to come in a period."""
    params = PlannedDays(from_day=from_day, to_day=to_day)
    return await office.ask(lambda uow: appointments_to_come(uow, office.doctor.id, params), who)


async def test_everything_planned_is_there_however_far(office: Office) -> None:
    far = TUESDAY + timedelta(days=400)
    await office.do(take_leave, TakeLeave(practitioner_id=office.doctor.id, from_day=far, to_day=far, note="Colloque"))
    note = PlanningEventFields(day=far, start=540, end=600, title="Visite du laboratoire")
    await office.do(add_planning_event, CreatePlanningEvent(practitioner_id=office.doctor.id, fields=note))
    await office.do(archive_type, office.checkup.id, ArchiveType(version=1), who="administrator")
    found = await plan(office)
    assert [(leave.from_day, leave.note) for leave in found.leaves] == [(far, "Colloque")]
    assert [event.title for event in found.planning_events] == ["Visite du laboratoire"]
    assert {view.id: view.archived for view in found.types} == {office.visit.id: False, office.checkup.id: True}
    assert [schedule.id for schedule in found.schedules] == [office.week.id]


async def test_a_colleague_from_outside_does_not_read_the_plan(office: Office) -> None:
    with pytest.raises(NotFound):
        await plan(office, "outside_colleague")


async def test_what_leave_would_meet_is_what_it_answers(office: Office) -> None:
    first = await office.book("09:00", reason="Douleur")
    await office.cancel(await office.book("11:00"))
    await office.book(at("09:00", WEDNESDAY))
    asked = await to_come(office, TUESDAY, TUESDAY)
    taken = await office.do(take_leave, TakeLeave(practitioner_id=office.doctor.id, from_day=TUESDAY, to_day=TUESDAY))
    assert [view.id for view in asked.appointments] == [first.id]
    assert asked.appointments == taken.appointments


async def test_what_is_over_is_not_to_come(office: Office) -> None:
    await office.book(at("08:00", MONDAY), accept=["off_schedule", "conditions"])
    later = await office.book(at("14:00", MONDAY))
    assert [view.id for view in (await to_come(office, MONDAY, MONDAY)).appointments] == [later.id]


async def test_reasons_stay_hidden_from_who_may_not_read_them(office: Office) -> None:
    await office.book("09:00", reason="Douleur")
    (view,) = (await to_come(office, TUESDAY, TUESDAY, "tele_secretary")).appointments
    assert view.reason is None


async def test_a_period_is_forward_and_at_most_a_year(office: Office) -> None:
    assert (await to_come(office, TUESDAY, TUESDAY + LONGEST_PERIOD)).appointments == []
    with pytest.raises(Invalid):
        await to_come(office, TUESDAY, TUESDAY + LONGEST_PERIOD + timedelta(days=1))
    with pytest.raises(Invalid):
        await to_come(office, TUESDAY, MONDAY)
    with pytest.raises(OutOfCalendar):
        await to_come(office, date(1800, 1, 1), date(1800, 1, 2))
