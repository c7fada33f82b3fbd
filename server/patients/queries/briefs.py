"""What other screens show of patients, by id."""

from collections.abc import Collection

from sqlalchemy import BindParameter, and_, bindparam, select

from server.core.unit import UnitOfWork
from server.patients.models import Contact, Patient
from server.patients.schemas import PatientBrief

_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_PATIENTS = (
    select(
        Patient.id,
        Patient.last_name,
        Patient.first_name,
        Patient.birth_date,
        Patient.merged_into,
        Patient.remarks.is_not(None).label("has_remarks"),
        Contact.kind,
        Contact.value,
    )
    .outerjoin(Contact, and_(Contact.patient_id == Patient.id, Contact.provenance == "own"))
    .where(Patient.id.in_(_IDS))
    .order_by(Contact.position.desc())
)


async def briefs(uow: UnitOfWork, ids: Collection[str]) -> dict[str, PatientBrief]:
    """The briefs of these patients, in one SELECT whatever their number (a second when one of them was merged).

    The key is the id asked for; that of a merged file gives the brief of the file that was kept. Nothing is hidden: it is
    for events, whose lens hides, and for answers that pass through one. Unknown ids are left out. No permission is asked.
    Contacts are the patient's own, the first of each kind (Q15).
    """
    if not ids:
        return {}
    rows = (await uow.session.execute(_PATIENTS, {"ids": sorted(ids)})).all()
    reached: dict[str, dict[str, str]] = {row.id: {} for row in rows}
    for row in rows:
        if row.kind is not None:
            reached[row.id][row.kind] = row.value
    shown = {
        row.id: PatientBrief(
            id=row.id,
            last_name=row.last_name,
            first_name=row.first_name,
            birth_date=row.birth_date,
            phone=reached[row.id].get("mobile") or reached[row.id].get("phone"),
            email=reached[row.id].get("email"),
            has_remarks=row.has_remarks,
        )
        for row in rows
        if row.merged_into is None
    }
    merged = {row.id: row.merged_into for row in rows if row.merged_into is not None}
    kept = await briefs(uow, set(merged.values()))
    return shown | {row_id: kept[target] for row_id, target in merged.items() if target in kept}
