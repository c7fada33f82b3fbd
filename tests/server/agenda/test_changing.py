"""Changing an appointment: move, resize, retype, annotate, mark, cancel, delete."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from server.agenda.errors import AlreadyCancelled, DeletionNotConfirmed, TypeUnknown
from server.agenda.models import Appointment, WaitingEntry
from server.agenda.schemas.appointments import AppointmentView, DeleteAppointment, SetStatus
from server.agenda.schemas.types import Conditions
from server.agenda.service.changing import delete_appointment, set_status
from server.core.errors import NeedsConfirmation, NotFound, Stale
from tests.server.agenda.office import WEDNESDAY, Office, at
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


async def test_a_move_frees_one_slot_and_takes_another(office: Office) -> None:
    view = await office.book()
    moved = await office.alter(view, starts_at=at("11:00"))
    assert (moved.starts_at, moved.ends_at, moved.version) == (at("11:00"), at("11:30"), 2)
    free = await office.free()
    assert "09:00" in free
    assert "11:00" not in free
    event = office.events()[-1]
    assert (event.name, event.body.put["appointments"][0]["id"]) == ("appointment_moved", view.id)


async def test_a_move_to_another_day_recomputes_both(office: Office) -> None:
    view = await office.book()
    await office.alter(view, starts_at=at("09:00", WEDNESDAY))
    assert {day["id"] for day in office.events()[-1].body.put["days"]} == {"2026-03-03", "2026-03-04"}


async def test_a_move_onto_another_appointment_asks_and_is_then_marked(office: Office) -> None:
    await office.book()
    view = await office.book("10:00", patient=office.paul)
    with pytest.raises(NeedsConfirmation) as refused:
        await office.alter(view, starts_at=at("09:00"))
    assert [warning["kind"] for warning in refused.value.data["warnings"]] == ["overlap"]
    assert (await office.alter(view, starts_at=at("09:00"), accept=["overlap"])).overbooked
    again = await office.alter(view, version=2, starts_at=at("10:00"))
    assert not again.overbooked


async def test_an_appointment_does_not_stand_in_its_own_way(office: Office) -> None:
    view = await office.book()
    longer = await office.alter(view, duration=60)
    assert (longer.ends_at, longer.overbooked) == (at("10:00"), False)
    assert office.events()[-1].name == "appointment_resized"
    assert (await office.alter(longer, starts_at=at("09:30"))).ends_at == at("10:30")


async def test_growing_into_the_next_appointment_asks(office: Office) -> None:
    view = await office.book()
    await office.book("09:30", patient=office.paul)
    with pytest.raises(NeedsConfirmation):
        await office.alter(view, duration=45)
    assert await office.busy() == [("03 09:00", "03 09:30"), ("03 09:30", "03 10:00")]


async def test_another_type_brings_its_own_length(office: Office) -> None:
    view = await office.book()
    changed = await office.alter(view, type_id=office.checkup.id)
    assert (changed.type_id, changed.ends_at) == (office.checkup.id, at("10:00"))
    with pytest.raises(TypeUnknown):
        await office.alter(changed, type_id=office.birth.id)


async def test_another_type_asks_of_the_patient_what_it_would_ask_at_a_booking(office: Office) -> None:
    once = Conditions(audience="new", max_age=15, min_notice=30 * 24 * 60)
    children = await factories.appointment_type(office.core, office.doctor, "Enfants", position=2, conditions=once)
    view = await office.book()
    changed = await office.alter(view, type_id=children.id, accept=["off_schedule"])
    assert changed.type_id == children.id, "he is new but for this appointment, of no known age, and its time was given before"
    await office.book("11:00")
    view = await office.alter(changed, type_id=office.checkup.id)
    with pytest.raises(NeedsConfirmation) as refused:
        await office.alter(view, type_id=children.id, accept=["off_schedule"])
    assert [warning["unmet"] for warning in refused.value.data["warnings"]] == [["audience"]]
    with pytest.raises(NotFound):
        await office.alter(view, type_id=children.id, patient_id="nobody", accept=["off_schedule"])
    assert (await office.alter(view, type_id=children.id, accept=["off_schedule", "conditions"])).type_id == children.id


async def test_a_type_by_video_makes_it_a_teleconsultation(office: Office) -> None:
    video = await factories.appointment_type(office.core, office.doctor, "Vidéo", teleconsultation=True, position=2)
    view = await office.book()
    assert (await office.alter(view, type_id=video.id, accept=["off_schedule"])).teleconsultation


async def test_a_move_to_a_colleague_takes_his_type_of_the_same_name(office: Office) -> None:
    view = await office.book()
    moved = await office.alter(view, practitioner_id=office.midwife.id)
    assert (moved.practitioner_id, moved.type_id) == (office.midwife.id, office.birth.id)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=30)
    assert (await office.busy(), await office.busy(office.midwife)) == ([], [("03 09:00", "03 09:30")])
    assert office.events()[-1].body.drop["appointments"] == [view.id]
    assert office.events(office.midwife)[-1].body.put["appointments"][0]["id"] == view.id


async def test_a_move_to_a_colleague_without_such_a_type_says_what_he_has(office: Office) -> None:
    view = await office.book(type_id=office.checkup.id)
    with pytest.raises(TypeUnknown) as refused:
        await office.alter(view, practitioner_id=office.midwife.id)
    assert refused.value.data["types"] == [{"id": office.birth.id, "name": "Consultation"}]
    moved = await office.alter(view, practitioner_id=office.midwife.id, type_id=office.birth.id)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=45)


async def test_words_change_without_asking_for_the_place(office: Office) -> None:
    view = await office.book(reason="Toux")
    await office.book(patient=office.paul, accept=["overlap"])
    changed = await office.alter(view, notes="Avec sa mère", sms_off=True)
    assert (changed.reason, changed.notes, changed.sms_off, changed.version) == ("Toux", "Avec sa mère", True, 2)
    assert office.events()[-1].name == "appointment_changed"


async def test_who_may_not_read_the_notes_adds_to_them_and_erases_nothing(office: Office) -> None:
    view = await office.book(notes="Vient avec sa mère")
    await office.alter(view, "tele_secretary", notes="A rappelé à midi", reason="Toux")
    await office.alter(view, "tele_secretary", version=2, notes="")
    (shown,) = (await office.snapshot())["appointments"]
    assert (shown["notes"], shown["reason"]) == ("Vient avec sa mère\nA rappelé à midi", "Toux")
    await office.alter(view, version=3, notes="")
    assert (await office.snapshot())["appointments"][0]["notes"] == ""


async def test_the_patient_and_the_booker_change_within_the_practice(office: Office, twin: Cabinet) -> None:
    stranger = await factories.patient(office.core, twin.practice)
    view = await office.book()
    changed = await office.alter(view, patient_id=office.paul.id, booker_id=office.jeanne.id)
    assert changed.patient is not None
    assert changed.booker is not None
    assert (changed.patient.id, changed.booker.id) == (office.paul.id, office.jeanne.id)
    assert (await office.alter(changed, booker_id=None)).booker is None
    with pytest.raises(NotFound):
        await office.alter(changed, version=3, patient_id=stranger.id)
    with pytest.raises(NotFound):
        await office.alter(changed, version=3, booker_id=stranger.id)


async def test_a_change_of_an_older_version_shows_both(office: Office) -> None:
    view = await office.book()
    await office.alter(view, starts_at=at("11:00"))
    with pytest.raises(Stale) as refused:
        await office.alter(view, starts_at=at("10:00"), reason="Toux")
    assert refused.value.data["yours"] == {"starts_at": "2026-03-03T09:00:00Z", "reason": "Toux"}
    assert refused.value.data["theirs"]["starts_at"] == "2026-03-03T10:00:00Z"


async def test_what_is_taken_along_follows_at_the_same_distance(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", followed_by=office.visit.id, position=2)
    view = await office.book("12:00", type_id=exam.id, accept=["off_schedule"])
    await office.alter(view, starts_at=at("18:00"), accept=["off_schedule"])
    assert await office.busy() == [("03 18:00", "03 18:30"), ("03 18:30", "03 19:00")]


async def test_what_is_taken_along_never_lands_on_somebody_by_accident(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", followed_by=office.visit.id, position=2)
    view = await office.book("12:00", type_id=exam.id, accept=["off_schedule"])
    (follower,) = await office.rows(Appointment, Appointment.follows_id == view.id)
    await office.alter(await seen(office, follower.id), duration=60, accept=["off_schedule"])
    await office.book("19:00", patient=office.paul, accept=["off_schedule"])
    with pytest.raises(NeedsConfirmation) as refused:
        await office.alter(view, starts_at=at("18:00"), accept=["off_schedule"])
    assert [warning["kind"] for warning in refused.value.data["warnings"]] == ["overlap"]
    await office.alter(view, starts_at=at("18:00"), accept=["off_schedule", "overlap"])
    rows = sorted(await office.rows(Appointment), key=lambda row: row.starts_at)
    assert [(row.starts_at, row.overbooked) for row in rows] == [(at("18:00"), False), (at("18:30"), True), (at("19:00"), False)]


async def seen(office: Office, appointment_id: str) -> AppointmentView:
    """An appointment as a screen shows it."""
    found = next(each for each in (await office.snapshot())["appointments"] if each["id"] == appointment_id)
    return msgspec.convert(found, AppointmentView)


@pytest.mark.parametrize("status", ["late", "arrived", "in_consultation", "seen", "absent", "planned"])
async def test_where_the_patient_is(office: Office, status: Any) -> None:
    view = await office.book()
    marked = await office.do(set_status, view.id, SetStatus(version=1, status=status))
    assert (marked.status, marked.version, marked.status_at) == (status, 2, office.core.clock.now())
    assert office.events()[-1].name == "appointment_marked"
    assert await office.busy() == [("03 09:00", "03 09:30")]
    with pytest.raises(Stale):
        await office.do(set_status, view.id, SetStatus(version=1, status="seen"))


async def test_cancelling_keeps_the_record_and_frees_the_slot(office: Office) -> None:
    view = await office.book(message_to_staff="Rappeler")
    cancelled = await office.cancel(view, reason="Malade")
    assert (cancelled.status, cancelled.message_to_staff) == ("cancelled", "Rappeler\nMalade")
    assert "09:00" in await office.free()
    (row,) = await office.rows(Appointment)
    assert row.status == "cancelled"
    assert office.events()[-1].body.drop["appointments"] == [view.id]


async def test_cancelling_the_first_of_a_row_cancels_the_row(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", followed_by=office.visit.id, position=2)
    view = await office.book("12:00", type_id=exam.id, accept=["off_schedule"])
    await office.cancel(view)
    assert await office.busy() == []
    assert {row.status for row in await office.rows(Appointment)} == {"cancelled"}


async def test_what_is_cancelled_cannot_be_changed_any_more(office: Office) -> None:
    cancelled = await office.cancel(await office.book())
    with pytest.raises(AlreadyCancelled):
        await office.alter(cancelled, starts_at=at("10:00"))
    with pytest.raises(AlreadyCancelled):
        await office.cancel(cancelled)
    with pytest.raises(AlreadyCancelled):
        await office.do(set_status, cancelled.id, SetStatus(version=2, status="seen"))


async def test_deleting_says_first_what_is_lost(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", followed_by=office.visit.id, position=2)
    view = await office.book("12:00", type_id=exam.id, accept=["off_schedule"], also_waiting_list=True)
    with pytest.raises(DeletionNotConfirmed) as refused:
        await office.do(delete_appointment, view.id, DeleteAppointment(version=1), who="practitioner")
    assert refused.value.data["lost"] == {"followers": 1, "waiting": 1}
    await office.do(delete_appointment, view.id, DeleteAppointment(version=1, confirmed=True), who="practitioner")
    assert await office.rows(Appointment) == []
    assert [entry.appointment_id for entry in await office.rows(WaitingEntry)] == [None]
    await office.undo(who="practitioner")
    assert await office.busy() == [("03 12:00", "03 12:30"), ("03 12:30", "03 13:00")]
    assert [entry.appointment_id for entry in await office.rows(WaitingEntry)] == [view.id]


async def test_deleting_from_an_older_version_is_refused(office: Office) -> None:
    view = await office.book()
    await office.alter(view, starts_at=at("10:00"))
    with pytest.raises(Stale):
        await office.do(delete_appointment, view.id, DeleteAppointment(version=1, confirmed=True), who="practitioner")


async def test_a_cancelled_appointment_may_be_deleted(office: Office) -> None:
    cancelled = await office.cancel(await office.book())
    body = DeleteAppointment(version=cancelled.version, confirmed=True)
    await office.do(delete_appointment, cancelled.id, body, who="practitioner")
    assert await office.rows(Appointment) == []


async def test_a_file_that_was_merged_is_booked_under_the_one_that_was_kept(office: Office) -> None:
    old = await factories.patient(office.core, office.cabinet.practice, "Dupond", "Jeanne", merged_into=office.jeanne.id)
    view = await office.book(patient=old, booker_id=old.id)
    changed = await office.alter(await office.book("10:00", patient=office.paul), patient_id=old.id, booker_id=old.id)
    rows = await office.rows(Appointment)
    assert {(row.patient_id, row.booker_id) for row in rows} == {(office.jeanne.id, office.jeanne.id)}
    assert {view.id, changed.id} == {row.id for row in rows}


async def test_what_belongs_to_another_practice_does_not_exist(office: Office, twin: Cabinet) -> None:
    patient = await factories.patient(office.core, twin.practice)
    theirs = await factories.appointment(office.core, twin.doctor, patient, at("09:00"))
    mine = await office.book()
    with pytest.raises(NotFound):
        await office.cancel(msgspec.structs.replace(mine, id=theirs.id))
    with pytest.raises(NotFound):
        await office.alter(mine, practitioner_id=twin.doctor.id)
    with pytest.raises(NotFound):
        await office.do(delete_appointment, theirs.id, DeleteAppointment(version=1, confirmed=True), who="administrator")
    assert await office.busy() == [("03 09:00", "03 09:30")]
