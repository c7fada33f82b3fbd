"""Ties between patients: a child, a dependent adult, whoever answers for somebody (F026)."""

from sqlalchemy import and_, delete, or_

from server.core.errors import Invalid, NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Relative
from server.patients.queries.files import patient_view
from server.patients.queries.guards import patient_for
from server.patients.schemas import PatientView, TiedTo


async def tie_relative(uow: UnitOfWork, patient_id: str, body: TiedTo) -> PatientView:
    """Tie two patients of one practice; a tie they already had is replaced.

    Raises:
        Invalid: nobody is his own relative.
        NotFound: one of the two is not the actor's to see.
    """
    row = await patient_for(uow, Permission.PATIENTS_WRITE, patient_id)
    relative = await patient_for(uow, Permission.PATIENTS_WRITE, body.relative_id)
    if relative.practice_id != row.practice_id:
        raise NotFound
    if relative.id == row.id:
        raise Invalid("Nobody is his own relative.", field="relative_id", reason="same")
    await _forget(uow, row.id, relative.id)
    uow.session.add(Relative(practice_id=row.practice_id, patient_id=row.id, relative_id=relative.id, tie=body.tie))
    await uow.session.flush()
    return await patient_view(uow, row)


async def untie_relative(uow: UnitOfWork, patient_id: str, relative_id: str) -> PatientView:
    """Remove the tie between two patients, whichever of them it was written on; without one nothing changes."""
    row = await patient_for(uow, Permission.PATIENTS_WRITE, patient_id)
    await _forget(uow, row.id, relative_id)
    return await patient_view(uow, row)


async def _forget(uow: UnitOfWork, one: str, other: str) -> None:
    await uow.session.execute(
        delete(Relative).where(
            or_(
                and_(Relative.patient_id == one, Relative.relative_id == other),
                and_(Relative.patient_id == other, Relative.relative_id == one),
            )
        )
    )
