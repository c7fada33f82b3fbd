"""The waiting list: who waits, for whom, for which type."""

from datetime import date
from typing import Any

import pytest

from server.agenda.errors import TypeUnknown
from server.agenda.models import WaitingEntry
from server.agenda.schemas.appointments import ChangeWaitingEntry, WaitingEntryFields, WaitingEntryView
from server.agenda.service.waiting import add_to_waiting_list, change_waiting_entry, remove_from_waiting_list
from server.core.actors import Actor, Role
from server.core.errors import Invalid, NotFound, Stale
from tests.server.agenda.office import Office, versionless
from tests.support import factories
from tests.support.actors import Cabinet, actor_of
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def fields(office: Office, **given: Any) -> WaitingEntryFields:
    """Jeanne waits for the doctor, unless told."""
    return WaitingEntryFields(**{"patient_id": office.jeanne.id, "practitioner_id": office.doctor.id, **given})


async def add(office: Office, who: Role | Actor = "secretary", **given: Any) -> WaitingEntryView:
    """Put somebody on the list."""
    return await office.do(add_to_waiting_list, fields(office, **given), who=who)


async def test_a_patient_waits_without_an_appointment(office: Office) -> None:
    view = await add(office, type_id=office.visit.id, weekdays=[4, 1, 1], urgent=True, note="canari-note", from_day=date(2026, 3, 5))
    assert (view.patient.last_name, view.weekdays, view.urgent, view.note) == ("Dupont", [1, 4], True, "canari-note")
    assert [entry["id"] for entry in (await office.snapshot())["waiting"]] == [view.id]
    (event,) = office.events()
    assert (event.name, list(event.body.put)) == ("waiting_added", ["waiting"])
    (row,) = await office.rows(WaitingEntry)
    assert row.note is not None
    assert b"canari" not in row.note


async def test_an_entry_is_changed_from_the_version_seen_and_shows_both(office: Office) -> None:
    view = await add(office)
    body = ChangeWaitingEntry(version=1, fields=fields(office, note="Plutôt le matin"))
    assert (await office.do(change_waiting_entry, view.id, body)).version == 2
    with pytest.raises(Stale) as refused:
        await office.do(change_waiting_entry, view.id, body)
    assert (refused.value.data["yours"]["note"], refused.value.data["theirs"]["version"]) == ("Plutôt le matin", 2)


async def test_an_entry_moves_to_a_colleagues_list(office: Office) -> None:
    view = await add(office)
    body = ChangeWaitingEntry(version=1, fields=fields(office, practitioner_id=office.midwife.id))
    await office.do(change_waiting_entry, view.id, body)
    assert (await office.snapshot())["waiting"] == []
    assert len((await office.snapshot(practitioner=office.midwife))["waiting"]) == 1
    assert office.events()[-1].body.drop == {"waiting": [view.id]}
    await office.undo()
    assert len((await office.snapshot())["waiting"]) == 1


async def test_an_entry_is_taken_off(office: Office) -> None:
    view = await add(office)
    await office.do(remove_from_waiting_list, view.id)
    assert (await office.snapshot())["waiting"] == []
    with pytest.raises(NotFound):
        await office.do(remove_from_waiting_list, view.id)


async def test_what_makes_no_sense_is_refused(office: Office, twin: Cabinet) -> None:
    stranger = await factories.patient(office.core, twin.practice)
    theirs = await office.book(patient=office.paul)
    with pytest.raises(TypeUnknown):
        await add(office, type_id=office.birth.id)
    with pytest.raises(Invalid):
        await add(office, from_day=date(2026, 3, 5), to_day=date(2026, 3, 4))
    with pytest.raises(Invalid):
        await add(office, weekdays=[7])
    with pytest.raises(NotFound):
        await add(office, patient_id=stranger.id)
    with pytest.raises(NotFound):
        await add(office, appointment_id=theirs.id)
    assert await office.rows(WaitingEntry) == []


async def test_the_list_is_for_those_who_have_the_right(office: Office) -> None:
    view = await add(office)
    with pytest.raises(NotFound):
        await add(office, who="outside_colleague")
    with pytest.raises(NotFound):
        await office.do(remove_from_waiting_list, view.id, who="outside_colleague")


async def test_whoever_may_write_the_list_and_sees_busy_hours_only_is_answered(office: Office) -> None:
    guest = await factories.person(office.core, "Luc Petit")
    rights = {office.doctor.id: ["view", "book", "waiting_list"]}
    await factories.membership(office.core, guest, office.cabinet.practice, "outside_colleague", rights=rights)  # type: ignore[arg-type]
    luc = await actor_of(office.core, guest)
    view = await add(office, who=luc, note="Secret")
    assert (view.patient.last_name, view.patient.phone, view.note) == ("Dupont", None, None)
    body = ChangeWaitingEntry(version=9, fields=fields(office))
    with pytest.raises(Stale):
        await office.do(change_waiting_entry, view.id, body, who=luc)


async def test_each_command_on_the_list_can_be_undone(office: Office) -> None:
    view = await add(office, note="Avant Pâques")
    before = await office.snapshot()
    for command, given in (
        (add_to_waiting_list, (fields(office, patient_id=office.paul.id),)),
        (change_waiting_entry, (view.id, ChangeWaitingEntry(version=1, fields=fields(office, urgent=True)))),
        (remove_from_waiting_list, (view.id,)),
    ):
        await office.do(command, *given)
        assert versionless(await office.snapshot()) != versionless(before)
        await office.undo()
        assert versionless(await office.snapshot()) == versionless(before)
