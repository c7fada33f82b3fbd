"""Many at once: a thousand reach for one slot, colleagues move towards one another, people undo meanwhile (R10)."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from random import Random

import pytest

from server.agenda.models import Appointment
from server.agenda.schemas.schedule import EndLeave, TakeLeave
from server.agenda.service.planning.leave import end_leave, take_leave
from server.core.actors import Role
from server.core.db import Database
from server.core.errors import NeedsConfirmation, Refusal, Stale
from server.settings import Settings
from tests.server.agenda.office import TUESDAY, WEDNESDAY, Office, at
from tests.server.agenda.replay import Screens

MANY = 1_000
SLOTS = ("09:00", "09:30", "10:00", "10:30")
PEOPLE: tuple[Role, ...] = ("secretary", "practitioner", "administrator", "tele_secretary")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The fresh database, for people who wait as long as it takes: how long that is belongs to the benchmarks."""
    db = Database(Settings.from_env({"DATABASE_URL": database_url}).database, patience=300)
    yield db
    await db.close()


async def overlaps(office: Office) -> list[tuple[str, str]]:
    """Pairs on the doctor's or the midwife's agenda that overlap though nobody asked for it."""
    found = []
    for agenda in (office.doctor, office.midwife):
        rows = await office.rows(Appointment, Appointment.practitioner_id == agenda.id, Appointment.status != "cancelled")
        for one, other in itertools.combinations(rows, 2):
            meet = one.starts_at < other.ends_at and other.starts_at < one.ends_at and one.extra_id == other.extra_id
            if meet and not (one.overbooked or other.overbooked):
                found.append((one.id, other.id))
    return found


async def test_of_a_thousand_who_book_one_slot_exactly_one_gets_it(office: Office) -> None:
    async def reach(number: int) -> str:
        try:
            await office.book("09:00", PEOPLE[number % len(PEOPLE)], patient=(office.jeanne, office.paul)[number % 2])
        except NeedsConfirmation as refused:
            return ",".join(warning["kind"] for warning in refused.data["warnings"])
        return "booked"

    assert Counter(await asyncio.gather(*(reach(number) for number in range(MANY)))) == {"booked": 1, "overlap": MANY - 1}
    assert await office.busy() == [("03 09:00", "03 09:30")]
    assert len(office.events()) == 1


async def test_starts_that_overlap_only_in_part_exclude_one_another(office: Office) -> None:
    async def reach(number: int) -> bool:
        clock = f"09:{number % 4 * 10:02d}"
        try:
            await office.book(clock, PEOPLE[number % len(PEOPLE)], accept=["off_schedule"])
        except NeedsConfirmation:
            return False
        return True

    won = await asyncio.gather(*(reach(number) for number in range(100)))
    assert 1 <= sum(won) <= 2  # 9:00 and 9:30 leave one another room, 9:10 and 9:20 do not
    assert len(await office.busy()) == sum(won)
    assert await overlaps(office) == []


async def test_colleagues_who_move_towards_one_another_never_block_one_another(office: Office) -> None:
    mine = [await office.book(clock) for clock in SLOTS]
    theirs = [
        await office.book(clock, practitioner_id=office.midwife.id, type_id=office.birth.id, patient=office.paul)
        for clock in ("09:00", "09:45", "10:30", "11:15")
    ]

    async def move(number: int) -> str:
        view, to, kind = (
            (mine[number % 4], office.midwife, office.birth) if number % 2 else (theirs[number % 4], office.doctor, office.visit)
        )
        clock = f"1{4 + number % 4}:{number % 3 * 15:02d}"
        try:
            await office.alter(view, practitioner_id=to.id, type_id=kind.id, starts_at=at(clock), accept=["off_schedule"])
        except (Stale, NeedsConfirmation) as refused:
            return refused.code
        return "moved"

    told = Counter(await asyncio.gather(*(move(number) for number in range(80))))
    assert told["moved"] >= 4
    assert sum(told.values()) == 80
    assert await overlaps(office) == []
    assert len(await office.busy()) + len(await office.busy(office.midwife)) == 8


async def test_a_busy_day_ends_without_accident_and_every_screen_agrees(office: Office) -> None:
    screens = await Screens(office, days=(TUESDAY, WEDNESDAY)).open()
    await office.book("11:00")
    changes, die, doctor = [office.change or ""], Random(11), office.doctor.id

    async def act(number: int) -> str:
        who = PEOPLE[number % len(PEOPLE)]
        clock = die.choice(SLOTS)
        try:
            match number % 8:
                case 0 | 1 | 2:
                    await office.book(clock, who, patient=office.paul)
                case 3:
                    await office.claim(clock, who)
                case 4 | 5:
                    row = die.choice(await office.rows(Appointment, Appointment.practitioner_id == office.doctor.id))
                    await office.alter(row, who, starts_at=at(clock), accept=["claim"])  # type: ignore[arg-type]
                case 6:
                    await office.undo(die.choice(changes), "administrator")
                case _:
                    await office.do(take_leave, TakeLeave(practitioner_id=doctor, from_day=WEDNESDAY, to_day=WEDNESDAY))
                    await office.do(end_leave, EndLeave(practitioner_id=doctor, from_day=WEDNESDAY, to_day=WEDNESDAY))
        except Refusal as refused:
            return refused.code
        changes.append(office.change or "")
        return "done"

    told = Counter(await asyncio.gather(*(act(number) for number in range(160))))
    assert told["done"] > 20
    assert set(told) <= {"done", "needs_confirmation", "claim_held", "stale", "cancelled", "superseded", "already_undone"}
    assert await overlaps(office) == []
    await screens.check()
    numbers = [seq for topic, seq, _ in office.published.hints if topic.endswith(office.doctor.id)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
