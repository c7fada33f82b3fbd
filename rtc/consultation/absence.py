"""Who is gone: pages whose socket ended, that fell silent, or whose link holds no more. The waiting room tells the truth."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import or_, select

from rtc.consultation.models import SeatRow
from rtc.consultation.queries import load_scene
from rtc.consultation.rows import seat_of, write_seat
from rtc.consultation.service.acting import announce, lock_room, note
from rtc.signalling import leave
from server.accounts.models import Practitioner
from server.agenda.models import Appointment
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import Core, writing

SILENT = timedelta(seconds=60)
"""A page says every twenty seconds that it is there."""
_NAME = "consultations"


async def absent_rooms(core: Core, sockets: Collection[str]) -> list[str]:
    """The rooms in which somebody said to be here is not."""
    async with core.db.read(EVERY_PRACTICE) as session:
        statement = (
            select(SeatRow.appointment_id)
            .join(Appointment, Appointment.id == SeatRow.appointment_id)
            .where(SeatRow.here, _is_gone(core, sockets))
            .distinct()
            .limit(100)
        )
        return sorted((await session.execute(statement)).scalars())


def _is_gone(core: Core, sockets: Collection[str]):  # type: ignore[no-untyped-def]  # a column expression, whose type says nothing
    revoked = or_(Appointment.status == "cancelled", Appointment.link_version != SeatRow.link_version)
    return or_(
        SeatRow.socket.in_(list(sockets)),
        SeatRow.seen_at < core.clock.now() - SILENT,
        (SeatRow.role != "host") & revoked,
    )


async def note_absent(core: Core, appointment_id: str, sockets: Collection[str]) -> None:
    """Say so in one room, and wherever its door is watched."""
    async with writing(core, system(_NAME), channel="live", scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        if await lock_room(uow, appointment_id) is None:
            return
        found = (
            await uow.session.execute(
                select(Appointment, Practitioner)
                .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
                .where(Appointment.id == appointment_id)
            )
        ).one()
        await uow.load_key(found[0].practice_id)
        gone = (
            select(SeatRow)
            .join(Appointment, Appointment.id == SeatRow.appointment_id)
            .where(SeatRow.appointment_id == appointment_id, SeatRow.here, _is_gone(core, sockets))
        )
        rows = (await uow.session.execute(gone)).scalars().all()
        for row in rows:
            keeps = row.connection, row.is_connected  # media may hold while the socket is being replaced
            write_seat(row, leave(seat_of(row), uow.now))
            row.connection, row.is_connected, row.socket = *keeps, None
        if rows:
            scene = await load_scene(uow, found[0], found[1])
            await announce(uow, scene, "room_left", rows[0])
            for other in rows[1:]:
                note(uow, scene, "left", other)
