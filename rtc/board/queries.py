"""Guarded loaders and reads of the drawing."""

from base64 import b64encode

from sqlalchemy import select

from rtc.board.document import Drawing
from rtc.board.models import Sheet, SheetUpdate
from rtc.board.schemas import SheetBody, SheetChange
from rtc.board.topics import DRAWING, LOOKING
from rtc.consultation.errors import NotAdmitted, RoomEnded
from rtc.consultation.models import RoomRow, SeatRow
from server.agenda.models import Appointment
from server.core.actors import Guest, Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def sheet_for(uow: UnitOfWork, permission: Permission, appointment_id: str) -> Appointment:
    """The appointment whose drawing is asked for, through the permission table.

    Raises:
        NotFound: unknown or forbidden.
        NotAdmitted, RoomEnded: a guest, before he is let in or after the end.
    """
    found = (await uow.session.execute(select(Appointment).where(Appointment.id == appointment_id))).scalar_one_or_none()
    if found is None:
        uow.permit(Permission.PUBLIC)
        raise NotFound
    uow.permit(permission, Target(found.practice_id, found.practitioner_id, appointment_id=found.id))
    if uow.actor.guest is not None:
        await _check_let_in(uow, uow.actor.guest)
    return found


async def _check_let_in(uow: UnitOfWork, guest: Guest) -> None:
    """A guest draws while he is in the consultation: not in the waiting room, not after the end.

    Raises:
        NotAdmitted, RoomEnded.
    """
    seat = select(SeatRow.admitted_at).where(SeatRow.id == guest.seat_id, SeatRow.appointment_id == guest.appointment_id)
    if (await uow.session.execute(seat)).scalar_one_or_none() is None:
        raise NotAdmitted
    end = select(RoomRow.ended_at).where(RoomRow.appointment_id == guest.appointment_id)
    if (await uow.session.execute(end)).scalar_one_or_none() is not None:
        raise RoomEnded


async def drawing_of(uow: UnitOfWork, appointment_id: str) -> tuple[Drawing, Sheet | None, int]:
    """The drawing as it is, its row when something was drawn, and how many changes are not folded yet."""
    row = (await uow.session.execute(select(Sheet).where(Sheet.appointment_id == appointment_id))).scalar_one_or_none()
    if row is None:
        return Drawing(), None, 0
    await uow.load_key(row.practice_id)
    newer = select(SheetUpdate).where(SheetUpdate.appointment_id == appointment_id, SheetUpdate.seq > row.folded).order_by(SheetUpdate.seq)
    updates = (await uow.session.execute(newer)).scalars().all()
    keyring = uow.core.keyring
    state = keyring.open(state_label(appointment_id, row.folded), row.state)
    since = [keyring.open(update_label(appointment_id, each.seq), each.update) for each in updates]
    return Drawing([state, *since]), row, len(since)


async def authorize_sheet(uow: UnitOfWork, appointment_id: str) -> str:
    """The lens of the actor on a drawing.

    Raises:
        NotFound: it is not his to see.
    """
    found = await sheet_for(uow, Permission.SHEET_SEE, appointment_id)
    draws = uow.may(Permission.SHEET_DRAW, Target(found.practice_id, found.practitioner_id, appointment_id=found.id))
    return DRAWING if draws else LOOKING


async def sheet_snapshot(uow: UnitOfWork, appointment_id: str) -> SheetBody:
    """The whole drawing, as one update."""
    await sheet_for(uow, Permission.SHEET_SEE, appointment_id)
    drawing, row, _ = await drawing_of(uow, appointment_id)
    return SheetBody(updates=[] if row is None else [SheetChange(id="0", update=b64encode(drawing.state).decode())])


def state_label(appointment_id: str, folded: int) -> str:
    """The label under which a folded drawing is sealed."""
    return f"sheet|{appointment_id}|{folded}"


def update_label(appointment_id: str, seq: int) -> str:
    """The label under which one change is sealed."""
    return f"sheet-update|{appointment_id}|{seq}"
