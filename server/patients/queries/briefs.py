"""What other screens show of patients, by id."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from server.core.unit import UnitOfWork
from server.patients.models import Contact, Patient
from server.patients.schemas import PatientBrief

_COLUMNS = (Patient.id, Patient.last_name, Patient.first_name, Patient.birth_date, Patient.merged_into)
_HAS_REMARKS: ColumnElement[bool] = Patient.remarks.is_not(None)


async def briefs(uow: UnitOfWork, ids: Collection[str]) -> dict[str, PatientBrief]:
    """The briefs of these patients, in two SELECTs whatever their number (a third when one of them was merged).

    The key is the id asked for; that of a merged file gives the brief of the file that was kept. Nothing is hidden: it is
    for events, whose lens hides, and for answers that pass through one. Unknown ids are left out. No permission is asked.
    """
    if not ids:
        return {}
    statement = select(*_COLUMNS, _HAS_REMARKS).where(Patient.id.in_(sorted(ids)))
    rows = {row[0]: row for row in (await uow.session.execute(statement)).all()}
    merged = {row.id: row.merged_into for row in rows.values() if row.merged_into is not None}
    kept = await briefs(uow, set(merged.values()))
    reached = await own_contacts(uow, [row_id for row_id in rows if row_id not in merged])
    shown = {
        row_id: PatientBrief(
            id=row_id,
            last_name=row.last_name,
            first_name=row.first_name,
            birth_date=row.birth_date,
            phone=reached.get(row_id, {}).get("mobile") or reached.get(row_id, {}).get("phone"),
            email=reached.get(row_id, {}).get("email"),
            has_remarks=row[-1],
        )
        for row_id, row in rows.items()
        if row_id not in merged
    }
    return shown | {row_id: kept[target] for row_id, target in merged.items() if target in kept}


async def own_contacts(uow: UnitOfWork, ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The first contact of each kind that is the patient's own: patient id → kind → value (Q15)."""
    if not ids:
        return {}
    statement = (
        select(Contact.patient_id, Contact.kind, Contact.value)
        .where(Contact.patient_id.in_(sorted(ids)), Contact.provenance == "own")
        .order_by(Contact.position.desc())
    )
    reached: dict[str, dict[str, str]] = {}
    for patient_id, kind, value in (await uow.session.execute(statement)).all():
        reached.setdefault(patient_id, {})[kind] = value
    return reached
