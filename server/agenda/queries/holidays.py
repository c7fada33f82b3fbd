"""Public holidays of a practitioner's place, proposed as leave."""

from datetime import date

from holidays import country_holidays
from sqlalchemy import select

from server.accounts.models import Location
from server.accounts.queries import practitioner_for
from server.agenda.queries.plans import plan_of
from server.agenda.schemas.planning import HolidayList, HolidayParams
from server.agenda.schemas.schedule import HolidayView
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

_LANGUAGES = {"fr": "fr", "en": "en_US"}


async def public_holidays(uow: UnitOfWork, practitioner_id: str, params: HolidayParams) -> HolidayList:
    """Those of a year that are not already leave; none where the region is not known."""
    practitioner = await practitioner_for(uow, Permission.AGENDA_READ, practitioner_id)
    statement = select(Location.region).where(Location.id == practitioner.location_id)
    region = (await uow.session.execute(statement)).scalar_one_or_none() or ""
    plan = await plan_of(uow, practitioner)
    proposed = holidays_in(region, params.year, _LANGUAGES[params.locale])
    return HolidayList(holidays=[HolidayView(day=day, name=name) for day, name in proposed if plan.leave_on(day) is None])


def holidays_in(region: str, year: int, language: str) -> list[tuple[date, str]]:
    """The public holidays of a country or subdivision (ISO 3166-2: `FR`, `FR-974`), in order; its own names failing the language."""
    country, _, subdivision = region.partition("-")
    try:
        found = country_holidays(country, subdiv=subdivision or None, years=year, language=language)
        return sorted((day, name) for day, name in found.items() if day.year == year)
    except NotImplementedError:
        return []
