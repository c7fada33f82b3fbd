"""Booking: on schedule and off, for oneself and for a relative, alone and in a row."""

from datetime import timedelta

import pytest

from server.agenda.errors import BlockedHours, ExtraUnknown, OnlyFreeSlots, OutOfCalendar, PlaceUnknown, TypeUnknown
from server.agenda.models import Appointment, WaitingEntry
from server.agenda.schemas.appointments import DuplicateAppointment
from server.agenda.schemas.types import Conditions
from server.agenda.service.booking import duplicate_appointment
from server.core.errors import NeedsConfirmation, NotFound
from server.core.ids import new_id
from tests.server.agenda.office import ANYTHING, TUESDAY, WEDNESDAY, Office, at
from tests.support import factories
from tests.support.actors import Cabinet, holding
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def kinds(refusal: NeedsConfirmation | BlockedHours) -> list[str]:
    """The kinds of the warnings of a refusal."""
    return [warning["kind"] for warning in refusal.data["warnings"]]


async def test_a_free_slot_is_booked_and_no_longer_free(office: Office) -> None:
    view = await office.book("09:30", reason="Douleur au genou", notes="Vient en taxi")
    assert (view.starts_at, view.ends_at) == (at("09:30"), at("10:00"))
    assert (view.status, view.off_schedule, view.overbooked, view.version) == ("planned", False, False, 1)
    assert (view.reason, view.notes) == ("Douleur au genou", "Vient en taxi")
    assert view.patient is not None
    assert view.patient.last_name == "Dupont"
    assert "09:30" not in await office.free()
    assert "09:00" in await office.free()


async def test_what_people_write_is_sealed_in_the_database(office: Office) -> None:
    await office.book(reason="canari-motif", notes="canari-note", message_to_patient="canari-message")
    (row,) = await office.rows(Appointment)
    assert row.content is not None
    assert b"canari" not in row.content
    (_, _, payload) = office.published.hints[-1]
    assert b"canari" not in payload


async def test_a_taken_slot_asks_who_is_there_and_is_then_a_deliberate_overbooking(office: Office) -> None:
    first = await office.book()
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book(patient=office.paul)
    assert kinds(refused.value) == ["overlap"]
    (there,) = refused.value.data["warnings"][0]["appointments"]
    assert (there["id"], there["booked_by"]) == (first.id, "Sonia Petit")
    second = await office.book(patient=office.paul, accept=["overlap"])
    assert second.overbooked
    assert not (await office.rows(Appointment, Appointment.id == first.id))[0].overbooked


async def test_hours_outside_the_schedule_are_booked_once_accepted(office: Office) -> None:
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book("12:15")
    assert kinds(refused.value) == ["off_schedule"]
    view = await office.book("12:15", accept=["off_schedule"], duration=20)
    assert view.off_schedule
    assert view.ends_at - view.starts_at == timedelta(minutes=20)


async def test_every_warning_is_given_at_once(office: Office) -> None:
    await factories.leave(office.core, office.doctor, TUESDAY, TUESDAY)
    await factories.block(office.core, office.doctor, TUESDAY, 700, 780)
    await office.book("12:15", accept=["off_schedule", "leave", "block"])
    await office.claim("12:00", "practitioner")
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book("12:15", patient=office.paul)
    assert kinds(refused.value) == ["off_schedule", "block", "leave", "overlap", "claim"]
    assert (await office.book("12:15", patient=office.paul, accept=list(ANYTHING))).overbooked


async def test_a_colleague_from_outside_books_free_slots_and_nothing_else(office: Office) -> None:
    outside = holding(office.actor("outside_colleague"), office.doctor, "view", "book", "move", "cancel")
    view = await office.book("09:00", outside)
    await factories.leave(office.core, office.doctor, WEDNESDAY, WEDNESDAY)
    for taken in (at("09:00"), at("12:15"), at("09:00", WEDNESDAY)):
        with pytest.raises(OnlyFreeSlots):
            await office.book(taken, outside, patient=office.paul, accept=ANYTHING)
        with pytest.raises(OnlyFreeSlots):
            await office.alter(view, outside, starts_at=taken + timedelta(minutes=15), accept=ANYTHING)
    assert (await office.alter(view, outside, starts_at=at("10:00"))).starts_at == at("10:00")


async def test_a_blocked_slot_is_open_to_staff_after_a_warning_unless_their_rights_forbid_it(office: Office) -> None:
    await factories.block(office.core, office.doctor, TUESDAY, 540, 600)
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book()
    assert kinds(refused.value) == ["block"]
    with pytest.raises(BlockedHours):
        await office.book(who="tele_secretary", accept=["block"])
    assert (await office.book(accept=["block"])).starts_at == at("09:00")


async def test_two_types_share_the_same_minutes(office: Office) -> None:
    await office.book("09:30")
    assert "09:00" not in await office.free(kind=office.checkup)
    assert "10:00" in await office.free(kind=office.checkup)


