"""The guarded loader: the only way from an id to a patient's file."""

from sqlalchemy import select

from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Patient


async def patient_for(uow: UnitOfWork, permission: Permission, patient_id: str, *, to_change: bool = False) -> Patient:
    """The file, once the table has granted `permission` on its practice; one SELECT and one audit line.

    The id of a merged file gives the file that was kept: use the `id` of the answer from there on. In a command the row
    is held until the commit, so that no merge passes between a booking and its patient; `to_change` holds it alone.

    Raises:
        NotFound: unknown or forbidden.
    """
    row = await _row(uow, patient_id, to_change=to_change)
    uow.permit(permission, Target(row.practice_id if row else None))
    if row is None:
        raise NotFound
    uow.audit(str(permission), row.practice_id, f"patient/{row.id}")
    return row


async def _row(uow: UnitOfWork, patient_id: str, *, to_change: bool) -> Patient | None:
    statement = select(Patient).where(Patient.id == patient_id)
    if not uow.read_only:
        statement = statement.with_for_update(read=not to_change)  # on PostgreSQL; SQLite has one writer
    row = (await uow.session.execute(statement)).scalar_one_or_none()
    if row is None or row.merged_into is None:
        return row
    return await _row(uow, row.merged_into, to_change=to_change)


async def kept_id(uow: UnitOfWork, patient_id: str) -> str:
    """The id of the file that answers for this one, itself unless it was merged; for knowing what to lock, shows nothing."""
    found = (await uow.session.execute(select(Patient.merged_into).where(Patient.id == patient_id))).scalar_one_or_none()
    return patient_id if found is None else await kept_id(uow, found)
