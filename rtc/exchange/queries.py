"""Guarded reads of the exchange."""

from typing import cast

import msgspec
from msgspec import Struct
from sqlalchemy import select

from rtc.consultation.queries import Scene, scene_for
from rtc.exchange.models import RoomMessage, RoomReading
from rtc.exchange.schemas import ExchangeBody, ExchangeMessage, Place, ReadMark, SentFile, Side
from rtc.exchange.topics import DESK, GUEST, HOST
from server.core.actors import Target
from server.core.blobs import Blob
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.documents.models import Document

_LENSES: dict[Side, str] = {"patient": GUEST, "host": HOST, "desk": DESK}


class Sealed(Struct, frozen=True):
    """What of a message is sealed."""

    text: str
    file: SentFile | None = None


async def exchange_for(uow: UnitOfWork, appointment_id: str) -> tuple[Scene, Side]:
    """The consultation, and as whom the actor writes there.

    Raises:
        NotFound: unknown, forbidden, or not a teleconsultation.
    """
    scene = await scene_for(uow, Permission.ROOM_WRITE, appointment_id)
    if uow.actor.guest is not None:
        return scene, "patient"
    conducts = uow.may(Permission.ROOM_CONDUCT, Target(scene.appointment.practice_id, scene.practitioner.id, appointment_id=appointment_id))
    return scene, "host" if conducts else "desk"


async def authorize_exchange(uow: UnitOfWork, appointment_id: str) -> str:
    """The lens of the actor on an exchange."""
    return _LENSES[(await exchange_for(uow, appointment_id))[1]]


async def exchange_snapshot(uow: UnitOfWork, appointment_id: str, _: msgspec.Raw) -> ExchangeBody:
    """The topic exchange/{appointment} as it is now."""
    await exchange_for(uow, appointment_id)
    said = select(RoomMessage).where(RoomMessage.appointment_id == appointment_id).order_by(RoomMessage.n)
    read = select(RoomReading).where(RoomReading.appointment_id == appointment_id).order_by(RoomReading.side)
    return ExchangeBody(
        messages=[view_of(uow, row) for row in await uow.session.scalars(said)],
        reads=[ReadMark(id=cast("Side", row.side), upto=row.upto) for row in await uow.session.scalars(read)],
    )


def view_of(uow: UnitOfWork, row: RoomMessage) -> ExchangeMessage:
    """A message on the wire."""
    sealed = uow.unseal(said_label(row.appointment_id, row.id), row.said, Sealed)
    return ExchangeMessage(
        id=row.id,
        n=row.n,
        side=cast("Side", row.side),
        name=row.name,
        place=cast("Place", row.place),
        at=row.at,
        text=sealed.text,
        file=sealed.file,
    )


async def file_of(uow: UnitOfWork, appointment_id: str, message_id: str) -> tuple[Blob, str]:
    """The file that came with a message, and what it was called.

    Raises:
        NotFound: there is none, it was deleted since, or it is not the actor's to read.
    """
    _, side = await exchange_for(uow, appointment_id)
    row = (
        await uow.session.execute(select(RoomMessage).where(RoomMessage.appointment_id == appointment_id, RoomMessage.id == message_id))
    ).scalar_one_or_none()
    if row is None or (side == "desk" and row.place != "waiting"):
        raise NotFound
    if side == "desk":
        uow.permit(Permission.DOCUMENTS_READ, Target(row.practice_id))
    found = select(Blob).join(Document, Document.blob_id == Blob.id).where(Document.id == row.document_id)
    blob = (await uow.session.execute(found)).scalar_one_or_none()
    sealed = uow.unseal(said_label(appointment_id, row.id), row.said, Sealed)
    if blob is None or sealed.file is None:
        raise NotFound
    uow.audit("exchange:file", row.practice_id, f"document/{row.document_id}")
    return blob, sealed.file.title


def said_label(appointment_id: str, message_id: str) -> str:
    """The label under which a message is sealed."""
    return f"room-message|{appointment_id}|{message_id}"
