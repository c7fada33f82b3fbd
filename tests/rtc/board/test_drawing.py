"""Drawing on what is stored: taken in, kept, folded, bounded, sealed; and what is wrong refused without harm to anybody."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, func, select

from rtc.board.document import Drawing
from rtc.board.errors import SheetBehind, SheetFull, SheetUnreadable
from rtc.board.models import Sheet, SheetUpdate
from rtc.board.queries import drawing_of, sheet_snapshot
from rtc.board.schemas import LARGEST_SHEET, DrawOnSheet, SheetRoom
from rtc.board.service import FOLDED_AFTER, MOST, WINDOW, draw_on_sheet
from rtc.board.topics import sheet_topic
from rtc.consultation.errors import NotAdmitted, RoomEnded
from rtc.consultation.models import RoomRow, SeatRow
from server.agenda.models import Appointment
from server.core.actors import NOBODY, Actor, Guest, system
from server.core.db import EVERY_PRACTICE
from server.core.errors import NotFound, TooMany
from server.core.events import Envelope, payload_label
from server.core.permissions import Permission
from server.core.unit import Core, reading, writing
from tests.rtc.board.pens import Pen, encoded, stroke, words
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.clock import SetClock
from tests.support.core import Published, core_over

CANARY = "canari-épaule-gauche"


@dataclass
class Table:
    """An appointment and who sits at its sheet."""

    core: Core
    appointment: str
    practitioner: Actor
    patient: Actor

    async def draw(self, update: bytes | str, who: Actor | None = None) -> SheetRoom:
        """Send an update, as the practitioner if nobody is named."""
        body = DrawOnSheet(update if isinstance(update, str) else encoded(update))
        async with writing(self.core, who or self.practitioner) as uow:
            return await draw_on_sheet(uow, self.appointment, body)

    async def marks(self) -> dict[str, Any]:
        """What is stored, as a fresh snapshot gives it."""
        async with reading(self.core, self.patient) as uow:
            body = await sheet_snapshot(uow, self.appointment)
        return Drawing([msgspec.convert(each.update, bytes, strict=False) for each in body.updates]).part("marks")

    async def rows(self) -> tuple[Sheet | None, int]:
        """The sheet's row, and how many changes are not folded."""
        async with self.core.db.read(EVERY_PRACTICE) as session:
            row = (await session.execute(select(Sheet))).scalar_one_or_none()
            return row, (await session.execute(select(func.count()).select_from(SheetUpdate))).scalar_one()


@pytest.fixture
async def table(core: Core, cabinet: Cabinet) -> Table:
    """A teleconsultation of the doctor's, with its patient."""
    patient = await factories.patient(core, cabinet.practice, "Dupont")
    row = await factories.appointment(core, cabinet.doctor, patient, datetime(2026, 3, 3, 9, tzinfo=UTC), teleconsultation=True)
    seat = SeatRow(id="a" * 32, practice_id=cabinet.practice.id, appointment_id=row.id, role="patient", admitted_at=row.starts_at)
    await factories.keep(core, seat)
    guest = replace(NOBODY, name="Jeanne Dupont", guest=Guest(seat.id, row.id, cabinet.practice.id))
    return Table(core, row.id, cabinet.actors["practitioner"], guest)


async def test_both_write_draw_and_erase_on_the_same_sheet(table: Table) -> None:
    doctor, patient = Pen(), Pen()
    drawn = doctor.draw("a", stroke())
    await table.draw(drawn)
    patient.take(drawn)
    await table.draw(patient.draw("b", words("là")), table.patient)
    await table.draw(patient.erase("a"), table.patient)
    assert (await table.marks()).keys() == {"b"}


async def test_each_change_is_an_event_that_makes_an_old_snapshot_the_fresh_one(table: Table, published: Published) -> None:
    pen, seen = Pen(), Drawing()
    for key in "abc":
        await table.draw(pen.draw(key, stroke()))
    await table.draw(pen.erase("b"))
    for topic, seq, payload in published.hints:
        assert topic == sheet_topic(table.appointment)
        event = msgspec.json.decode(table.core.keyring.open(payload_label(topic, seq), payload), type=Envelope)
        seen = Drawing([seen.state, *(msgspec.convert(each["update"], bytes, strict=False) for each in event.body.put["updates"])])
    assert len(published.hints) == 4
    assert seen.part("marks") == await table.marks()


async def test_what_is_there_already_changes_nothing(table: Table, published: Published) -> None:
    drawn = Pen().draw("a", stroke())
    first = await table.draw(drawn)
    assert await table.draw(drawn) == first
    assert len(published.hints) == 1


async def test_changes_are_folded_into_one_state_and_nothing_is_lost(table: Table) -> None:
    pen = Pen()
    for number in range(FOLDED_AFTER + 5):
        await table.draw(pen.draw(f"{number}", stroke()))
    row, waiting = await table.rows()
    assert row is not None
    assert waiting < FOLDED_AFTER
    assert len(await table.marks()) == FOLDED_AFTER + 5


async def test_a_process_that_starts_anew_reads_the_same_drawing(table: Table, clock: SetClock) -> None:
    pen = Pen()
    for key in "abcd":
        await table.draw(pen.draw(key, stroke()))
    before = await table.marks()
    table.core = await core_over(table.core.db, clock)
    assert await table.marks() == before
    assert before.keys() == set("abcd")


