"""Documents over HTTP. The content of a file leaves as an attachment; nothing personal is in an address."""

from starlette.responses import Response

from server.core.http import Api, Reply, Visit
from server.core.unit import UnitOfWork
from server.documents.queries.documents import document_history
from server.documents.queries.files import read_state
from server.documents.schemas import (
    AddDocument,
    ChangeDocument,
    DocumentHistory,
    DocumentView,
    FilesState,
    LeaveShared,
    OpenShared,
    SendShared,
    SharedDocuments,
    SharedLink,
    ShareDocument,
    WriteDocument,
)
from server.documents.service import filing, sharing, visiting, writing

api = Api("documents")


@api.upload("/api/patients/{patient_id}/documents", AddDocument)
async def add_document(visit: Visit, patient_id: str) -> DocumentView:
    """Add a document to a patient's file: PDF, BMP, GIF, JPEG, PNG or TIFF, 50 MB at most (F115, F123)."""
    return await filing.add_document(visit, patient_id)


@api.action("POST", "/api/patients/{patient_id}/documents/preview")
async def preview_document(visit: Visit, patient_id: str, body: WriteDocument) -> Response:
    """The pages of a prescription or a report as they would be, neither numbered nor signed."""
    return await writing.preview_document(visit, patient_id, body)


@api.action("POST", "/api/patients/{patient_id}/documents/write", status=201)
async def write_document(visit: Visit, patient_id: str, body: WriteDocument) -> DocumentView:
    """Write, number, sign and file a prescription, a report or a certificate (F184, F188, F191)."""
    return await writing.write_document(visit, patient_id, body)


@api.query("GET", "/api/patients/{patient_id}/documents/history")
async def read_document_history(uow: UnitOfWork, patient_id: str) -> DocumentHistory:
    """Who added, shared, fetched or deleted a patient's documents (F039, F132)."""
    return await document_history(uow, patient_id)


@api.action("GET", "/api/documents/{document_id}/content")
async def read_document_content(visit: Visit, document_id: str) -> Response:
    """Fetch a document's content."""
    return await filing.read_content(visit, document_id)


@api.command("PATCH", "/api/documents/{document_id}")
async def change_document(uow: UnitOfWork, document_id: str, body: ChangeDocument) -> DocumentView:
    """Rename a document, or say what it is (F120)."""
    return await filing.change_document(uow, document_id, body)


@api.command("DELETE", "/api/documents/{document_id}", status=204)
async def delete_document(uow: UnitOfWork, document_id: str) -> None:
    """Delete a document; its story stays."""
    await filing.delete_document(uow, document_id)


@api.command("POST", "/api/documents/{document_id}/share")
async def share_document(uow: UnitOfWork, document_id: str, body: ShareDocument) -> SharedLink:
    """Share a document with its patient, for the practice's number of weeks (Q12)."""
    return await sharing.share_document(uow, document_id, body)


@api.command("POST", "/api/documents/{document_id}/unshare")
async def unshare_document(uow: UnitOfWork, document_id: str) -> DocumentView:
    """Take a shared document back."""
    return await sharing.unshare_document(uow, document_id)


@api.action("GET", "/api/practices/{practice_id}/files")
async def read_files_state(visit: Visit, practice_id: str) -> FilesState:
    """Whether files are scanned, and how much of them there is."""
    return await read_state(visit, practice_id)


@api.action("POST", "/api/shared/open", access="public")
async def open_shared(visit: Visit, body: OpenShared) -> Reply[SharedDocuments]:
    """Open a patient's link."""
    return await visiting.open_shared(visit, body)


@api.action("GET", "/api/shared", access="public")
async def read_shared(visit: Visit) -> SharedDocuments:
    """What a patient's link shows."""
    return await visiting.read_shared(visit)


@api.action("GET", "/api/shared/{document_id}/content", access="public")
async def fetch_shared(visit: Visit, document_id: str) -> Response:
    """Fetch a document through a patient's link."""
    return await visiting.fetch_shared(visit, document_id)


@api.upload("/api/shared", SendShared, access="public")
async def send_shared(visit: Visit) -> SharedDocuments:
    """Send the practice a document through a patient's link (F179)."""
    return await visiting.send_shared(visit)


@api.action("POST", "/api/shared/leave", access="public")
async def leave_shared(visit: Visit, body: LeaveShared) -> Reply[None]:
    """Close a patient's link on this device."""
    return await visiting.leave_shared(visit)
