"""Drawing: one change taken in, checked, stored and sent to every screen of the sheet."""

import binascii
from base64 import b64decode, b64encode
from datetime import timedelta

from sqlalchemy import delete

from rtc.board.document import Drawing, Gap
from rtc.board.errors import SheetBehind, SheetFull, SheetUnreadable
from rtc.board.models import Sheet, SheetUpdate
from rtc.board.queries import drawing_of, sheet_for, state_label, update_label
from rtc.board.schemas import LARGEST_SHEET, DrawOnSheet, SheetChange, SheetRoom
from rtc.board.topics import sheet_topic
from rtc.board.updates import Contents, Unreadable, contents_of
from server.agenda.models import Appointment
from server.core.errors import TooMany
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

FOLDED_AFTER = 64
"""Changes kept one by one before they are folded into the sheet."""
WINDOW, MOST = timedelta(seconds=10), 200
"""How many changes a sheet takes in a while: two pens at their fastest make fewer than fifty."""


async def draw_on_sheet(uow: UnitOfWork, appointment_id: str, body: DrawOnSheet) -> SheetRoom:
    """Take in a change of the drawing (F170). What is there already is accepted and changes nothing.

    Raises:
        SheetUnreadable: it is no change of a drawing.
        SheetBehind: something that it builds on is missing.
        TooMany: changes come faster than anybody draws.
        SheetFull: it adds to a drawing that may not grow any more. Erasing always goes through.
    """
    await uow.lock(sheet_topic(appointment_id))
    appointment = await sheet_for(uow, Permission.SHEET_DRAW, appointment_id)
    update, contents = _read(body)
    drawing, row, unfolded = await drawing_of(uow, appointment_id)
    _slow_down(uow, row)
    change = _applied(drawing, update, contents)
    size = row.size if row else 0
    if change is None:
        return SheetRoom(size=size)
    size += len(change)
    if size > LARGEST_SHEET and contents.added and (size := len(drawing.state)) > LARGEST_SHEET:
        raise SheetFull(limit=LARGEST_SHEET)
    seq = _record(uow, appointment, change)
    if row is None or unfolded >= FOLDED_AFTER:
        size = await _fold(uow, appointment, drawing, row, seq)
    else:
        row.size = size
        sealed = uow.core.keyring.seal(appointment.practice_id, update_label(appointment_id, seq), change)
        uow.session.add(SheetUpdate(practice_id=appointment.practice_id, appointment_id=appointment_id, seq=seq, update=sealed))
    uow.audit("drew", appointment.practice_id, appointment_id)
    return SheetRoom(size=size)


def _slow_down(uow: UnitOfWork, row: Sheet | None) -> None:
    """Count this change in its window."""
    if row is None:
        return
    if row.counted_from is None or uow.now - row.counted_from >= WINDOW:
        row.counted_from, row.counted = uow.now, 0
    if row.counted >= MOST:
        raise TooMany(retry_after=max(1, round((row.counted_from + WINDOW - uow.now).total_seconds())))
    row.counted += 1


def _read(body: DrawOnSheet) -> tuple[bytes, Contents]:
    try:
        update = b64decode(body.update, validate=True)
        return update, contents_of(update)
    except binascii.Error:
        raise SheetUnreadable(reason="It is not base64.") from None
    except Unreadable as error:
        raise SheetUnreadable(reason=str(error)) from None


def _applied(drawing: Drawing, update: bytes, contents: Contents) -> bytes | None:
    try:
        return drawing.apply(update, contents)
    except Gap:
        raise SheetBehind from None
    except ValueError:
        raise SheetUnreadable(reason="It is not an update.") from None


def _record(uow: UnitOfWork, appointment: Appointment, change: bytes) -> int:
    """Record the change under the next number of the sheet; give that number."""
    topic = sheet_topic(appointment.id)
    seen = SheetChange(id=f"{uow.change_id}", update=b64encode(change).decode())
    uow.record(topic, "sheet_drawn", owner=appointment.practice_id, put={"updates": [seen]}, subject=appointment.patient_id)
    return uow.recorded[-1].seq


async def _fold(uow: UnitOfWork, appointment: Appointment, drawing: Drawing, row: Sheet | None, seq: int) -> int:
    """Write the sheet as one state and let go of the changes it contains; give its exact size."""
    state = drawing.state
    sealed = uow.core.keyring.seal(appointment.practice_id, state_label(appointment.id, seq), state)
    if row is None:
        row = Sheet(practice_id=appointment.practice_id, appointment_id=appointment.id, size=len(state), folded=seq, state=sealed)
        uow.session.add(row)
    else:
        row.size, row.folded, row.state = len(state), seq, sealed
        await uow.session.execute(delete(SheetUpdate).where(SheetUpdate.appointment_id == appointment.id))
    return len(state)
