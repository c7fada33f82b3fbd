"""What other screens show of patients, by id."""

from collections.abc import Collection

from sqlalchemy import BindParameter, bindparam, select

from server.core.unit import UnitOfWork
from server.patients.models import Contact, Patient
from server.patients.schemas import PatientBrief

_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_PATIENTS = select(
    Patient.id,
    Patient.last_name,
    Patient.first_name,
    Patient.birth_date,
    Patient.merged_into,
    Patient.remarks.is_not(None).label("has_remarks"),
).where(Patient.id.in_(_IDS))
_OWN_CONTACTS = (
    select(Contact.patient_id, Contact.kind, Contact.value)
    .where(Contact.patient_id.in_(_IDS), Contact.provenance == "own")
    .order_by(Contact.position.desc())
)


async def briefs(uow: UnitOfWork, ids: Collection[str]) -> dict[str, PatientBrief]:
    """The briefs of these patients, in two SELECTs whatever their number (a third when one of them was merged).

    The key is the id asked for; that of a merged file gives the brief of the file that was kept. Nothing is hidden: it is
    for events, whose lens hides, and for answers that pass through one. Unknown ids are left out. No permission is asked.
    """
    if not ids:
        return {}
    rows = {row.id: row for row in (await uow.session.execute(_PATIENTS, {"ids": sorted(ids)})).all()}
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
            has_remarks=row.has_remarks,
        )
        for row_id, row in rows.items()
        if row_id not in merged
    }
    return shown | {row_id: kept[target] for row_id, target in merged.items() if target in kept}


async def own_contacts(uow: UnitOfWork, ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The first contact of each kind that is the patient's own: patient id → kind → value (Q15)."""
    if not ids:
        return {}
    reached: dict[str, dict[str, str]] = {}
    for patient_id, kind, value in (await uow.session.execute(_OWN_CONTACTS, {"ids": sorted(ids)})).all():
        reached.setdefault(patient_id, {})[kind] = value
    return reached