async def test_nothing_drawn_is_readable_in_the_database(table: Table) -> None:
    pen = Pen()
    await table.draw(pen.draw("a", words(CANARY)))
    await table.draw(pen.draw("b", words(CANARY)))
    async with table.core.db.read(EVERY_PRACTICE) as session:
        stored = [row.state for row in (await session.execute(select(Sheet))).scalars()]
        stored += [row.update for row in (await session.execute(select(SheetUpdate))).scalars()]
    assert len(stored) == 2
    assert not any(CANARY.encode() in each or b"text" in each for each in stored)
    assert CANARY in str(await table.marks())


@pytest.mark.parametrize("update", ["!!!!", "AAAA", "AQEB", encoded(b"\1\1\1\0\x07\1\5marks\0"), encoded(b"\xff" * 40)])
async def test_what_is_no_change_of_a_drawing_is_refused_and_the_drawing_stays(table: Table, update: str) -> None:
    pen = Pen()
    await table.draw(pen.draw("a", stroke()))
    with pytest.raises(SheetUnreadable) as refused:
        await table.draw(update, table.patient)
    assert refused.value.data["reason"]
    await table.draw(pen.draw("b", stroke()))
    assert (await table.marks()).keys() == {"a", "b"}


async def test_a_change_that_builds_on_what_never_came_is_refused_and_all_that_one_has_repairs_it(table: Table) -> None:
    pen = Pen()
    pen.draw("a", stroke())
    second = pen.draw("b", stroke())
    with pytest.raises(SheetBehind):
        await table.draw(second)
    await table.draw(pen.doc.get_update())
    assert (await table.marks()).keys() == {"a", "b"}


async def test_a_full_sheet_takes_no_more_until_something_is_erased(table: Table, clock: SetClock) -> None:
    pen = Pen()
    large = b"\x01" * 60_000
    for number in range(LARGEST_SHEET // 60_000):
        await table.draw(pen.draw(f"{number}", stroke(points=large)))
    before = await table.marks()
    with pytest.raises(SheetFull) as refused:
        await table.draw(pen.draw("more", stroke(points=large)), table.patient)
    assert refused.value.data == {"limit": LARGEST_SHEET}
    assert await table.marks() == before
    other = Pen()
    other.take(Drawing(pen.unsent[:-1]).state)
    await table.draw(other.erase("0"))
    await table.draw(other.draw("again", stroke()))
    assert (await table.marks()).keys() == before.keys() - {"0"} | {"again"}


async def test_changes_faster_than_anybody_draws_are_refused_until_a_moment_later(table: Table, clock: SetClock) -> None:
    pen = Pen()
    for number in range(MOST + 1):
        await table.draw(pen.draw(f"{number}", stroke()))
    with pytest.raises(TooMany) as refused:
        await table.draw(pen.draw("x", stroke()))
    assert 1 <= refused.value.data["retry_after"] <= WINDOW.total_seconds()
    clock.pass_by(seconds=WINDOW.total_seconds())
    await table.draw(pen.unsent[-1])
    assert "x" in await table.marks()


async def test_only_the_practitioner_who_replaces_him_and_the_guest_of_this_appointment_draw(table: Table, cabinet: Cabinet) -> None:
    drawn = Pen().draw("a", stroke())
    stranger = replace(NOBODY, guest=Guest("seat", "f" * 32, cabinet.practice.id))
    others = [actor for role, actor in cabinet.actors.items() if role not in {"practitioner", "replacement"}]
    for who in [*others, stranger, NOBODY]:
        with pytest.raises(NotFound):
            await table.draw(drawn, who)
    await table.draw(drawn, cabinet.actors["replacement"])
    assert (await table.marks()).keys() == {"a"}


async def test_a_guest_neither_draws_nor_sees_before_he_is_let_in_and_after_the_end(table: Table, cabinet: Cabinet) -> None:
    drawn = Pen().draw("a", stroke())
    waiting = replace(NOBODY, guest=Guest("b" * 32, table.appointment, cabinet.practice.id))
    with pytest.raises(NotAdmitted):
        await table.draw(drawn, waiting)
    await table.draw(drawn, table.patient)
    doctor, ended = cabinet.doctor.id, table.core.clock.now()
    room = RoomRow(appointment_id=table.appointment, practice_id=cabinet.practice.id, practitioner_id=doctor, ended_at=ended)
    await factories.keep(table.core, room)
    with pytest.raises(RoomEnded):
        await table.marks()


async def test_a_drawing_goes_with_its_appointment(table: Table) -> None:
    pen = Pen()
    for key in "ab":
        await table.draw(pen.draw(key, stroke()))
    async with table.core.db.write(EVERY_PRACTICE) as session:
        await session.execute(delete(Appointment).where(Appointment.id == table.appointment))
        await session.commit()
    assert await table.rows() == (None, 0)


async def test_a_sheet_on_which_nobody_drew_is_empty(table: Table) -> None:
    assert await table.marks() == {}
    async with reading(table.core, system("test"), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        _, row, waiting = await drawing_of(uow, table.appointment)
    assert (row, waiting) == (None, 0)
