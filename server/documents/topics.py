"""The topic of a patient's documents, `patient/{id}`: one lens, for those who may read them."""

from typing import Any

from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import patient_for

KIND = "patient"
FULL = "documents"
PATIENT_EVENTS = (
    "document_added",
    "document_changed",
    "document_shared",
    "document_unshared",
    "document_fetched",
    "document_deleted",
    "documents_moved",
)


def patient_topic(patient_id: str) -> str:
    """The topic of a patient's documents."""
    return f"{KIND}/{patient_id}"


async def authorize_patient(uow: UnitOfWork, patient_id: str) -> str:
    """The lens of the actor on a patient's documents.

    Raises:
        NotFound: not his to read, or the file was merged into another.
    """
    row = await patient_for(uow, Permission.DOCUMENTS_READ, patient_id)
    if row.id != patient_id:
        raise NotFound
    return FULL


def mask_patient(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Whoever may read documents sees all of each."""
    return view