async def test_a_type_that_is_followed_by_another_books_both(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", duration=30, followed_by=office.visit.id, position=2)
    view = await office.book("12:30", type_id=exam.id, accept=["off_schedule"], reason="Contrôle")
    rows = await office.rows(Appointment, Appointment.follows_id == view.id)
    assert [(row.starts_at, row.type_id, row.follows_id) for row in rows] == [(at("13:00"), office.visit.id, view.id)]
    assert await office.busy() == [("03 12:30", "03 13:00"), ("03 13:00", "03 13:30")]


async def test_a_follower_that_is_archived_is_not_booked(office: Office) -> None:
    control = await factories.appointment_type(office.core, office.doctor, "Contrôle", duration=30, position=2, archived=True)
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", duration=30, followed_by=control.id, position=3)
    await office.book("12:30", type_id=exam.id, accept=["off_schedule"])
    assert await office.busy() == [("03 12:30", "03 13:00")]


async def test_no_room_for_the_follower_is_an_overlap(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", duration=30, followed_by=office.visit.id, position=2)
    await office.book("09:30")
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book("09:00", type_id=exam.id, accept=["off_schedule"])
    assert kinds(refused.value) == ["overlap"]


async def test_a_condition_that_is_not_met_is_told_to_staff(office: Office) -> None:
    once = Conditions(audience="new", per_day=1)
    newcomers = await factories.appointment_type(office.core, office.doctor, "Première fois", position=2, conditions=once)
    await office.book("09:00", type_id=newcomers.id, accept=["off_schedule"])
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book("10:00", type_id=newcomers.id, accept=["off_schedule"])
    unmet = [warning["unmet"] for warning in refused.value.data["warnings"]]
    assert unmet == [["per_day"], ["audience"]]


async def test_staff_are_reminded_of_the_letter_that_a_type_asks_for(office: Office) -> None:
    sent = await factories.appointment_type(office.core, office.doctor, "Avis", position=2, conditions=Conditions(referral=True))
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book("09:00", type_id=sent.id, accept=["off_schedule"])
    assert [warning["unmet"] for warning in refused.value.data["warnings"]] == [["referral"]]
    await office.book("09:00", type_id=sent.id, accept=["off_schedule", "conditions"])


async def test_a_hand_on_the_minutes_of_what_follows_asks_first(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", duration=30, followed_by=office.visit.id, position=2)
    claim = await office.claim("09:30", "practitioner")
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book("09:00", type_id=exam.id, accept=["off_schedule"])
    assert [warning["claim"]["id"] for warning in refused.value.data["warnings"]] == [claim.id]


async def test_the_waiting_list_can_be_ticked_as_well(office: Office) -> None:
    view = await office.book(also_waiting_list=True)
    (entry,) = await office.rows(WaitingEntry)
    assert (entry.patient_id, entry.appointment_id, entry.type_id) == (office.jeanne.id, view.id, office.visit.id)


async def test_a_relative_is_booked_for(office: Office) -> None:
    view = await office.book(patient=office.paul, booker_id=office.jeanne.id)
    assert view.booker is not None
    assert view.patient is not None
    assert (view.patient.first_name, view.booker.first_name) == ("Paul", "Jeanne")


async def test_booking_uses_up_the_claim(office: Office) -> None:
    claim = await office.claim()
    await office.book(claim_id=claim.id)
    assert (await office.snapshot())["claims"] == []
    assert office.events()[-1].body.drop["claims"] == [claim.id]


async def test_somebody_elses_claim_asks_first(office: Office) -> None:
    claim = await office.claim(who="practitioner")
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book()
    (warning,) = refused.value.data["warnings"]
    assert (warning["kind"], warning["claim"]["id"], warning["claim"]["by"]["name"]) == ("claim", claim.id, "Claire Lefèvre")
    assert not (await office.book(accept=["claim"])).overbooked


async def test_the_same_is_booked_again_elsewhere(office: Office) -> None:
    first = await office.book(reason="Suivi", sms_off=True)
    again = await office.run(lambda uow: duplicate_appointment(uow, first.id, DuplicateAppointment(starts_at=at("11:00"))))
    assert again.id != first.id
    assert (again.starts_at, again.reason, again.sms_off, again.patient) == (at("11:00"), "Suivi", True, first.patient)
    with pytest.raises(NeedsConfirmation):
        await office.run(lambda uow: duplicate_appointment(uow, first.id, DuplicateAppointment(starts_at=at("11:00"))))


async def test_what_makes_no_sense_is_refused(office: Office) -> None:
    with pytest.raises(TypeUnknown):
        await office.book(type_id=office.birth.id)
    retired = await factories.appointment_type(office.core, office.midwife, "Ancien", archived=True)
    with pytest.raises(TypeUnknown):
        await office.book(practitioner_id=office.midwife.id, type_id=retired.id)
    with pytest.raises(PlaceUnknown):
        await office.book(location_id=new_id())
    with pytest.raises(ExtraUnknown):
        await office.book(extra_id=new_id())
    with pytest.raises(OutOfCalendar):
        await office.book(at("09:00").replace(year=2300))
    assert await office.rows(Appointment) == []


async def test_a_patient_or_an_agenda_of_another_practice_does_not_exist(office: Office, twin: Cabinet) -> None:
    stranger = await factories.patient(office.core, twin.practice, "Étranger")
    with pytest.raises(NotFound):
        await office.book(patient=stranger)
    with pytest.raises(NotFound):
        await office.book(booker_id=stranger.id)
    with pytest.raises(NotFound):
        await office.book(practitioner_id=twin.doctor.id)
    assert await office.rows(Appointment) == []


async def test_a_colleagues_claim_cannot_be_passed_off_as_ones_own(office: Office) -> None:
    claim = await office.claim(who="practitioner")
    with pytest.raises(NeedsConfirmation):
        await office.book(claim_id=claim.id)


async def test_a_copy_for_a_colleague_takes_his_type_of_the_same_name(office: Office) -> None:
    first = await office.book()
    body = DuplicateAppointment(starts_at=at("14:00"), practitioner_id=office.midwife.id)
    again = await office.do(duplicate_appointment, first.id, body)
    assert (again.practitioner_id, again.type_id) == (office.midwife.id, office.birth.id)
    checkup = await office.book("10:00", type_id=office.checkup.id)
    with pytest.raises(TypeUnknown):
        await office.do(duplicate_appointment, checkup.id, body)
