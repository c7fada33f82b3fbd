"""Refusals of the agenda."""

from server.core.errors import Refusal


class BlockedHours(Refusal):
    """These hours are blocked, and the right to book over a block is not ticked (Q4)."""

    code = "blocked"
    title = "These hours are blocked."


class OnlyFreeSlots(Refusal):
    """Whoever books from outside the practice takes what is free: its leave, hours and overbooking are its own affair (F093)."""

    code = "only_free_slots"
    title = "From outside the practice, only free slots can be booked."


class ClaimHeld(Refusal):
    """Somebody has his hand on these minutes: `claim` says who and until when."""

    code = "claim_held"
    title = "Somebody is already on this slot."


class AlreadyCancelled(Refusal):
    """A cancelled appointment cannot be changed; undo its cancellation instead."""

    code = "cancelled"
    title = "This appointment is cancelled."


class AlreadyUndone(Refusal):
    """This change was undone before."""

    code = "already_undone"
    title = "This was already undone."


class Superseded(Refusal):
    """What this change left has been changed since: `by` says by whom."""

    code = "superseded"
    title = "It was changed again since; undo the later change first."


class DeletionNotConfirmed(Refusal):
    """Deleting destroys the record: `lost` lists what goes (Q11)."""

    code = "deletion_not_confirmed"
    title = "Deleting is for good."


class TypeUnknown(Refusal):
    """This practitioner has no such appointment type."""

    code = "type_unknown"
    status = 422
    title = "This practitioner has no such appointment type."


class PlaceUnknown(Refusal):
    """The practice has no such place."""

    code = "place_unknown"
    status = 422
    title = "There is no such place in this practice."


class ExtraUnknown(Refusal):
    """This practitioner has no such extra range."""

    code = "extra_unknown"
    status = 422
    title = "There is no such extra range."


class OutOfCalendar(Refusal):
    """The instant is outside the years an agenda covers."""

    code = "out_of_calendar"
    status = 422
    title = "This date is outside the calendar."


class MessageOver(Refusal):
    """The message has left, or no longer says what is true."""

    code = "message_over"
    title = "This message has left, or is no longer true."


class LinkClosed(Refusal):
    """Too late for the patient to move or cancel by himself: `phone` is the practice's (Q38)."""

    code = "link_closed"
    title = "It is too late to change this appointment online."


class SlotGone(Refusal):
    """Somebody took this hour meanwhile."""

    code = "slot_gone"
    title = "This hour was just taken."
