"""Refusals of conversations."""

from server.core.errors import Refusal


class ChatElsewhere(Refusal):
    """Somebody whom one wants to talk with has no part in the practice's conversations; `people` says who."""

    code = "chat_not_reached"
    status = 409
    title = "Not everybody named here can be reached by messages in this practice."


class MessageGone(Refusal):
    """The message was deleted meanwhile."""

    code = "chat_message_gone"
    status = 409
    title = "This message was deleted."


class SoundTooLong(Refusal):
    """A sound lasts longer than a voice message may: `limit` seconds."""

    code = "chat_sound_long"
    status = 422
    title = "This recording is too long."


class GroupFull(Refusal):
    """A group has at most `limit` people."""

    code = "chat_group_full"
    status = 409
    title = "This group has as many people as it may have."
