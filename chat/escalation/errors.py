"""Refusals of what is urgent."""

from server.core.errors import Refusal


class NobodyToReach(Refusal):
    """Neither the practitioner, nor whoever stands in, is on duty, or sits at the desk has an account to be reached by."""

    code = "urgent_nobody"
    status = 409
    title = "Nobody can be reached about this now."


class UrgentFull(Refusal):
    """As much of the actor's is urgent and waits as may, which is `limit`: somebody takes it in hand first, or he withdraws some."""

    code = "urgent_full"
    status = 409
    title = "Too much of this person's is urgent already."


class AlreadyUrgent(Refusal):
    """It is on its way already: `urgent` says where it stands."""

    code = "urgent_already"
    status = 409
    title = "This is marked urgent already."


class AlreadyTaken(Refusal):
    """Somebody else took it in hand first: `by` and `at`."""

    code = "urgent_taken"
    status = 409
    title = "Somebody else took this in hand."


class UrgentOver(Refusal):
    """It was withdrawn, or what it was about is done or gone."""

    code = "urgent_over"
    status = 409
    title = "This is no longer urgent."


class DutyFull(Refusal):
    """The roster holds `limit` spans already."""

    code = "duty_full"
    status = 409
    title = "This roster holds as much as it may."
