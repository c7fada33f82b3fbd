"""The post office: empties the outbox through a carrier, in whichever process holds the lease."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from prometheus_client import Counter

from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.outbox import Follower, Kind, Leased, NotReachable, NotWanted, State, abandoned, lease, retry_at, settle
from server.core.permissions import Permission
from server.core.unit import Core, reading
from server.notices.carrier import Carrier, Mail, NotTaken, Sms, SmsCarrier, Unsure
from server.notices.mailbox import Mailbox, NoCarrier
from server.notices.pace import Pace
from server.notices.sms import sms_carrier
from server.notices.smtp import Smtp
from server.notices.words import Writer, recipient_digest
from server.settings import Settings

LOG = structlog.get_logger("outbox")
AT_ONCE = 8
"""Messages handed over side by side."""
PER_MINUTE = 600
"""The most that one process gives a channel in a minute: what waited for a carrier does not fall on it at once (R16)."""
REST = timedelta(seconds=30)
"""How long a carrier that answers nobody is left alone."""
LATEST_BACK = timedelta(minutes=5)
"""How soon after its carrier is back a message leaves, however long nobody answered (R16)."""
_SETTLED = Counter("ardoise_outbox_settled", "Messages to people, by what became of them.", ["kind", "state"])


def carrier_of(settings: Settings, core: Core) -> Carrier:
    """SMTP when it is configured, the mailbox in a demo, otherwise nothing leaves."""
    if settings.smtp_url:
        return Smtp(settings.smtp_url, settings.mail_from, core.clock)
    return Mailbox(core) if settings.demo else NoCarrier()


def sms_carrier_of(settings: Settings, core: Core) -> SmsCarrier:
    """The gateway when one is configured, the mailbox in a demo, otherwise nothing leaves."""
    if settings.sms_url:
        return sms_carrier(settings.sms_url, settings.sms_from)
    return Mailbox(core) if settings.demo else NoCarrier()


class Office:
    """Delivers what is due. Several processes may each have one, and each keeps the pace by itself."""

    def __init__(self, carrier: Carrier, kinds: Iterable[Kind], url: str, sms: SmsCarrier | None = None, sender: str = "") -> None:
        self._mail = carrier
        self._sms = sms or NoCarrier()
        self._keyed = {"sms"} if self._sms.keyed else frozenset[str]()
        self._kinds = {kind.name: kind for kind in kinds}
        self._writer = Writer(url, urlsplit(url).hostname or "localhost", sender or "Ardoise <ardoise@localhost>")
        self._resting_until: dict[str, datetime] = {}
        self._pace = Pace(PER_MINUTE)

    async def deliver_due(self, core: Core) -> bool:
        """Hand over a few messages that are due; tells whether there may be more."""
        now = core.clock.now()
        self._resting_until = {channel: until for channel, until in self._resting_until.items() if now < until}
        room = self._pace.room(now)
        closed = {*self._resting_until, *(channel for channel, left in room.items() if left == 0)}
        most = min(AT_ONCE, *(left or AT_ONCE for left in room.values()))
        for lost in await abandoned(core, self._kinds, self._keyed):
            await self._settle(core, lost, "unknown", "abandoned")
        leased = await lease(core, self._kinds, most, without=closed, keyed=self._keyed)
        for message in leased:
            self._pace.take(message.channel, now)
        ended = await asyncio.gather(*(self._deliver(core, message) for message in leased), return_exceptions=True)
        for message, error in zip(leased, ended, strict=True):
            if error is not None:  # it stays leased: whether it left is unknown until the lease ends
                LOG.error("delivery_failed", message=message.id, kind=message.kind, exc_info=error)
        return len(leased) == most and not closed | self._resting_until.keys()

    async def _deliver(self, core: Core, message: Leased) -> None:
        kind = self._kinds[message.kind]
        try:
            sent, recipient = await self._written(core, kind, message)
        except NotReachable:
            await self._settle(core, message, "failed", "no_address")
            return
        except NotWanted as why:
            await self._settle(core, message, "dropped", str(why))
            return
        try:
            await (self._sms.send_sms(sent) if isinstance(sent, Sms) else self._mail.send(sent))
        except NotTaken as refused:
            await self._not_taken(core, message, refused, recipient)
        except Unsure as doubt:
            if kind.repeats or message.channel in self._keyed:
                await self._again(core, message, doubt.reason, recipient)
            else:
                await self._settle(core, message, "unknown", doubt.reason, recipient)
        else:
            await self._settle(core, message, "sent", "", recipient)

    async def _not_taken(self, core: Core, message: Leased, refused: NotTaken, recipient: str) -> None:
        if refused.unreachable:
            self._resting_until[message.channel] = core.clock.now() + REST
        if refused.later:
            await self._again(core, message, refused.reason, recipient, LATEST_BACK if refused.unreachable else None)
        else:
            await self._settle(core, message, "failed", refused.reason, recipient)

    async def _written(self, core: Core, kind: Kind, message: Leased) -> tuple[Mail | Sms, str]:
        """The message in words, after asking whether it is still wanted, and the digest of its recipient."""
        scope = frozenset({message.practice_id}) if message.practice_id else EVERY_PRACTICE
        async with reading(core, system(f"message {kind.name}"), channel="worker", scope=scope) as uow:
            uow.permit(Permission.SYSTEM)
            letter = await kind.prepare(uow, {**message.refs, "channel": message.channel})
            if letter is None:
                raise NotWanted("not_wanted")
            return await self._writer.write(uow, kind, message, letter), recipient_digest(uow, letter.to)

    async def _again(self, core: Core, message: Leased, reason: str, recipient: str, within: timedelta | None = None) -> None:
        now = core.clock.now()
        at = retry_at(message, now) if within is None else min(retry_at(message, now), now + within)
        if at >= message.expires_at:
            await self._settle(core, message, "failed", reason, recipient)
            return
        await settle(core, message, "retry", reason, not_before=at, follower=self._follower(message), recipient=recipient)
        LOG.info("not_sent_yet", message=message.id, kind=message.kind, reason=reason, attempts=message.attempts)

    async def _settle(self, core: Core, message: Leased, state: State, reason: str = "", recipient: str = "") -> None:
        await settle(core, message, state, reason, follower=self._follower(message), recipient=recipient)
        _SETTLED.labels(message.kind, state).inc()
        if state in {"failed", "unknown"}:
            LOG.warning("not_sent", message=message.id, kind=message.kind, state=state, reason=reason)

    def _follower(self, message: Leased) -> Follower | None:
        return self._kinds[message.kind].follower
