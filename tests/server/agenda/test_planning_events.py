"""Planning events: post-its that change no availability."""

from datetime import date
from typing import Any

import pytest

from server.agenda.errors import OutOfCalendar
from server.agenda.models import PlanningEvent
from server.agenda.schemas.schedule import ChangePlanningEvent, CreatePlanningEvent, PlanningEventFields, PlanningEventView
from server.agenda.service.planning.planning_events import add_planning_event, change_planning_event, remove_planning_event
from server.core.actors import Role
from server.core.errors import Invalid, NotFound, Stale
from tests.server.agenda.office import TUESDAY, WEDNESDAY, Office, versionless
from tests.support import factories
from tests.support.actors import Cabinet, actor_of
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def fields(
    title: str = "Visite du laboratoire", day: date = TUESDAY, start: int = 540, end: int = 600, note: str = ""
) -> PlanningEventFields:
    """What the form holds."""
    return PlanningEventFields(day=day, start=start, end=end, title=title, note=note)


async def add(office: Office, who: Role = "secretary", **given: Any) -> PlanningEventView:
    """Stick a note on the doctor's Tuesday."""
    return await office.do(add_planning_event, CreatePlanningEvent(practitioner_id=office.doctor.id, fields=fields(**given)), who=who)


async def test_a_note_lies_over_slots_and_changes_none(office: Office) -> None:
    before = await office.free()
    view = await add(office, title="canari-titre", note="canari-note")
    assert (view.title, view.note, view.day, view.start, view.end, view.version) == ("canari-titre", "canari-note", TUESDAY, 540, 600, 1)
    assert await office.free() == before
    (event,) = office.events()
    assert (event.name, list(event.body.put), event.body.stale) == ("planning_event_added", ["planning_events"], None)
    (row,) = await office.rows(PlanningEvent)
    assert b"canari" not in row.content


async def test_a_note_is_changed_from_the_version_seen(office: Office) -> None:
    view = await add(office)
    body = ChangePlanningEvent(version=1, fields=fields("Réunion", WEDNESDAY, 600, 660))
    changed = await office.do(change_planning_event, view.id, body)
    assert (changed.title, changed.day, changed.version) == ("Réunion", WEDNESDAY, 2)
    with pytest.raises(Stale) as refused:
        await office.do(change_planning_event, view.id, body)
    assert refused.value.data["theirs"]["version"] == 2


async def test_a_note_is_taken_off(office: Office) -> None:
    view = await add(office)
    await office.do(remove_planning_event, view.id)
    assert (await office.snapshot())["planning_events"] == []
    assert office.events()[-1].body.drop == {"planning_events": [view.id]}
    with pytest.raises(NotFound):
        await office.do(remove_planning_event, view.id)


async def test_hours_that_make_no_sense_are_refused(office: Office) -> None:
    view = await add(office)
    with pytest.raises(Invalid):
        await add(office, start=600, end=600)
    with pytest.raises(OutOfCalendar):
        await add(office, day=date(2200, 1, 1))
    with pytest.raises(Invalid):
        await office.do(change_planning_event, view.id, ChangePlanningEvent(version=1, fields=fields(start=660, end=600)))
    assert [row.version for row in await office.rows(PlanningEvent)] == [1]


@pytest.mark.parametrize("who", ["tele_secretary", "replacement", "outside_colleague"])
async def test_notes_are_for_those_who_have_the_right(office: Office, who: Any) -> None:
    view = await add(office)
    with pytest.raises(NotFound):
        await add(office, who=who)
    with pytest.raises(NotFound):
        await office.do(change_planning_event, view.id, ChangePlanningEvent(version=1, fields=fields()), who=who)
    with pytest.raises(NotFound):
        await office.do(remove_planning_event, view.id, who=who)


async def test_whoever_may_write_notes_reads_his_own_even_when_he_sees_busy_hours_only(office: Office) -> None:
    guest = await factories.person(office.core, "Luc Petit")
    rights = {office.doctor.id: ["view", "events"]}
    await factories.membership(office.core, guest, office.cabinet.practice, "outside_colleague", rights=rights)  # type: ignore[arg-type]
    body = CreatePlanningEvent(practitioner_id=office.doctor.id, fields=fields())
    view = await office.do(add_planning_event, body, who=await actor_of(office.core, guest))
    assert view.title == "Visite du laboratoire"
    assert (await office.snapshot("busy"))["planning_events"] == []


async def test_a_note_of_another_practice_does_not_exist(office: Office, twin: Cabinet) -> None:
    body = CreatePlanningEvent(practitioner_id=twin.doctor.id, fields=fields())
    theirs = await office.do(add_planning_event, body, who=twin.actors["secretary"])
    with pytest.raises(NotFound):
        await office.do(remove_planning_event, theirs.id, who="administrator")


async def test_each_command_on_notes_can_be_undone(office: Office) -> None:
    view = await add(office, note="À préparer")
    before = await office.snapshot()
    for command, given in (
        (add_planning_event, (CreatePlanningEvent(practitioner_id=office.doctor.id, fields=fields("Autre")),)),
        (change_planning_event, (view.id, ChangePlanningEvent(version=1, fields=fields("Autre", WEDNESDAY)))),
        (remove_planning_event, (view.id,)),
    ):
        await office.do(command, *given)
        assert versionless(await office.snapshot()) != versionless(before)
        await office.undo()
        assert versionless(await office.snapshot()) == versionless(before)
