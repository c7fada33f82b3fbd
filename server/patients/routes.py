"""Patients over HTTP. Nothing personal is in an address: searching is a POST."""

from server.core.http import Api
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries.files import patient_view
from server.patients.queries.guards import patient_for
from server.patients.queries.search import search_patients as found_patients
from server.patients.schemas import (
    ChangePatient,
    CreatePatient,
    FoundPatients,
    MergePatients,
    PatientView,
    SearchPatients,
    TiedTo,
)
from server.patients.service import changing, merging, opening, relatives

api = Api("patients")


@api.query("POST", "/api/patients/search")
async def search_patients(uow: UnitOfWork, body: SearchPatients) -> FoundPatients:
    """Find patients by mobile, name, e-mail or birth date (F022)."""
    return await found_patients(uow, body)


@api.command("POST", "/api/patients", status=201)
async def create_patient(uow: UnitOfWork, body: CreatePatient) -> PatientView:
    """Open a patient's file (F023)."""
    return await opening.create_patient(uow, body)


@api.query("GET", "/api/patients/{patient_id}")
async def read_patient(uow: UnitOfWork, patient_id: str) -> PatientView:
    """Open a patient's file for reading; the id of a merged file gives the one that was kept."""
    return await patient_view(uow, await patient_for(uow, Permission.PATIENTS_READ, patient_id))


@api.command("PATCH", "/api/patients/{patient_id}")
async def change_patient(uow: UnitOfWork, patient_id: str, body: ChangePatient) -> PatientView:
    """Change a patient's file."""
    return await changing.change_patient(uow, patient_id, body)


@api.command("POST", "/api/patients/{patient_id}/merge")
async def merge_patients(uow: UnitOfWork, patient_id: str, body: MergePatients) -> PatientView:
    """Merge another file into this one."""
    return await merging.merge_patients(uow, patient_id, body)


@api.command("POST", "/api/merges/{merge_id}/undo")
async def undo_merge(uow: UnitOfWork, merge_id: str) -> PatientView:
    """Undo a merge."""
    return await merging.undo_merge(uow, merge_id)


@api.command("POST", "/api/patients/{patient_id}/relatives")
async def tie_relative(uow: UnitOfWork, patient_id: str, body: TiedTo) -> PatientView:
    """Tie a patient to a relative who has a file (F026)."""
    return await relatives.tie_relative(uow, patient_id, body)


@api.command("DELETE", "/api/patients/{patient_id}/relatives/{relative_id}")
async def untie_relative(uow: UnitOfWork, patient_id: str, relative_id: str) -> PatientView:
    """Remove the tie between two patients."""
    return await relatives.untie_relative(uow, patient_id, relative_id)
