"""Between rows and the states that `rtc.signalling` decides over."""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import asdict

from rtc.consultation.models import DeskRow, RoomRow, SeatRow
from rtc.signalling import Room, Seat
from rtc.signalling.recording import Recording
from rtc.signalling.stages import Desk
from server.accounts.models import Practice
from server.accounts.queries.views import DOOR_CLOSES, DOOR_CLOSES_DEFAULT, DOOR_OPENS, DOOR_OPENS_DEFAULT
from server.agenda.models import Appointment


def room_of(row: RoomRow | None, appointment: Appointment, practice: Practice) -> Room:
    """A room as it stands; without a row nobody has come yet."""
    return Room(
        opens_at=appointment.starts_at - timedelta(minutes=practice.settings.get(DOOR_OPENS, DOOR_OPENS_DEFAULT)),
        closes_at=appointment.starts_at + timedelta(minutes=practice.settings.get(DOOR_CLOSES, DOOR_CLOSES_DEFAULT)),
        started_at=row.started_at if row else None,
        ended_at=row.ended_at if row else None,
    )


def seat_of(row: SeatRow) -> Seat:
    """A seat as it stands."""
    return Seat(**{name: getattr(row, name) for name in Seat.__struct_fields__})


def desk_of(row: DeskRow | None) -> Desk:
    """What the secretariat did, as it stands; without a row it did nothing yet."""
    return Desk(row.receiver, row.queued_at, row.goodbye_at) if row is not None else Desk()


def write_desk(row: DeskRow, desk: Desk) -> bool:
    """Keep what it did; tells whether anything is new."""
    is_new = desk_of(row) != desk
    row.receiver, row.queued_at, row.goodbye_at = desk.receiver, desk.queued_at, desk.goodbye_at
    return is_new


def recording_of(row: RoomRow | None) -> Recording | None:
    """What is recorded, or asked for."""
    if row is None or row.recording_kind is None or row.recording_asked_at is None:
        return None
    consents = msgspec.convert(row.recording_consents or {}, dict[str, datetime])
    return Recording(row.recording_kind, row.recording_asked_at, row.recording_agreed_at, consents)  # type: ignore[arg-type]  # only services write it


def write_recording(row: RoomRow, recording: Recording | None) -> None:
    """Keep what is recorded now."""
    row.recording_kind = recording.kind if recording else None
    row.recording_asked_at = recording.asked_at if recording else None
    row.recording_agreed_at = recording.agreed_at if recording else None
    row.recording_consents = msgspec.to_builtins(recording.consents) if recording else None


def write_room(row: RoomRow, room: Room) -> None:
    """Keep a room's new state."""
    row.started_at, row.ended_at = room.started_at, room.ended_at


def write_seat(row: SeatRow, seat: Seat) -> bool:
    """Keep a seat's new state; tells whether anything is new."""
    fresh = asdict(seat)
    is_new = any(getattr(row, name) != value for name, value in fresh.items())
    for name, value in fresh.items():
        setattr(row, name, value)
    return is_new
