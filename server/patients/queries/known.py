"""Who is meant by a name that comes from elsewhere: a calendar, a list."""

from datetime import date

from sqlalchemy import select

from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Contact, Patient
from server.patients.queries.candidates import named
from server.patients.rules.names import fold, same_name

_MOST = 50


async def known_as(uow: UnitOfWork, practice_id: str, names: tuple[str, str], birth_date: date | None, phone: str | None) -> list[Patient]:
    """The files of these (last, first) names, also the wrong way round, that no birth date contradicts.

    Of several, those with this phone (E.164), then those with exactly this birth date.
    """
    uow.permit(Permission.PATIENTS_WRITE, Target(practice_id))
    await uow.session.flush()
    ids = sorted({each.patient_id for each in await named(uow, practice_id, (fold(names[0]), fold(names[1])), _MOST)})
    statement = select(Patient).where(Patient.id.in_(ids), Patient.merged_into.is_(None))
    found = [
        row
        for row in await uow.session.scalars(statement)
        if _same(names, (row.last_name, row.first_name)) and (birth_date is None or row.birth_date in {None, birth_date})
    ]
    if len(found) > 1 and phone is not None:
        reached = select(Contact.patient_id).where(Contact.patient_id.in_(ids), Contact.value == phone)
        holders = set(await uow.session.scalars(reached))
        found = [row for row in found if row.id in holders] or found
    if len(found) > 1 and birth_date is not None:
        found = [row for row in found if row.birth_date == birth_date] or found
    return sorted(found, key=lambda row: row.id)


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return same_name(one, other) or same_name(one, other[::-1])
