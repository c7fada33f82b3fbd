"""Files that may be the same person's as a new one."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, select

from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Contact, Patient
from server.patients.queries.briefs import briefs
from server.patients.queries.candidates import named
from server.patients.rules.names import fold, same_name
from server.patients.rules.shown import masked
from server.patients.schemas import ContactView, Duplicate, DuplicateReason

_MOST = 50


async def duplicates_of(
    uow: UnitOfWork, practice_id: str, names: tuple[str, str], birth_date: date | None, contacts: Collection[ContactView]
) -> list[Duplicate]:
    """Files with the same phone, or the same (last, first) names and birth date; a phone held for somebody else does not count."""
    phones = [each.value for each in contacts if each.kind != "email" and each.provenance == "own"]
    reasons: dict[str, list[DuplicateReason]] = {}
    for patient_id in await same_identity(uow, practice_id, names, birth_date):
        reasons.setdefault(patient_id, []).append("identity")
    for patient_id in await _same_phone(uow, practice_id, phones):
        reasons.setdefault(patient_id, []).append("phone")
    target = Target(practice_id)
    contact, remarks = uow.may(Permission.PATIENTS_CONTACT, target), uow.may(Permission.PATIENTS_REMARKS, target)
    shown = await briefs(uow, reasons)
    return [
        Duplicate(patient=masked(shown[patient_id], contact=contact, remarks=remarks), reasons=why)
        for patient_id, why in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
        if patient_id in shown
    ]


async def same_identity(uow: UnitOfWork, practice_id: str, names: tuple[str, str], birth_date: date | None) -> list[str]:
    """Files with these names, also the wrong way round, and this birth date; without one, files that have none either."""
    if birth_date is not None:
        wanted = and_(Patient.practice_id == practice_id, Patient.birth_date == birth_date)
    else:
        wanted = Patient.id.in_([each.patient_id for each in await named(uow, practice_id, (fold(names[0]), fold(names[1])), _MOST)])
    statement = select(Patient.id, Patient.last_name, Patient.first_name, Patient.birth_date)
    rows = (await uow.session.execute(statement.where(wanted, Patient.merged_into.is_(None)))).all()
    return [
        patient_id
        for patient_id, last, first, born in rows
        if born == birth_date and (same_name(names, (last, first)) or same_name(names, (first, last)))
    ]


async def _same_phone(uow: UnitOfWork, practice_id: str, phones: Collection[str]) -> list[str]:
    if not phones:
        return []
    statement = (
        select(Contact.patient_id)
        .join(Patient, Patient.id == Contact.patient_id)
        .where(
            Patient.merged_into.is_(None),
            Contact.practice_id == practice_id,
            Contact.kind.in_(("mobile", "phone")),
            Contact.value.in_(phones),
            Contact.provenance == "own",
        )
        .limit(_MOST)
    )
    return list(dict.fromkeys((await uow.session.execute(statement)).scalars()))
