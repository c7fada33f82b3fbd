"""The first free slots, as the left column asks for them."""

from datetime import date
from typing import Any

import pytest

from server.agenda.queries.finding import find_slots
from server.agenda.schemas.appointments import FindSlots
from server.core.actors import Role
from server.core.errors import Invalid, NotFound
from tests.server.agenda.office import MONDAY, PARIS, Office, at
from tests.support.actors import Cabinet
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


async def found(office: Office, *, who: Role = "secretary", **given: Any) -> list[tuple[str, str]]:
    """The initials and wall time of what is found."""
    initials = {office.doctor.id: "doctor", office.midwife.id: "midwife"}
    query = FindSlots(**{"practitioner_ids": [office.doctor.id], "from_day": MONDAY, "type_name": "Consultation", "limit": 3, **given})
    listed = await office.ask(lambda uow: find_slots(uow, query), who)
    return [(initials[each.practitioner_id], each.slot.starts_at.astimezone(PARIS).strftime("%d %H:%M")) for each in listed.slots]


async def test_the_earliest_come_first_over_several_practitioners(office: Office, clock: SetClock) -> None:
    both = [office.doctor.id, office.midwife.id]
    assert await found(office, practitioner_ids=both, limit=4) == [
        ("doctor", "02 09:00"),
        ("midwife", "02 09:00"),
        ("doctor", "02 09:30"),
        ("midwife", "02 09:45"),
    ]
    clock.pass_by(hours=9)
    assert await found(office) == [("doctor", "03 09:00"), ("doctor", "03 09:30"), ("doctor", "03 10:00")]


async def test_what_is_taken_or_claimed_by_somebody_else_is_not_proposed(office: Office) -> None:
    await office.book(at("09:00", MONDAY))
    await office.claim("09:00", "practitioner", practitioner_id=office.midwife.id)
    tuesday: dict[str, Any] = {"practitioner_ids": [office.doctor.id, office.midwife.id], "from_day": date(2026, 3, 3), "limit": 2}
    assert await found(office) == [("doctor", "02 09:30"), ("doctor", "02 10:00"), ("doctor", "02 10:30")]
    assert await found(office, **tuesday) == [("doctor", "03 09:00"), ("doctor", "03 09:30")]
    assert (await found(office, who="practitioner", **tuesday))[1] == ("midwife", "03 09:00")


async def test_agendas_one_may_not_see_are_refused(office: Office, twin: Cabinet) -> None:
    with pytest.raises(NotFound):
        await found(office, practitioner_ids=[office.doctor.id, twin.doctor.id])
    with pytest.raises(NotFound):
        await found(office, who="outside_colleague", practitioner_ids=[office.midwife.id])


async def test_days_outside_the_calendar_are_refused(office: Office) -> None:
    with pytest.raises(Invalid):
        await found(office, from_day=date(2199, 12, 1))
