"""A carrier takes a worded message to its person: the port and its sides, a demo's mailbox, SMTP, and gateways for SMS."""

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
    calendar: str = ""
    """An iCalendar object (RFC 5546); its METHOD says what the recipient's calendar does with it."""
    sender: str = ""
    """The name shown beside our address."""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Sms:
    """A worded text message. `report`: the address that the gateway calls when it knows more, less the status."""

    message_id: str
    to: str
    text: str
    report: str


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


class SmsCarrier(Protocol):
    """What takes text messages away. `keyed`: it takes one message once, however often it is handed over."""

    keyed: bool

    async def send_sms(self, sms: Sms) -> None:
        """Hand a message over; as `Carrier.send`."""
        ...


class Carrier(Protocol):
    """What takes messages away."""

    async def send(self, mail: Mail) -> None:
        """Hand a message over; returning means that it was taken.

        Raises:
            NotTaken: it certainly was not.
            Unsure: it may have been.
        """
        ...
