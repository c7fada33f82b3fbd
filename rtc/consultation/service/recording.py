"""Recording in the practitioner's browser (F171, F172): the server keeps who asked, who agreed and when, and no media (R22)."""

from rtc.consultation.errors import RecordingOff, refusal_of
from rtc.consultation.rows import recording_of, seat_of, write_recording
from rtc.consultation.schemas import AnswerRecording, AskRecording
from rtc.consultation.service.acting import acting_on, announce, room_row
from rtc.consultation.service.attending import guest_scene
from rtc.signalling import NotAllowed
from rtc.signalling.recording import answered, asked
from server.accounts.queries.views import RECORDING
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

EVENT = "room_recording"


async def ask_recording(uow: UnitOfWork, appointment_id: str, body: AskRecording) -> None:
    """Ask the patient and whoever else was let in, or stop; stopping is always allowed.

    Raises:
        RecordingOff: the practice does not want it.
        NotWaiting, RoomEnded.
    """
    scene = await acting_on(uow, Permission.ROOM_CONDUCT, appointment_id)
    patient, row = scene.seat("patient"), room_row(uow, scene)
    before = recording_of(row)
    if body.wanted == "none":
        if before is not None:
            write_recording(row, None)
            await announce(uow, scene, EVENT, scene.seat("host"), noted="recording_stopped", data={"reason": before.kind})
        return
    if not scene.practice.settings.get(RECORDING, False):
        raise RecordingOff
    if patient is None:
        raise refusal_of(NotAllowed("not_waiting"))
    try:
        fresh = asked(scene.room, seat_of(patient), before, body.wanted, uow.now)
    except NotAllowed as error:
        raise refusal_of(error) from None
    if fresh != before:
        write_recording(row, fresh)
        await announce(uow, scene, EVENT, scene.seat("host"), noted="recording_asked", data={"reason": fresh.kind})


async def answer_recording(uow: UnitOfWork, body: AnswerRecording) -> None:
    """A guest agrees, refuses, or stops what he had agreed to; nobody answers for another.

    Raises:
        RecordingNotAsked: he is not asked for that, or not any more, or was not let in.
    """
    scene, seat = await guest_scene(uow)
    row = room_row(uow, scene)
    if seat.id not in scene.let_in:
        raise refusal_of(NotAllowed("not_asked"))
    try:
        fresh, answer = answered(recording_of(row), seat.id, scene.let_in, agreed=body.agreed, kind=body.kind, now=uow.now)
    except NotAllowed as error:
        raise refusal_of(error) from None
    if answer is not None:
        write_recording(row, fresh)
        await announce(uow, scene, EVENT, seat, noted=f"recording_{answer}", data={"reason": body.kind})
