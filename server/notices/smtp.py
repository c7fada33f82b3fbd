"""The carrier that speaks SMTP. What matters is to know, after each step, whether the message was taken."""

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from server.core.clock import Clock
from server.notices.carrier import Mail, NotTaken, Unsure

_PATIENCE = 30.0
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Smtp:
    """Hands messages to the server of `SMTP_URL`, one connection each.

    TLS whenever the server offers it, and always when there is a password to say; never to this machine itself.
    """

    def __init__(self, url: str, sender: str, clock: Clock, patience: float = _PATIENCE) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._port = parts.port or (465 if self._secure else 587 if self._username else 25)
        self._start_tls = None if self._username is None else True
        if self._secure or self._host in _LOOPBACK:
            self._start_tls = False
        self._sender = parseaddr(sender)
        self._clock = clock
        self._patience = patience

    async def send(self, mail: Mail) -> None:
        """Hand a message over."""
        try:
            content = self._written(mail)
        except (ValueError, IndexError, MessageError):
            raise NotTaken("address", later=False) from None
        client = aiosmtplib.SMTP(
            hostname=self._host, port=self._port, use_tls=self._secure, start_tls=self._start_tls, timeout=self._patience
        )
        try:
            await self._introduce(client)
            await self._address(client, mail)
            await self._hand_over(client, content)
        finally:
            client.close()

    async def _introduce(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.connect()
            if self._username is not None:
                await client.login(self._username, self._password or "")
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotTaken(type(error).__name__, later=True, unreachable=True) from error

    async def _address(self, client: aiosmtplib.SMTP, mail: Mail) -> None:
        try:
            await client.mail(self._sender[1])
            await client.rcpt(mail.to)
        except aiosmtplib.SMTPResponseException as error:
            raise NotTaken(f"smtp_{error.code}", later=error.code < 500) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotTaken(type(error).__name__, later=True, unreachable=True) from error

    async def _hand_over(self, client: aiosmtplib.SMTP, content: bytes) -> None:
        try:
            await client.data(content)
        except aiosmtplib.SMTPResponseException as error:
            raise NotTaken(f"smtp_{error.code}", later=error.code < 500) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unsure(type(error).__name__) from error

    def _written(self, mail: Mail) -> bytes:
        name, address = self._sender
        name = mail.sender or name
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = Address(name, addr_spec=address)
        message["To"] = Address(addr_spec=mail.to)
        if mail.reply_to:
            message["Reply-To"] = Address(addr_spec=mail.reply_to)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = mail.message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        if mail.calendar:
            _add_calendar(message, mail.calendar)
        return message.as_bytes()


def _add_calendar(message: EmailMessage, calendar: str) -> None:
    """The invitation, once for programs that answer it and once as a file for those that do not (RFC 6047)."""
    method = "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST"
    message.add_alternative(calendar, subtype="calendar", params={"method": method})
    message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="rendez-vous.ics")
