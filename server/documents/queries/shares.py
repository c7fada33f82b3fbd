"""What is shared with a patient for one appointment, as his consultation's end says."""

from sqlalchemy import select

from server.core.unit import UnitOfWork
from server.documents.links import path_of
from server.documents.models import Document, Share


async def shared_path(uow: UnitOfWork, patient_id: str, appointment_id: str) -> str:
    """The page of what is shared now, empty when nothing is; unguarded: for the patient himself, by his link."""
    statement = select(Share).where(Share.patient_id == patient_id, Share.appointment_id == appointment_id, Share.expires_at > uow.now)
    share = (await uow.session.execute(statement)).scalar_one_or_none()
    if share is None:
        return ""
    shown = select(Document.id).where(
        Document.patient_id == patient_id, Document.appointment_id == appointment_id, Document.shared_until > uow.now
    )
    return path_of(uow.core.keyring, share) if (await uow.session.execute(shown.limit(1))).first() is not None else ""
