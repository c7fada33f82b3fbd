"""The topics of conversations: `conversation/{id}`, what is said there, and `chats/{person}`, somebody's own list.

Nobody sees half of a conversation: there is one lens each. The list says that there is something to read and not what, so
that its events tell nothing to somebody whose rights have changed since.
"""

from typing import Any

KIND, LIST = "conversation", "chats"
TALKING, OWN = "talking", "own"
TYPING = "typing"
SIGNALS = frozenset({"here", TYPING})
"""Who could not say that he is here would hear nobody write."""
CONVERSATION_EVENTS = ("chat_said", "chat_corrected", "chat_deleted", "chat_reacted", "chat_marked", "chat_changed", "chat_forgotten")
LIST_EVENTS = ("chats_moved", "chats_left", "chats_reminding", "chats_reminded")


def conversation_topic(conversation_id: str) -> str:
    """The topic of a conversation."""
    return f"{KIND}/{conversation_id}"


def list_topic(person_id: str) -> str:
    """The topic of somebody's list."""
    return f"{LIST}/{person_id}"


def mask(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Whoever takes part sees everything."""
    return view
