"""An HTTP client as our own page would be: the right Origin, JSON, a key for each command, and a session once signed in."""

import hashlib
import secrets
import ssl
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import msgspec
import pyotp
from sqlalchemy import update

from server.accounts.models import Person, SignedInSession
from server.core.crypto import SHARED
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.unit import Core
from tests.support.factories import PASSWORD

TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of plain HTTP: one of their own, with every authority of this machine, would cost each client 30 ms."""


class Caller:
    """Somebody in front of a browser. Use it as a context manager."""

    def __init__(self, url: str, *, transport: httpx.AsyncBaseTransport | None = None, origin: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.origin = origin or self.url
        self.transport = transport
        self.http = httpx.AsyncClient(base_url=self.url, headers={"Origin": self.origin}, transport=transport, timeout=30, verify=TRUST)
        self.secret: str | None = None
        """The second factor's secret, once enrolled."""

    async def __aenter__(self) -> Self:
        """Nothing to do: connections open when they are needed."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every connection."""
        await self.http.aclose()

    @property
    def cookie(self) -> str:
        """The cookies, as a handshake carries them."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    async def get(self, path: str, **params: Any) -> httpx.Response:
        """Read."""
        return await self.http.get(path, params=params)

    async def send(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        """Send a command under a fresh Idempotency-Key, or under this one."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        return await self.http.request(method, path, json={} if body is None else body, headers=headers)

    async def post(self, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        """POST a command."""
        return await self.send("POST", path, body, key=key)

    async def patch(self, path: str, body: Any = None) -> httpx.Response:
        """PATCH something."""
        return await self.send("PATCH", path, body)

    async def put(self, path: str, body: Any = None) -> httpx.Response:
        """PUT something."""
        return await self.send("PUT", path, body)

    async def delete(self, path: str, body: Any = None) -> httpx.Response:
        """DELETE something."""
        return await self.send("DELETE", path, body)

    async def enter(self, core: Core, who: Person, *, now: datetime | None = None) -> None:
        """Be signed in, both factors given, without passing through log-in: the session is written as log-in writes it.

        `now`: the instant by the application's clock, when that is not the machine's.
        """
        token, now = secrets.token_urlsafe(32), now or datetime.now(UTC)
        digest = hashlib.sha256(token.encode()).hexdigest()
        row = SignedInSession(
            id=new_id(),
            token=digest,
            person_id=who.id,
            factor=True,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=12),
        )
        self.secret = pyotp.random_base32()
        sealed = core.keyring.seal(SHARED, f"totp|{who.id}", msgspec.json.encode(self.secret))
        async with core.db.write(EVERY_PRACTICE) as session:
            session.add(row)
            await session.execute(update(Person).where(Person.id == who.id, Person.totp.is_(None)).values(totp=sealed))
            await session.commit()
        parts = urlsplit(self.url)
        self.http.cookies.set("__Host-ardoise" if parts.scheme == "https" else f"ardoise_{parts.port}", token)

    async def sign_in(self, email: str, password: str = PASSWORD) -> dict[str, Any]:
        """Sign in, enrolling a second factor when one is asked for; give `/api/me`."""
        answer = await self.post("/api/login", {"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        state = answer.json()["state"]
        if state == "enrol_second_factor":
            started = await self.post("/api/second-factor/start")
            assert started.status_code == 200, started.text
            self.secret = started.json()["secret"]
            assert self.secret is not None
            confirmed = await self.post("/api/second-factor/confirm", {"code": pyotp.TOTP(self.secret).now()})
            assert confirmed.status_code == 200, confirmed.text
        elif state == "second_factor":
            assert self.secret is not None, f"{email} needs a second factor this caller does not know."
            second = await self.post("/api/login/second", {"code": pyotp.TOTP(self.secret).now()})
            assert second.status_code == 200, second.text
        me = await self.get("/api/me")
        assert me.status_code == 200, me.text
        found: dict[str, Any] = me.json()
        return found
