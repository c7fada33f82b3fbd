"""From another calendar into an agenda: what is taken, what is refused, and nothing twice."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from server.agenda.importing import Parsed, Window, parse
from server.agenda.models import Appointment, AppointmentType, Change
from server.agenda.service.importing import BATCH, Choices, NoType, Told, import_calendar
from server.core.db import EVERY_PRACTICE
from server.core.events import TopicHead
from server.core.unit import Core
from server.maintenance.inspection import inspect
from server.patients.models import Contact, Patient
from tests.support import factories
from tests.support.actors import Cabinet

WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31), "Europe/Paris")


def _calendar(*events: tuple[str, str, str]) -> Parsed:
    """(title, start, end) in local time."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number, (summary, start, end) in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:event-{number}", f"SUMMARY:{summary}", f"DTSTART:{start}", f"DTEND:{end}", "END:VEVENT"]
    return parse("\r\n".join([*lines, "END:VCALENDAR", ""]).encode(), WINDOW)


@pytest.fixture
async def consultation(core: Core, cabinet: Cabinet) -> AppointmentType:
    """The doctor's ordinary type, thirty minutes."""
    made = await factories.appointment_type(core, cabinet.doctor)
    await factories.schedule(core, cabinet.doctor, made)
    return made


async def _import(core: Core, cabinet: Cabinet, parsed: Parsed, choices: Choices | None = None) -> list[str]:
    told = await import_calendar(core, cabinet.doctor, parsed, choices or Choices(), lambda _, __: None)
    return [each.fate for each in told]


async def _appointments(core: Core) -> list[Appointment]:
    async with core.db.read(EVERY_PRACTICE) as session:
        return list(await session.scalars(select(Appointment).order_by(Appointment.starts_at)))


async def test_the_same_file_twice_imports_nothing_twice(core: Core, cabinet: Cabinet, consultation: AppointmentType) -> None:
    parsed = _calendar(("DUPONT Jeanne", "20260302T090000", "20260302T093000"), ("Martin Paul", "20260302T100000", "20260302T103000"))
    assert await _import(core, cabinet, parsed) == ["imported", "imported"]
    assert await _import(core, cabinet, parsed) == ["already_there", "already_there"]
    rows = await _appointments(core)
    assert [row.starts_at for row in rows] == [datetime(2026, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)]
    assert {row.origin for row in rows} == {"import"}
    async with core.db.read(EVERY_PRACTICE) as session:
        assert len(list(await session.scalars(select(Patient)))) == 2


async def test_a_known_patient_is_found_whatever_the_order_and_the_accents(
    core: Core, cabinet: Cabinet, consultation: AppointmentType
) -> None:
    known = await factories.patient(core, cabinet.practice, "Lefèvre", "Chloé")
    assert await _import(core, cabinet, _calendar(("Chloe LEFEVRE", "20260302T090000", "20260302T093000"))) == ["imported"]
    assert [row.patient_id for row in await _appointments(core)] == [known.id]


async def test_of_two_homonyms_the_phone_decides_and_without_it_nobody_is_chosen(
    core: Core, cabinet: Cabinet, consultation: AppointmentType
) -> None:
    await factories.patient(core, cabinet.practice, "Dupont", "Jeanne", mobile="+33639981111")
    other = await factories.patient(core, cabinet.practice, "Dupont", "Jeanne", mobile="+33639982222")
    parsed = _calendar(
        ("DUPONT Jeanne 06 39 98 22 22", "20260302T090000", "20260302T093000"), ("DUPONT Jeanne", "20260302T100000", "20260302T103000")
    )
    assert await _import(core, cabinet, parsed) == ["imported", "ambiguous_patient"]
    assert [row.patient_id for row in await _appointments(core)] == [other.id]


async def test_an_unknown_patient_gets_a_file_with_what_the_title_says(core: Core, cabinet: Cabinet, consultation: AppointmentType) -> None:
    await _import(core, cabinet, _calendar(("LE GALL Anne 06 39 98 33 33 née le 04/11/1957", "20260302T090000", "20260302T093000")))
    async with core.db.read(EVERY_PRACTICE) as session:
        made = (await session.scalars(select(Patient))).one()
        contact = (await session.scalars(select(Contact))).one()
    assert (made.last_name, made.first_name, made.birth_date) == ("LE GALL", "Anne", date(1957, 11, 4))
    assert (contact.kind, contact.value) == ("mobile", "+33639983333")


