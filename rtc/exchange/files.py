"""Files in the exchange (F167, F179): taken in as every file is, filed with the appointment, and shown to both."""

from sqlalchemy import func, select
from starlette.responses import Response

from rtc.consultation.queries import Scene
from rtc.exchange.models import RoomMessage
from rtc.exchange.queries import Sealed, exchange_for, file_of
from rtc.exchange.schemas import ExchangeMessage, SendDocument, SendFile, SentFile, Side
from rtc.exchange.service import place_of, say, sent_before
from rtc.exchange.topics import exchange_topic
from server.agenda.models import Appointment
from server.core.actors import Actor, Target
from server.core.blobs import DOCUMENTS, Blobs, Taken, incoming
from server.core.blobs.kinds import title_of as title_of_file
from server.core.blobs.serving import attachment
from server.core.errors import NotFound
from server.core.http import Visit
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork, reading, retried
from server.documents.errors import TooManyFromPatient
from server.documents.queries.documents import document_for
from server.documents.schemas import DocumentView
from server.documents.service.filing import UNTITLED, Filing, file_document
from server.documents.service.sharing import share_filed
from server.documents.topics import patient_topic

MOST_SENT = 20
"""Files that a patient sends in one exchange."""


async def send_file(visit: Visit, actor: Actor, appointment_id: str) -> ExchangeMessage:
    """Send the other side a file. Who may not is told so before a byte of it is read.

    Raises:
        NotWaiting, RoomEnded…: see `place_of`.
        TooManyFromPatient: he sent as many as he may.
        FileType, TooLarge…: see `Blobs.take_in`.
    """
    core = visit.house.core
    blobs: Blobs = visit.house.service(Blobs)
    async with reading(core, actor) as uow:
        practice_id = (await _may_send(uow, appointment_id))[0].appointment.practice_id
    arriving = await incoming(visit.request)
    message_id = arriving.form(SendFile).id
    title = title_of_file(arriving.name) or UNTITLED
    async with arriving.heard(), blobs.take_in(practice_id, arriving.chunks(), arriving.name, DOCUMENTS) as taken:

        async def act(uow: UnitOfWork) -> ExchangeMessage:
            patient_id = (
                await uow.session.execute(select(Appointment.patient_id).where(Appointment.id == appointment_id))
            ).scalar_one_or_none()
            await uow.lock(exchange_topic(appointment_id), patient_topic(patient_id or ""))
            scene, side = await _may_send(uow, appointment_id)
            if scene.patient.id != patient_id:
                raise Restart
            known = await sent_before(uow, appointment_id, message_id, side)
            return known or await _filed(uow, scene, side, message_id, taken, title)

        return await retried(core, actor, act)


async def send_document(uow: UnitOfWork, appointment_id: str, body: SendDocument) -> ExchangeMessage:
    """Send a document that is in the patient's file already; it is shared with him, as if it came now.

    Raises:
        NotFound: it is another patient's, or not the actor's to share.
        NotWaiting, RoomEnded…: see `place_of`.
    """
    patient_id = (await uow.session.execute(select(Appointment.patient_id).where(Appointment.id == appointment_id))).scalar_one_or_none()
    await uow.lock(exchange_topic(appointment_id), patient_topic(patient_id or ""))
    scene, side = await exchange_for(uow, appointment_id)
    if scene.patient.id != patient_id:
        raise Restart
    known = await sent_before(uow, appointment_id, body.id, side)
    if known is not None:
        return known
    row = await document_for(uow, Permission.DOCUMENTS_WRITE, body.document_id)
    if row.patient_id != patient_id:
        raise NotFound
    place_of(uow, scene, side)
    document = (await share_filed(uow, row.id)).document
    return await say(uow, scene, side, body.id, Sealed("", _sent(document)), document_id=row.id)


async def read_file(visit: Visit, actor: Actor, appointment_id: str, message_id: str) -> Response:
    """The content of a file that was sent, as an attachment."""
    async with reading(visit.house.core, actor) as uow:
        blob, title = await file_of(uow, appointment_id, message_id)
    return await attachment(visit.house.service(Blobs), blob, title)


async def _may_send(uow: UnitOfWork, appointment_id: str) -> tuple[Scene, Side]:
    scene, side = await exchange_for(uow, appointment_id)
    if side == "desk":
        uow.permit(Permission.DOCUMENTS_WRITE, Target(scene.appointment.practice_id))
    place_of(uow, scene, side)
    sent = select(func.count()).where(
        RoomMessage.appointment_id == appointment_id, RoomMessage.side == side, RoomMessage.document_id.is_not(None)
    )
    if side == "patient" and (await uow.session.execute(sent)).scalar_one() >= MOST_SENT:
        raise TooManyFromPatient
    return scene, side


async def _filed(uow: UnitOfWork, scene: Scene, side: Side, message_id: str, taken: Taken, title: str) -> ExchangeMessage:
    filing = Filing(title, "other", "patient" if side == "patient" else "staff", scene.appointment.id)
    document = await file_document(uow, scene.patient, taken, filing)
    if side != "patient":
        await share_filed(uow, document.id)
    return await say(uow, scene, side, message_id, Sealed("", _sent(document)), document_id=document.id)


def _sent(document: DocumentView) -> SentFile:
    return SentFile(
        title=document.title,
        media_type=document.media_type,
        extension=document.extension,
        size=document.size,
        pages=document.pages,
        scan=document.scan,
    )
