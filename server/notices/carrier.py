"""A carrier takes a worded message to its person: the port with two sides, the mailbox of a demo and SMTP."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """A worded message. `message_id` stays the same when it is sent again."""

    message_id: str
    to: str
    subject: str
    text: str
    html: str


class NotTaken(Exception):
    """The carrier did not take the message. `later`: it may, another time; `unreachable`: it would take no message now."""

    def __init__(self, reason: str, *, later: bool, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.later = later
        self.unreachable = unreachable


class Unsure(Exception):
    """The message was handed over and nothing came back: it may have been taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Carrier(Protocol):
    """What takes messages away."""

    async def send(self, mail: Mail) -> None:
        """Hand a message over; returning means that it was taken.

        Raises:
            NotTaken: it certainly was not.
            Unsure: it may have been.
        """
        ...
