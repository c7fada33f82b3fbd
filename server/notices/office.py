"""The post office: empties the outbox through a carrier, in whichever process holds the lease."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from prometheus_client import Counter

from server.core.db import EVERY_PRACTICE
from server.core.outbox import Kind, Leased, Letter, State, lease, retry_at, settle
from server.core.permissions import Permission, system
from server.core.unit import Core, reading
from server.notices.carrier import Carrier, NotTaken, Unsure
from server.notices.mailbox import Mailbox, NoCarrier
from server.notices.smtp import Smtp
from server.notices.templates import worded
from server.settings import Settings

LOG = structlog.get_logger("outbox")
AT_ONCE = 8
"""Messages handed over side by side."""
REST = timedelta(seconds=30)
"""How long a carrier that answers nobody is left alone."""
_SETTLED = Counter("ardoise_outbox_settled", "Messages to people, by what became of them.", ["kind", "state"])


def carrier_of(settings: Settings, core: Core) -> Carrier:
    """SMTP when it is configured, the mailbox in a demo, otherwise nothing leaves."""
    if settings.smtp_url:
        return Smtp(settings.smtp_url, settings.mail_from, core.clock)
    return Mailbox(core) if settings.demo else NoCarrier()


class Office:
    """Delivers what is due. Several processes may each have one."""

    def __init__(self, carrier: Carrier, kinds: Iterable[Kind], url: str) -> None:
        self._carrier = carrier
        self._kinds = {kind.name: kind for kind in kinds}
        self._url = url
        self._host = urlsplit(url).hostname or "localhost"
        self._resting_until: datetime | None = None

    async def deliver_due(self, core: Core) -> bool:
        """Hand over a few messages that are due; tells whether there may be more."""
        if self._resting_until is not None and core.clock.now() < self._resting_until:
            return False
        self._resting_until = None
        leased = await lease(core, self._kinds, AT_ONCE)
        ended = await asyncio.gather(*(self._deliver(core, message) for message in leased), return_exceptions=True)
        for message, error in zip(leased, ended, strict=True):
            if error is not None:  # it stays leased: whether it left is unknown until the lease ends
                LOG.error("delivery_failed", message=message.id, kind=message.kind, exc_info=error)
        return len(leased) == AT_ONCE and self._resting_until is None

    async def _deliver(self, core: Core, message: Leased) -> None:
        kind = self._kinds[message.kind]
        letter = await self._letter(core, kind, message)
        if letter is None:
            await self._settle(core, message, "dropped", "not_wanted")
            return
        mail = worded(kind.name, letter, url=self._url, message_id=f"<{message.id}@{self._host}>")
        try:
            await self._carrier.send(mail)
        except NotTaken as refused:
            if refused.unreachable:
                self._resting_until = core.clock.now() + REST
            await self._not_taken(core, message, refused)
        except Unsure as doubt:
            if kind.repeats:
                await self._again(core, message, doubt.reason)
            else:
                await self._settle(core, message, "unknown", doubt.reason)
        else:
            await self._settle(core, message, "sent")

    async def _letter(self, core: Core, kind: Kind, message: Leased) -> Letter | None:
        scope = frozenset({message.practice_id}) if message.practice_id else EVERY_PRACTICE
        async with reading(core, system(f"message {kind.name}"), channel="worker", scope=scope) as uow:
            uow.permit(Permission.SYSTEM)
            return await kind.prepare(uow, message.refs)

    async def _not_taken(self, core: Core, message: Leased, refused: NotTaken) -> None:
        if refused.later:
            await self._again(core, message, refused.reason)
        else:
            await self._settle(core, message, "failed", refused.reason)

    async def _again(self, core: Core, message: Leased, reason: str) -> None:
        at = retry_at(message, core.clock.now())
        if at >= message.expires_at:
            await self._settle(core, message, "failed", reason)
            return
        await settle(core, message, "retry", reason, not_before=at)
        LOG.info("not_sent_yet", message=message.id, kind=message.kind, reason=reason, attempts=message.attempts)

    async def _settle(self, core: Core, message: Leased, state: State, reason: str = "") -> None:
        await settle(core, message, state, reason)
        _SETTLED.labels(message.kind, state).inc()
        if state in {"failed", "unknown"}:
            LOG.warning("not_sent", message=message.id, kind=message.kind, state=state, reason=reason)
