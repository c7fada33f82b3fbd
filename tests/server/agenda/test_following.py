"""A patient's file changes: every agenda that shows him says so; a merge hands his appointments over and back."""

from datetime import timedelta

import pytest

from server.agenda.following import AGENDAS, MOST_SHOWN
from server.agenda.models import Appointment, WaitingEntry
from server.agenda.schemas.appointments import WaitingEntryFields
from server.agenda.service.waiting import add_to_waiting_list
from server.core.actors import Role
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients import following
from server.patients.models import Patient
from server.patients.queries.files import patient_view
from server.patients.queries.guards import patient_for
from server.patients.schemas import ChangePatient, MergePatients, PatientView
from server.patients.service.changing import change_patient
from server.patients.service.merging import merge_patients, undo_merge
from tests.server.agenda.office import ANYTHING, Office, at
from tests.support.databases import ON_SQLITE


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `server.app` declares it."""
    monkeypatch.setitem(following._FOLLOWERS, AGENDAS.name, AGENDAS)


async def rename(office: Office, patient: Patient, name: str) -> PatientView:
    """Give a patient another last name."""
    (row,) = await office.rows(Patient, Patient.id == patient.id)
    return await office.do(change_patient, patient.id, ChangePatient(version=row.version, last_name=name))


async def file_of(office: Office, patient: Patient, who: Role = "secretary") -> PatientView:
    """Open a patient's file."""

    async def opened(uow: UnitOfWork) -> PatientView:
        return await patient_view(uow, await patient_for(uow, Permission.PATIENTS_READ, patient.id))

    return await office.ask(opened, who)


async def wait(office: Office, patient: Patient) -> str:
    """Put a patient on the doctor's waiting list."""
    fields = WaitingEntryFields(patient_id=patient.id, practitioner_id=office.doctor.id)
    return (await office.do(add_to_waiting_list, fields)).id


async def test_a_new_name_is_on_every_agenda_that_shows_him(office: Office) -> None:
    mine = await office.book("09:00", booker_id=office.paul.id)
    theirs = await office.book("10:00", practitioner_id=office.midwife.id, type_id=office.birth.id, accept=ANYTHING)
    entry = await wait(office, office.jeanne)
    await rename(office, office.jeanne, "Dupond")
    event, other = office.events()[-1], office.events(office.midwife)[-1]
    assert (event.name, other.name) == ("patient_changed", "patient_changed")
    (shown,), (waits,), (elsewhere,) = event.body.put["appointments"], event.body.put["waiting"], other.body.put["appointments"]
    assert [each["id"] for each in (shown, waits, elsewhere)] == [mine.id, entry, theirs.id]
    assert {each["patient"]["last_name"] for each in (shown, waits, elsewhere)} == {"Dupond"}
    await rename(office, office.paul, "Durant")
    assert office.events()[-1].body.put["appointments"][0]["booker"]["last_name"] == "Durant"
    assert (await office.snapshot())["appointments"][0]["patient"]["last_name"] == "Dupond"


async def test_a_cancelled_appointment_is_on_no_screen(office: Office) -> None:
    view = await office.book("09:00")
    await office.cancel(view)
    before = len(office.events())
    await rename(office, office.jeanne, "Dupond")
    assert len(office.events()) == before


@ON_SQLITE
async def test_somebody_who_comes_every_day_is_a_range_to_fetch_again(office: Office) -> None:
    for day in range(MOST_SHOWN + 1):
        await office.book(at("09:00") + timedelta(days=day), accept=ANYTHING)
    await rename(office, office.jeanne, "Dupond")
    body = office.events()[-1].body
    assert body.put == {}
    assert body.stale == {"from": "2026-03-02", "to": "2026-05-03"}


async def test_a_merge_hands_everything_over_and_its_undo_gives_back_what_is_still_there(office: Office) -> None:
    his, asked = await office.book("09:00", patient=office.paul), await office.book("10:00", booker_id=office.paul.id)
    entry = await wait(office, office.paul)
    kept = await office.do(merge_patients, office.jeanne.id, MergePatients(other_id=office.paul.id), who="administrator")
    assert [visit.id for visit in kept.upcoming] == [his.id, asked.id]
    rows = {row.id: row for row in await office.rows(Appointment)}
    assert (rows[his.id].patient_id, rows[asked.id].booker_id) == (office.jeanne.id, office.jeanne.id)
    assert (rows[his.id].version, rows[asked.id].version) == (2, 2)
    assert [row.patient_id for row in await office.rows(WaitingEntry)] == [office.jeanne.id]
    assert {each["id"] for each in office.events()[-1].body.put["appointments"]} == {his.id, asked.id}
    (merge,) = kept.merges
    await office.do(undo_merge, merge.id, who="administrator")
    rows = {row.id: row for row in await office.rows(Appointment)}
    assert (rows[his.id].patient_id, rows[asked.id].booker_id) == (office.paul.id, office.paul.id)
    assert [(row.id, row.patient_id) for row in await office.rows(WaitingEntry)] == [(entry, office.paul.id)]


async def test_a_file_lists_the_appointments_one_may_know_of(office: Office) -> None:
    first = await office.book("09:00")
    second = await office.book("10:00", practitioner_id=office.midwife.id, type_id=office.birth.id, accept=ANYTHING)
    gone = await office.book("11:00")
    await office.cancel(gone)
    upcoming = (await file_of(office, office.jeanne)).upcoming
    assert [(visit.id, visit.status) for visit in upcoming] == [(first.id, "planned"), (second.id, "planned"), (gone.id, "cancelled")]
    assert (await file_of(office, office.paul)).upcoming == []
