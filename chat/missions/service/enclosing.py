"""Files of a mission: taken in as every file is, put with it, deleted with it."""

from sqlalchemy import delete, select
from starlette.responses import Response

from chat.missions.errors import MissionFull
from chat.missions.models import Enclosure
from chat.missions.queries.guards import mission_for
from chat.missions.queries.views import About, about_of, file_label, file_view
from chat.missions.schemas import EncloseFile, MissionFile
from chat.missions.service.telling import hold, note, tell
from server.core.actors import Target
from server.core.blobs import Blob, Blobs, Taken, incoming
from server.core.blobs.kinds import DOCUMENTS, OFFICE, TEXTS, title_of
from server.core.blobs.serving import attachment
from server.core.errors import Invalid, NotFound
from server.core.http import Visit
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, reading, retried

MOST_FILES = 20
KINDS = (*DOCUMENTS, *OFFICE, *TEXTS)
UNTITLED = "Document"


async def enclose_file(visit: Visit, mission_id: str) -> MissionFile:
    """Put a file with a mission. Who may not is told so before a byte of it is read.

    Raises:
        NotFound: unknown or forbidden.
        FileType, TooLarge…: see `Blobs.take_in`.
        MissionFull: as many are there as may.
        Invalid: somebody else's file bears its identifier.
    """
    core = visit.house.core
    blobs: Blobs = visit.house.service(Blobs)
    async with reading(core, visit.actor) as uow:
        practice_id = (await mission_for(uow, mission_id)).practice_id
    arriving = await incoming(visit.request)
    fields = arriving.form(EncloseFile)
    async with arriving.heard(), blobs.take_in(practice_id, arriving.chunks(), arriving.name, KINDS) as taken:

        async def act(uow: UnitOfWork) -> MissionFile:
            return await _enclose(uow, mission_id, fields.id, taken, title_of(arriving.name) or UNTITLED)

        return await retried(core, visit.actor, act)


async def read_file(visit: Visit, mission_id: str, enclosure_id: str) -> Response:
    """The content of a file that is with a mission, as an attachment.

    Raises:
        NotFound: there is none, or the mission is not the actor's to see.
        FileLost: it cannot be read back.
    """
    async with reading(visit.house.core, visit.actor) as uow:
        mission = await mission_for(uow, mission_id)
        row = await uow.session.get(Enclosure, (mission_id, enclosure_id))
        blob = await uow.session.get(Blob, row.blob_id) if row is not None else None
        if row is None or blob is None:
            raise NotFound
        title = about_of(uow, row).title
        uow.audit("mission:file", mission.practice_id, f"mission/{mission_id}")
    return await attachment(visit.house.service(Blobs), blob, title)


async def remove_file(uow: UnitOfWork, mission_id: str, enclosure_id: str) -> None:
    """Delete a file for good: its key goes with its row, and nothing opens it any more.

    Raises:
        NotFound: unknown, or not the actor's to delete.
    """
    held = await hold(uow, mission_id)
    row = await uow.session.get(Enclosure, (mission_id, enclosure_id))
    if row is None:
        raise NotFound
    uow.permit(Permission.MISSIONS_DELETE, Target(row.practice_id, person_id=row.person_id))
    await uow.session.execute(delete(Blob).where(Blob.id == row.blob_id))
    await uow.session.delete(row)
    held.row.files -= 1
    note(uow, held.row, "removed")
    await tell(uow, held, "mission_changed")
    uow.audit("mission:file_deleted", row.practice_id, f"mission/{mission_id}")


async def forget_files(uow: UnitOfWork, mission_id: str) -> None:
    """Delete what opens the files of a mission that is deleted; their rows go with it."""
    theirs = select(Enclosure.blob_id).where(Enclosure.mission_id == mission_id)
    await uow.session.execute(delete(Blob).where(Blob.id.in_(theirs)), execution_options={"synchronize_session": False})


async def _enclose(uow: UnitOfWork, mission_id: str, file_id: str, taken: Taken, title: str) -> MissionFile:
    held = await hold(uow, mission_id)
    mission = held.row
    known = await uow.session.get(Enclosure, (mission_id, file_id))
    if known is not None:
        if known.person_id != uow.actor.person_id:
            raise Invalid(field="id", reason="taken")
        return file_view(uow, known)
    if mission.files >= MOST_FILES:
        raise MissionFull(limit=MOST_FILES)
    assert uow.actor.person_id is not None
    about = About(title, taken.kind.media_type, taken.kind.extension, taken.size, taken.pages, taken.scan)
    await taken.keep()
    uow.session.add(taken.row(mission.practice_id, uow.now))
    row = Enclosure(
        mission_id=mission_id,
        id=file_id,
        practice_id=mission.practice_id,
        blob_id=taken.id,
        person_id=uow.actor.person_id,
        name=uow.actor.name,
        at=uow.now,
        about=uow.seal(mission.practice_id, file_label(mission_id, file_id), about),
    )
    uow.session.add(row)
    mission.files += 1
    note(uow, mission, "enclosed")
    await tell(uow, held, "mission_changed")
    uow.audit("mission:file_added", mission.practice_id, f"mission/{mission_id}")
    return file_view(uow, row)
