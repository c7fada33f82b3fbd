"""A real SMTP server on a free port, which answers as a test tells it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class PostBox:
    """What the server took, and how it answers: `250 …`, `4xx …`, `5xx …`, or `cut` to take a message and hang up.

    `hang`, as an answer, is none: the connection stays, and nothing more is said on it; a message is taken before.
    """

    answers: list[str] = field(default_factory=list)
    recipient_answers: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    cuts: int = 0
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody waits for an answer that does not come."""
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, number: int) -> None:
        """Wait until so many messages were taken."""
        async with asyncio.timeout(60), self._news:
            await self._news.wait_for(lambda: len(self.taken) >= number)

    @property
    def url(self) -> str:
        """Its address, as SMTP_URL says it."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer a recipient."""
        answer = self.recipient_answers.pop(0) if self.recipient_answers else "250 OK"
        if answer == "hang":
            await self._hang()
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Answer a message."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250") or answer in {"cut", "hang"}:
            assert isinstance(envelope.original_content, bytes)
            async with self._news:
                self.taken.append(message_from_bytes(envelope.original_content, policy=default))
                self._news.notify_all()
        if answer == "hang":
            await self._hang()
        if answer == "cut":
            self.cuts += 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer

    async def _hang(self) -> None:
        """Say nothing more; whoever listened hangs up, and that ends this."""
        self.hanging.set()
        await asyncio.Event().wait()


@asynccontextmanager
async def post_box(**options: Any) -> AsyncIterator[PostBox]:
    """Run the server; `options` are aiosmtpd's."""
    box = PostBox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop, **options), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()


def only(user: str, password: str) -> Any:
    """An authenticator that lets one user in."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
        is_right = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=is_right, handled=False)

    return check
