"""Public holidays: those of the place's region, proposed as leave."""

from datetime import date

import pytest

from server.agenda.queries.holidays import holidays_in, public_holidays
from server.agenda.schemas.planning import HolidayParams
from server.agenda.schemas.schedule import TakeLeave
from server.agenda.service.planning.leave import take_leave
from server.core.errors import NotFound
from tests.server.agenda.office import Office
from tests.support.databases import ON_SQLITE

MAY = date(2026, 5, 1)


@ON_SQLITE
async def test_public_holidays_are_proposed_unless_they_are_leave_already(office: Office) -> None:
    on_leave = TakeLeave(practitioner_id=office.doctor.id, from_day=date(2026, 5, 14), to_day=date(2026, 5, 17))
    await office.do(take_leave, on_leave)
    found = await office.ask(lambda uow: public_holidays(uow, office.doctor.id, HolidayParams(year=2026)))
    days = {each.day: each.name for each in found.holidays}
    assert days[MAY] == "Fête du Travail"
    assert date(2026, 5, 14) not in days  # Ascension, on leave
    assert len(days) == 10
    english = await office.ask(lambda uow: public_holidays(uow, office.doctor.id, HolidayParams(year=2026, locale="en")))
    assert {each.day: each.name for each in english.holidays}[MAY] == "Labor Day"


def test_holidays_are_those_of_the_region() -> None:
    assert date(2026, 12, 20) in dict(holidays_in("FR-974", 2026, "fr"))
    assert date(2026, 12, 26) in dict(holidays_in("FR-57", 2026, "fr"))
    assert date(2026, 12, 26) not in dict(holidays_in("FR", 2026, "fr"))
    assert date(2026, 7, 21) in dict(holidays_in("BE", 2026, "fr"))
    for unknown in ("", "XX", "FR-ZZ"):
        assert holidays_in(unknown, 2026, "fr") == []


@ON_SQLITE
async def test_holidays_are_not_shown_outside(office: Office) -> None:
    with pytest.raises(NotFound):
        await office.ask(lambda uow: public_holidays(uow, office.midwife.id, HolidayParams(year=2026)), "outside_colleague")
