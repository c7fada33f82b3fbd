"""How a practice's files are kept, for its administrator."""

from sqlalchemy import func, select

from server.accounts.queries import practice_for
from server.core.blobs import Blob, Blobs
from server.core.http import Visit
from server.core.permissions import Permission
from server.core.unit import reading
from server.documents.schemas import FilesState


async def read_state(visit: Visit, practice_id: str) -> FilesState:
    """Whether files are scanned, and how many there are.

    Raises:
        NotFound: the practice is not the actor's to manage.
    """
    async with reading(visit.house.core, visit.actor) as uow:
        await practice_for(uow, Permission.PRACTICE_MANAGE, practice_id)
        counted = select(func.count(), func.coalesce(func.sum(Blob.size), 0), func.count().filter(Blob.scan == "unscanned"))
        files, size, unscanned = (await uow.session.execute(counted.where(Blob.practice_id == practice_id))).one()
    blobs: Blobs = visit.house.service(Blobs)
    return FilesState(scans=blobs.scanner.scans, answers=await blobs.scanner.answers(), files=files, bytes=int(size), unscanned=unscanned)
