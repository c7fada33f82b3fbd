"""A still picture of the patient, taken on his practitioner's screen and filed with the appointment (F162); the patient is told."""

from sqlalchemy import select

from rtc.consultation.errors import refusal_of
from rtc.consultation.models import SeatRow
from rtc.consultation.queries import Scene, scene_for
from rtc.consultation.schemas import TakePhoto
from rtc.consultation.service.acting import acting_on, announce, lock_room
from rtc.signalling import NotAllowed
from server.agenda.models import Appointment
from server.core.blobs import DOCUMENTS, Blobs, incoming
from server.core.blobs.kinds import PDF
from server.core.blobs.kinds import title_of as title_of_file
from server.core.http import Visit
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork, reading, retried
from server.documents.schemas import DocumentView
from server.documents.service.filing import UNTITLED, Filing, file_document
from server.documents.topics import patient_topic

PICTURES = tuple(kind for kind in DOCUMENTS if kind is not PDF)


async def take_photo(visit: Visit, appointment_id: str) -> DocumentView:
    """File a photo. Who may not is told so before a byte of it is read.

    Raises:
        NotFound, NotWaiting, RoomEnded.
        FileType, TooLarge…: see `Blobs.take_in`.
    """
    core = visit.house.core
    blobs: Blobs = visit.house.service(Blobs)
    async with reading(core, visit.actor) as uow:
        scene = await scene_for(uow, Permission.ROOM_CONDUCT, appointment_id)
        _before_the_camera(scene)
        practice_id = scene.appointment.practice_id
    arriving = await incoming(visit.request)
    arriving.form(TakePhoto)
    title = title_of_file(arriving.name) or UNTITLED
    async with arriving.heard(), blobs.take_in(practice_id, arriving.chunks(), arriving.name, PICTURES) as taken:

        async def act(uow: UnitOfWork) -> DocumentView:
            patient_id = (
                await uow.session.execute(select(Appointment.patient_id).where(Appointment.id == appointment_id))
            ).scalar_one_or_none()
            await lock_room(uow, appointment_id, patient_topic(patient_id or ""))
            scene = await acting_on(uow, Permission.ROOM_CONDUCT, appointment_id)
            if scene.patient.id != patient_id:
                raise Restart
            _before_the_camera(scene).photographed_at = uow.now
            document = await file_document(uow, scene.patient, taken, Filing(title, "imaging", appointment_id=appointment_id))
            await announce(uow, scene, "room_photographed", scene.seat("host"))
            return document

        return await retried(core, visit.actor, act)


def _before_the_camera(scene: Scene) -> SeatRow:
    """The seat of a patient who was let in."""
    if scene.room.ended_at is not None:
        raise refusal_of(NotAllowed("ended"))
    row = scene.seat("patient")
    if row is None or row.admitted_at is None:
        raise refusal_of(NotAllowed("not_waiting"))
    return row