async def test_no_file_is_opened_when_that_is_not_wanted(core: Core, cabinet: Cabinet, consultation: AppointmentType) -> None:
    parsed = _calendar(("DUPONT Jeanne", "20260302T090000", "20260302T093000"))
    assert await _import(core, cabinet, parsed, Choices(opens_files=False)) == ["unknown_patient"]


async def test_a_meeting_is_no_appointment(core: Core, cabinet: Cabinet, consultation: AppointmentType) -> None:
    assert await _import(core, cabinet, _calendar(("Réunion d'équipe", "20260302T090000", "20260302T093000"))) == ["not_a_patient"]


async def test_an_overlap_is_refused_also_within_the_file_and_taken_when_accepted(
    core: Core, cabinet: Cabinet, consultation: AppointmentType
) -> None:
    parsed = _calendar(("DUPONT Jeanne", "20260302T090000", "20260302T093000"), ("Martin Paul", "20260302T091500", "20260302T094500"))
    assert await _import(core, cabinet, parsed) == ["imported", "overlap"]
    assert await _import(core, cabinet, parsed, Choices(accepts_overlaps=True)) == ["already_there", "imported"]
    assert [row.overbooked for row in await _appointments(core)] == [False, True]
    assert [findings async for _, findings in inspect(core) if findings] == []


async def test_hours_off_the_schedule_and_leave_are_facts(core: Core, cabinet: Cabinet, consultation: AppointmentType) -> None:
    await factories.leave(core, cabinet.doctor, date(2026, 3, 3), date(2026, 3, 3))
    parsed = _calendar(("DUPONT Jeanne", "20260302T200000", "20260302T203000"), ("Martin Paul", "20260303T090000", "20260303T093000"))
    assert await _import(core, cabinet, parsed) == ["imported", "imported"]
    assert [row.off_schedule for row in await _appointments(core)] == [True, False]


async def test_the_title_or_the_length_chooses_the_type(core: Core, cabinet: Cabinet, consultation: AppointmentType) -> None:
    check = await factories.appointment_type(core, cabinet.doctor, "Bilan", duration=60, position=1)
    parsed = _calendar(
        ("DUPONT Jeanne - bilan annuel", "20260302T090000", "20260302T093000"),
        ("Martin Paul", "20260302T100000", "20260302T110000"),
        ("Petit Luc", "20260302T113000", "20260302T114500"),
    )
    await _import(core, cabinet, parsed)
    assert [row.type_id for row in await _appointments(core)] == [check.id, check.id, consultation.id]


async def test_without_a_type_nothing_is_imported(core: Core, cabinet: Cabinet) -> None:
    with pytest.raises(NoType):
        await _import(core, cabinet, _calendar(("DUPONT Jeanne", "20260302T090000", "20260302T093000")))


async def test_a_long_file_is_written_a_batch_at_a_time_and_every_screen_hears_of_it(
    core: Core, cabinet: Cabinet, consultation: AppointmentType
) -> None:
    parsed = _calendar(
        *(
            (f"DUPONT Jeanne{'abcdefghijklm'[n]}", f"20260302T{9 + n // 2:02}{n % 2 * 3}000", f"20260302T{9 + n // 2:02}{n % 2 * 3}500")
            for n in range(13)
        )
    )
    seen: list[tuple[int, int]] = []
    told: list[Told] = await import_calendar(core, cabinet.doctor, parsed, Choices(), lambda done, total: seen.append((done, total)))
    assert {each.fate for each in told} == {"imported"}
    assert seen == [(BATCH, 13), (13, 13)]
    async with core.db.read(EVERY_PRACTICE) as session:
        assert len(list(await session.scalars(select(Change)))) == 2
        assert await session.scalar(select(TopicHead.seq).where(TopicHead.topic == f"agenda/{cabinet.doctor.id}")) == 2
