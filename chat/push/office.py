"""Takes planned words to people's devices, through the push services of their browsers; whoever holds the lease, as letters go."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from hashlib import sha256

import httpx
import msgspec
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from prometheus_client import Counter
from sqlalchemy import delete, update

from chat.push import crypt
from chat.push.models import PushDevice
from chat.push.rules import may_write_to, origin_of
from chat.push.service import is_signed_in, key_of, opened
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.outbox import Kind, Leased, State, lease, retry_at, settle
from server.core.permissions import Permission
from server.core.unit import Core, reading, writing
from server.settings import Settings

LOG = structlog.get_logger("push")
AT_ONCE = 8
_SECONDS = 10.0
_SIGNED_FOR = 12 * 3600
_GONE = frozenset({404, 410})
_LATER = frozenset({408, 425, 429})
_SETTLED = Counter("ardoise_push_settled", "Words to devices, by what became of them.", ["kind", "state"])


@dataclass(frozen=True, slots=True)
class _Ready:
    """A word ready to leave."""

    device_id: str
    to: crypt.Subscription
    content: bytes
    topic: str


class PushOffice:
    """Delivers the words of these kinds. A word may be sent again: the same one replaces itself on the device."""

    def __init__(self, kinds: Iterable[Kind], settings: Settings) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._besides = settings.push_origins
        self._is_off = settings.push == "off"
        self._subject = settings.url if settings.secure else f"mailto:{parseaddr(settings.mail_from)[1]}"

    async def deliver_due(self, core: Core) -> bool:
        """Hand over a few words that are due; tells whether there may be more."""
        leased = await lease(core, self._kinds, AT_ONCE)
        if not leased:
            return False
        key = key_of(core.keyring)
        async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client:
            ended = await asyncio.gather(*(self._deliver(core, client, key, each) for each in leased), return_exceptions=True)
        for message, error in zip(leased, ended, strict=True):
            if error is not None:  # it stays leased, and is due again when the lease ends
                LOG.error("push_failed", message=message.id, kind=message.kind, exc_info=error)
        return len(leased) == AT_ONCE

    async def _deliver(self, core: Core, client: httpx.AsyncClient, key: ec.EllipticCurvePrivateKey, message: Leased) -> None:
        ready = await self._written(core, message)
        if ready is None:
            await self._settle(core, message, "dropped", "not_wanted")
            return
        try:
            answer = await client.send(self._request(core, key, message, ready))
        except httpx.HTTPError as error:
            await self._again(core, message, type(error).__name__)
            return
        if answer.is_success:
            await self._reached(core, ready.device_id)
            await self._settle(core, message, "sent")
        elif answer.status_code in _GONE:
            await self._forget(core, ready.device_id)
            await self._settle(core, message, "failed", "gone")
        elif answer.status_code in _LATER or answer.status_code >= 500:
            await self._again(core, message, f"http_{answer.status_code}")
        else:
            await self._settle(core, message, "failed", f"http_{answer.status_code}")

    async def _written(self, core: Core, message: Leased) -> _Ready | None:
        """The word, sealed for its device, after asking whether it is still wanted."""
        scope = frozenset({message.practice_id}) if message.practice_id else EVERY_PRACTICE
        async with reading(core, system(f"push {message.kind}"), channel="worker", scope=scope) as uow:
            uow.permit(Permission.SYSTEM)
            letter = await self._kinds[message.kind].prepare(uow, message.refs)
            device = await uow.session.get(PushDevice, message.refs["device"])
            if letter is None or device is None or device.person_id != message.refs["person"] or not await is_signed_in(uow, device):
                return None
            to = opened(uow, device)
        if self._is_off or not may_write_to(to.endpoint, self._besides):
            return None
        told = {**letter.values, "locale": letter.locale, "tag": message.about}
        return _Ready(device.id, to, msgspec.json.encode(told), crypt.encode(sha256(message.about.encode()).digest())[:32])

    def _request(self, core: Core, key: ec.EllipticCurvePrivateKey, message: Leased, ready: _Ready) -> httpx.Request:
        now = core.clock.now()
        headers = {
            "TTL": str(max(0, int((message.expires_at - now).total_seconds()))),
            "Urgency": "high",
            "Topic": ready.topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": crypt.authorization(key, origin_of(ready.to.endpoint), self._subject, int(now.timestamp()) + _SIGNED_FOR),
        }
        return httpx.Request("POST", ready.to.endpoint, headers=headers, content=crypt.seal(ready.to, ready.content))

    async def _again(self, core: Core, message: Leased, reason: str) -> None:
        at = retry_at(message, core.clock.now())
        if at >= message.expires_at:
            await self._settle(core, message, "failed", reason)
            return
        await settle(core, message, "retry", reason, not_before=at)
        LOG.info("not_pushed_yet", message=message.id, kind=message.kind, reason=reason, attempts=message.attempts)

    async def _settle(self, core: Core, message: Leased, state: State, reason: str = "") -> None:
        await settle(core, message, state, reason)
        _SETTLED.labels(message.kind, state).inc()

    async def _forget(self, core: Core, device_id: str) -> None:
        """Its push service says that the browser takes nothing any more."""
        async with writing(core, system("push"), channel="worker", scope=EVERY_PRACTICE) as uow:
            uow.permit(Permission.SYSTEM)
            await uow.session.execute(delete(PushDevice).where(PushDevice.id == device_id).execution_options(synchronize_session=False))
            uow.audit("device_gone", None, f"device/{device_id}")

    async def _reached(self, core: Core, device_id: str) -> None:
        async with writing(core, system("push"), channel="worker", scope=EVERY_PRACTICE) as uow:
            uow.permit(Permission.SYSTEM)
            reached = update(PushDevice).where(PushDevice.id == device_id).values(reached_at=uow.now)
            await uow.session.execute(reached.execution_options(synchronize_session=False))
