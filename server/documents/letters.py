"""What is written to patients about documents: that there are some, and nothing of what they are."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from server.accounts.models import Practice
from server.core.outbox import Kind, Letter
from server.core.unit import UnitOfWork
from server.documents.links import path_of
from server.documents.models import Document, Share
from server.patients.models import Contact


async def own_email(uow: UnitOfWork, patient_id: str) -> str | None:
    """The patient's own address, never that of whoever booked for him (Q15, F126)."""
    statement = (
        select(Contact.value)
        .where(Contact.patient_id == patient_id, Contact.kind == "email", Contact.provenance == "own")
        .order_by(Contact.position, Contact.id)
        .limit(1)
    )
    return (await uow.session.execute(statement)).scalar_one_or_none()


async def _shared(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    row = (await uow.session.execute(select(Share).where(Share.id == refs["share"]))).scalar_one_or_none()
    if row is None or row.expires_at <= uow.now:
        return None
    shown = select(Document.id).where(
        Document.patient_id == row.patient_id,
        Document.appointment_id == (row.appointment_id or None),
        Document.shared_until > uow.now,
    )
    practice = await uow.session.get(Practice, row.practice_id)
    to = await own_email(uow, row.patient_id)
    if practice is None or to is None or (await uow.session.execute(shown.limit(1))).first() is None:
        return None
    return Letter(to, "fr", {"practice": practice.name}, path_of(uow.core.keyring, row))


DOCUMENTS_SHARED = Kind("documents_shared", _shared, timedelta(days=2), repeats=True)
KINDS = (DOCUMENTS_SHARED,)
