"""Guarded loaders: the only way from an id to a practice or an agenda."""

from sqlalchemy import select

from server.accounts.models import Practice, Practitioner
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def practitioner_for(uow: UnitOfWork, permission: Permission, practitioner_id: str) -> Practitioner:
    """The practitioner, once the table has granted `permission` on his agenda; one SELECT and one audit line.

    Raises:
        NotFound: unknown or forbidden.
    """
    row = (await uow.session.execute(select(Practitioner).where(Practitioner.id == practitioner_id))).scalar_one_or_none()
    uow.permit(permission, Target(row.practice_id if row else None, practitioner_id))
    if row is None:
        raise NotFound
    uow.audit(str(permission), row.practice_id, f"practitioner/{practitioner_id}")
    return row


async def practice_for(uow: UnitOfWork, permission: Permission, practice_id: str) -> Practice:
    """The practice, once the table has granted `permission` on it.

    Raises:
        NotFound: unknown or forbidden.
    """
    uow.permit(permission, Target(practice_id))
    row = await uow.session.get(Practice, practice_id, populate_existing=True)
    if row is None:
        raise NotFound
    uow.audit(str(permission), practice_id)
    return row
