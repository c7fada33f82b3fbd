"""What people are told of their appointments: once, no more than is true when it leaves, and nothing of what was undone in time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.agenda.models import AppointmentType
from server.agenda.queries.guards import appointment_seen
from server.agenda.schemas.appointments import AppointmentView
from server.agenda.shown import shown_appointment
from server.agenda.telling.kinds import KINDS
from server.core.db import EVERY_PRACTICE
from server.core.outbox import LEASE, OutboxMessage, lease
from server.core.unit import UnitOfWork
from server.notices.mailbox import Mailbox
from server.notices.models import MailboxMessage, MessageChoices
from server.notices.office import Office as PostOffice
from tests.server.agenda.office import Office, at
from tests.server.notices.carriers import Counting
from tests.support import factories
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE

URL = "https://ardoise.example.org"
REGRET = timedelta(minutes=2)


async def _rows(office: Office) -> list[OutboxMessage]:
    async with office.core.db.read(EVERY_PRACTICE) as session:
        statement = select(OutboxMessage).where(OutboxMessage.kind.startswith("appointment_")).order_by(OutboxMessage.created_at)
        return list((await session.scalars(statement)).all())


async def _planned(office: Office) -> list[str]:
    """What waits: `confirmed email patient`."""
    rows = [row for row in await _rows(office) if row.state in {"planned", "retry"}]
    return sorted(f"{row.kind.removeprefix('appointment_')} {row.channel} {row.refs['to'].partition('/')[0]}" for row in rows)


async def _deliver(office: Office) -> list[MailboxMessage]:
    """Deliver what is due; what the mailbox holds, in order."""
    post = PostOffice(Mailbox(office.core), KINDS, URL, Mailbox(office.core))
    while await post.deliver_due(office.core):
        pass
    async with office.core.db.read(()) as session:
        return list((await session.scalars(select(MailboxMessage).order_by(MailboxMessage.at, MailboxMessage.message_id))).all())


async def _to_jeanne(office: Office) -> list[str]:
    """The subjects and texts that Jeanne was sent, oldest first."""
    kept = await _deliver(office)
    return [each.subject or each.text for each in kept if each.recipient in {"jeanne@example.org", "+33639980101"}]


async def _chose(office: Office, **fields: object) -> None:
    await factories.keep(office.core, MessageChoices(practice_id=office.cabinet.practice.id, version=1, fields=fields))


async def _video(office: Office) -> AppointmentType:
    return await factories.appointment_type(office.core, office.doctor, "Téléconsultation", duration=30, teleconsultation=True)


async def test_a_booking_plans_a_confirmation_by_both_ways_one_to_the_practitioner_and_no_late_reminder(office: Office) -> None:
    await office.book()  # tomorrow: the reminder of 48 hours would be late (Q37)
    assert await _planned(office) == ["confirmed email patient", "confirmed email practitioner", "confirmed sms patient"]
    assert all(row.not_before == office.core.clock.now() + REGRET for row in await _rows(office))


async def test_a_reminder_is_planned_as_long_before_as_the_practice_says(office: Office) -> None:
    await _chose(office, reminder_hours=24)
    await office.book("14:00")
    reminders = [row for row in await _rows(office) if row.kind == "appointment_reminder"]
    assert {(row.channel, row.not_before) for row in reminders} == {(way, at("14:00") - timedelta(hours=24)) for way in ("email", "sms")}


async def test_the_confirmation_says_when_where_and_with_whom_and_neither_reason_nor_type_in_its_subject(
    office: Office, clock: SetClock
) -> None:
    await office.book(reason="Toux")
    assert await _deliver(office) == []
    clock.at += REGRET
    kept = await _deliver(office)
    mail = next(each for each in kept if each.recipient == "jeanne@example.org")
    sms = next(each for each in kept if each.channel == "sms")
    assert mail.subject == "Rendez-vous confirmé : mardi 3 mars 2026 à 9h00"
    assert mail.calendar
    assert "Jeanne Dupont" in mail.text
    assert f"{URL}/rdv#" in mail.text
    assert sms.recipient == "+33639980101"
    assert sms.text.startswith("RDV confirmé mardi 3/03 à 9h00 avec ")
    assert f"{URL}/rdv#" in sms.text
    assert not any("Toux" in each.text + each.subject or "Consultation" in sms.text for each in kept)


async def test_moved_twice_before_anything_left_tells_once_where_it_is(office: Office, clock: SetClock) -> None:
    view = await office.book("09:00")
    clock.at += REGRET
    await _deliver(office)
    view = await office.alter(view, starts_at=at("10:00"))
    await office.alter(view, starts_at=at("11:00"))
    clock.at += REGRET
    said = await _to_jeanne(office)
    assert said[2:] != []
    assert [text for text in said if "10h00" in text] == []
    assert len([text for text in said if "déplacé" in text]) == 2  # one by each way


async def test_a_move_undone_in_time_says_nothing(office: Office, clock: SetClock) -> None:
    view = await office.book("09:00")
    clock.at += REGRET
    before = await _to_jeanne(office)
    await office.alter(view, starts_at=at("10:00"))
    await office.undo()
    clock.at += REGRET
    assert await _to_jeanne(office) == before
    assert await _planned(office) == []


async def test_a_booking_undone_in_time_was_never_said(office: Office, clock: SetClock) -> None:
    await office.book("09:00")
    await office.undo()
    clock.at += REGRET
    assert await _deliver(office) == []


async def test_a_cancellation_undone_after_it_was_said_confirms_again(office: Office, clock: SetClock) -> None:
    view = await office.book("09:00")
    clock.at += REGRET
    await _deliver(office)
    await office.cancel(view)
    clock.at += REGRET
    assert len([text for text in await _to_jeanne(office) if "annulé" in text]) == 2
    await office.undo()
    clock.at += REGRET
    assert len([text for text in await _to_jeanne(office) if "confirmé" in text]) == 4


async def test_what_was_there_before_messages_is_told_of_when_it_moves(office: Office, clock: SetClock) -> None:
    row = await factories.appointment(office.core, office.doctor, office.jeanne, at("09:00"), kind=office.visit)
    view = await office.ask(lambda uow: _seen(uow, row.id))
    await office.alter(view, starts_at=at("10:00"))
    assert await _planned(office) == ["moved email patient", "moved email practitioner", "moved sms patient"]


async def _seen(uow: UnitOfWork, appointment_id: str) -> AppointmentView:
    row, _ = await appointment_seen(uow, appointment_id)
    return await shown_appointment(uow, row)


@pytest.mark.parametrize("off", ["appointment", "patient"])
async def test_no_text_message_for_a_patient_or_an_appointment_that_wants_none(office: Office, off: str) -> None:
    patient = office.jeanne
    if off == "patient":
        patient = await factories.patient(
            office.core, office.cabinet.practice, "Sans", "Sms", mobile="+33639980177", email="sans@example.org", sms_off=True
        )
    await office.book(patient=patient, sms_off=off == "appointment")
    assert "confirmed sms patient" not in await _planned(office)
    assert "confirmed email patient" in await _planned(office)


async def test_without_any_address_the_message_fails_and_the_agenda_says_so(office: Office, clock: SetClock) -> None:
    nobody = await factories.patient(office.core, office.cabinet.practice, "Sans", "Adresse")
    await office.book(patient=nobody)
    clock.at += REGRET
    await _deliver(office)
    (shown,) = (await office.snapshot())["appointments"]
    assert shown["not_told"] == "failed"
    assert {row.reason for row in await _rows(office) if row.refs["to"].startswith("patient/")} == {"no_address"}


async def test_a_teleconsultation_has_its_own_words_its_link_and_an_invitation_a_quarter_of_an_hour_before(
    office: Office, clock: SetClock
) -> None:
    video = await _video(office)
    await office.book("14:00", type_id=video.id, accept=["off_schedule"])
    invitations = [row for row in await _rows(office) if row.kind == "appointment_invitation"]
    assert {(row.channel, row.not_before) for row in invitations} == {(way, at("13:45")) for way in ("email", "sms")}
    clock.at += REGRET
    subject, text = sorted(await _to_jeanne(office))
    assert subject == "Téléconsultation confirmée : mardi 3 mars 2026 à 14h00"
    assert f"{URL}/room#" in text
    clock.at = at("13:45")
    assert any("vous attend" in each for each in await _to_jeanne(office))


async def test_nothing_leaves_after_the_appointment(office: Office, clock: SetClock) -> None:
    await office.book("09:00")
    clock.at = at("09:01")
    assert await _deliver(office) == []
    assert {row.state for row in await _rows(office)} == {"dropped"}


@ON_SQLITE
async def test_what_must_follow_is_told_with_the_first(office: Office) -> None:
    exam = await factories.appointment_type(office.core, office.doctor, "Examen", duration=15, followed_by=office.visit.id)
    await office.book("15:00", type_id=exam.id, accept=["off_schedule"])
    assert len({row.about for row in await _rows(office)}) == 1


async def test_what_a_carrier_could_not_take_for_hours_is_said_only_as_far_as_it_is_still_true(office: Office, clock: SetClock) -> None:
    await office.book("09:00")
    called_off, moved = await office.book("10:00"), await office.book("11:00")
    await office.book("14:00")
    clock.at += REGRET
    carrier = Counting(clock, "down")
    post = PostOffice(carrier, KINDS, URL, carrier)
    await post.deliver_due(office.core)
    await office.cancel(called_off)
    await office.alter(moved, starts_at=at("15:00"))
    clock.at = at("09:30")
    carrier.does = "take"
    while await post.deliver_due(office.core):
        pass
    said = [text for _, to, text in carrier.taken if to in {"jeanne@example.org", "+33639980101"}]
    assert [text for text in said for hour in ("9h00", "10h00", "11h00") if f"à {hour}" in text] == []
    assert {hour: sum(f"à {hour}" in text for text in said) for hour in ("14h00", "15h00")} == {"14h00": 2, "15h00": 2}


async def test_a_reminder_whose_worker_died_is_shown_in_doubt_on_the_agenda(office: Office, clock: SetClock) -> None:
    await _chose(office, reminder_hours=24, sms=[])
    await office.book("14:00")
    clock.at += REGRET
    await _deliver(office)
    clock.at = at("14:00") - timedelta(hours=24)
    assert len(await lease(office.core, {kind.name: kind for kind in KINDS}, 10)) == 1
    clock.at += LEASE + timedelta(seconds=1)
    before = len(office.published.hints)
    await _deliver(office)
    (shown,) = (await office.snapshot())["appointments"]
    assert shown["not_told"] == "unknown"
    assert len(office.published.hints) > before
