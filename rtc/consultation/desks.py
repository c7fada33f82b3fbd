"""What the desk did for one patient, on the wire: to the practice with its names, to the patient without."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from msgspec.structs import replace

from rtc.consultation.models import DeskRow, SeatRow
from rtc.consultation.rows import desk_of, seat_of
from rtc.consultation.schemas import DeskView, ReceiverView, RoomView, TickView
from rtc.signalling import Room
from rtc.signalling.stages import ITEMS, Item, Stage, stage_of


def stage_at(room: Room, patient: SeatRow | None, row: DeskRow | None, now: datetime) -> Stage | None:
    """Where the patient of a practice that has a desk is now."""
    return stage_of(room, seat_of(patient) if patient else None, desk_of(row), now)


def desk_view(stage: Stage | None, row: DeskRow | None, seats: Sequence[SeatRow]) -> DeskView | None:
    """What was done, and who is with him; None where there is no stage."""
    if stage is None:
        return None
    with_him = next((seat for seat in seats if row is not None and seat.id == row.receiver), None)
    return DeskView(
        stage=stage,
        receiver=None if with_him is None else _receiver(with_him),
        queued_at=row.queued_at if row is not None else None,
        ticks=ticks_of(row),
    )


def _receiver(seat: SeatRow) -> ReceiverView:
    return ReceiverView(seat_id=seat.id, person_id=seat.person_id or "", name=seat.name, here=seat.here, connected=seat.is_connected)


def ticks_of(row: DeskRow | None) -> list[TickView]:
    """What was seen to, in the order of the list."""
    ticks = row.ticks if row is not None else {}
    return [TickView(item=item, by=ticks[item]["by"], at=datetime.fromisoformat(ticks[item]["at"])) for item in ITEMS if item in ticks]


def ticked(row: DeskRow, item: Item, by: str, now: datetime, *, done: bool) -> dict[str, Any]:
    """The ticks with one more, or one less; who ticked first stays."""
    ticks = {name: tick for name, tick in row.ticks.items() if name != item}
    return {**ticks, item: row.ticks.get(item, {"by": by, "at": now.isoformat()})} if done else ticks


def as_guest(view: RoomView, role: str) -> RoomView:
    """A room as a guest's page opens with it: see `hidden`."""
    desk = view.desk
    if desk is None or role != "patient":
        return replace(view, desk=None)
    receiver = replace(desk.receiver, name="", person_id="") if desk.receiver else None
    return replace(view, desk=replace(desk, receiver=receiver, ticks=[replace(tick, by="") for tick in desk.ticks]))


def hidden(view: dict[str, Any], *, is_patient: bool) -> dict[str, Any]:
    """The same of a room on the wire: a patient is received by the desk, whoever sits there; others have no part in it. Pure."""
    desk = cast("dict[str, Any] | None", view.get("desk"))
    if desk is None:
        return view
    if not is_patient:
        return {**view, "desk": None}
    receiver = {**desk["receiver"], "name": "", "person_id": ""} if desk["receiver"] else None
    return {**view, "desk": {**desk, "receiver": receiver, "ticks": [{**tick, "by": ""} for tick in desk["ticks"]]}}
