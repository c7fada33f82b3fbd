"""Refusals of the door and of the call; each is a page of its own for whoever stands before it."""

from rtc.signalling import NotAllowed
from server.core.errors import Refusal


class RoomUnknown(Refusal):
    """The link or the code opens nothing here: mistyped, or invented."""

    code = "room_unknown"
    status = 404
    title = "This link or code opens no consultation."


class RoomMoved(Refusal):
    """The link was replaced by a newer one: the appointment was moved, or the link renewed."""

    code = "room_moved"
    status = 410
    title = "This link was replaced; the newest message holds the right one."


class RoomWithdrawn(Refusal):
    """The invitation of this person was taken back; nobody else's place changes."""

    code = "room_withdrawn"
    status = 410
    title = "This invitation was withdrawn."


class RoomCancelled(Refusal):
    """The appointment was cancelled."""

    code = "room_cancelled"
    status = 410
    title = "This appointment was cancelled."


class RoomNotOnline(Refusal):
    """The appointment takes place at the practice."""

    code = "room_not_online"
    status = 410
    title = "This appointment takes place at the practice."


class RoomOver(Refusal):
    """The hour of the appointment has passed without it."""

    code = "room_over"
    status = 410
    title = "The hour of this consultation has passed."


class RoomEarly(Refusal):
    """The door opens later, at `opens_at`."""

    code = "room_early"
    status = 409
    title = "It is too early: the door is not open yet."


class RoomEnded(Refusal):
    """The practitioner ended the consultation."""

    code = "room_ended"
    status = 410
    title = "This consultation is over."


class NotAdmitted(Refusal):
    """Nobody has let this person in: nothing is heard, seen or answered before."""

    code = "room_not_admitted"
    status = 403
    title = "The practitioner has not let you in yet."


class NotWaiting(Refusal):
    """There is nobody to let in."""

    code = "room_not_waiting"
    status = 409
    title = "The patient is not in the waiting room."


class NotYourSeat(Refusal):
    """This device holds no place here: it was opened on another one, or too long ago. The link opens it again."""

    code = "room_seat_lost"
    status = 401
    title = "Open the link again: this consultation is open on another device, or was open too long ago."


class RoomInCall(Refusal):
    """The patient is with his practitioner: the desk has nothing to do with it."""

    code = "room_in_call"
    status = 409
    title = "The patient is with the practitioner now."


class RoomReceived(Refusal):
    """Somebody else of the secretariat receives this patient, `by`."""

    code = "room_received"
    status = 409
    title = "Somebody else receives this patient already."


class NotReceiving(Refusal):
    """Whoever is not, or no longer, with the patient at the desk acts as if she were."""

    code = "room_not_receiving"
    status = 409
    title = "You do not receive this patient at the moment."


class DeskOff(Refusal):
    """The practice has no desk for its teleconsultations."""

    code = "room_desk_off"
    status = 409
    title = "This practice does not receive patients at the desk before a teleconsultation."


class NotSharedQueue(Refusal):
    """The practitioners of this practice do not take one another's patients."""

    code = "room_queue_apart"
    status = 409
    title = "In this practice each practitioner sees his own patients."


class TypeNotOnline(Refusal):
    """The type of appointment of this name is no teleconsultation at the other practitioner."""

    code = "room_type_not_online"
    status = 409
    title = "This type of appointment is no teleconsultation with the other practitioner."


class OfferRefused(Refusal):
    """What the browser proposes cannot be answered."""

    code = "room_offer"
    status = 422
    title = "The browser's proposal cannot be answered."


class RoomIsFull(Refusal):
    """Six people take part already."""

    code = "room_full"
    status = 409
    title = "This consultation is full."


class RecordingOff(Refusal):
    """The practice does not let consultations be recorded."""

    code = "room_recording_off"
    status = 409
    title = "This practice does not let consultations be recorded."


class RecordingNotAsked(Refusal):
    """The patient agrees to a recording that nobody asks for any more."""

    code = "room_recording_not_asked"
    status = 409
    title = "Nobody asks for this recording any more."


_BY_CODE: dict[str, type[Refusal]] = {
    "early": RoomEarly,
    "over": RoomOver,
    "ended": RoomEnded,
    "not_admitted": NotAdmitted,
    "not_waiting": NotWaiting,
    "not_asked": RecordingNotAsked,
    "in_call": RoomInCall,
    "received": RoomReceived,
}


def refusal_of(error: NotAllowed) -> Refusal:
    """What people are told of a step that cannot be taken."""
    return _BY_CODE[error.code]()
