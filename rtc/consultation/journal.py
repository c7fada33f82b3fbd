"""The journal of a call: read on the appointment's card, exported as a table (R22)."""

import csv
import io
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from rtc.consultation.models import JournalLine
from rtc.consultation.queries import Scene, scene_for
from rtc.consultation.record import INCIDENTS, Attendance, Line, attendance
from rtc.signalling import COMPANY
from server.core.fields import Id, Instant
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class JournalEntry(Struct, frozen=True, kw_only=True):
    """Something that happened. `who`: whom it concerns; `reason`: why a connection was lost, or what was recorded (`video` or `sound`)."""

    at: Instant
    role: str | None
    who: str
    name: str
    reason: str | None
    incident: bool


class Participant(Struct, frozen=True, kw_only=True):
    """Somebody who took part."""

    id: Id
    role: str
    name: str
    attendance: Attendance


class CallJournal(Struct, frozen=True, kw_only=True):
    """Who, when, how long, how the line held, what went wrong; `id` is that of the appointment."""

    id: Id
    started_at: Instant | None
    ended_at: Instant | None
    participants: list[Participant]
    entries: list[JournalEntry]


async def call_journal(uow: UnitOfWork, appointment_id: str) -> CallJournal:
    """The journal of one consultation, empty when nobody came."""
    scene = await scene_for(uow, Permission.ROOM_WATCH, appointment_id)
    statement = select(JournalLine).where(JournalLine.appointment_id == appointment_id).order_by(JournalLine.at, JournalLine.id)
    lines = [Line(row.at, row.role, row.name, row.data, row.seat_id) for row in (await uow.session.execute(statement)).scalars()]
    return CallJournal(
        id=appointment_id,
        started_at=scene.room.started_at,
        ended_at=scene.room.ended_at,
        participants=[
            Participant(id=seat.id, role=seat.role, name=scene.name_of(seat), attendance=attendance(lines, seat.role, seat.id))
            for seat in sorted(scene.seats, key=lambda each: (each.role, each.id))
            if seat.devices or seat.role not in COMPANY
        ],
        entries=[
            JournalEntry(
                at=line.at,
                role=line.role,
                who=_who(scene, line),
                name=line.name,
                reason=(line.data or {}).get("reason"),
                incident=line.name in INCIDENTS,
            )
            for line in lines
            if line.name not in {"quality", "offered"}
        ],
    )


def as_table(journal: CallJournal) -> bytes:
    """The journal as CSV: times in UTC; a byte-order mark, so that spreadsheets read the accents."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(["at", "role", "who", "what", "reason"])
    for entry in journal.entries:
        rows.writerow(_cells(_utc(entry.at), entry.role, entry.who, entry.name, entry.reason))
    rows.writerow([])
    rows.writerow(["role", "who", "came", "let in", "seconds connected", "loss", "worst loss", "jitter ms", "trip ms", "kbit/s"])
    for each in journal.participants:
        seen, line = each.attendance, each.attendance.quality
        measured = [line.loss, line.worst_loss, line.jitter_ms, line.trip_ms, line.kilobits] if line else [None] * 5
        rows.writerow(_cells(each.role, each.name, _utc(seen.came_at), _utc(seen.let_in_at), seen.connected_seconds, *measured))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cells(*values: object) -> list[str]:
    """As text that no spreadsheet takes for a formula."""
    texts = ["" if value is None else str(value) for value in values]
    return [f"'{text}" if text.startswith(_FORMULA) else text for text in texts]


def _utc(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}" if instant else ""


def _who(scene: Scene, line: Line) -> str:
    seat = next((each for each in scene.seats if each.id == line.seat_id), None) or scene.seat(line.role or "")
    return scene.name_of(seat) if seat else ""
