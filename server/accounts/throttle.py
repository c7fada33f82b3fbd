"""Attempts are counted before they are made, each in its own transaction: guessing stops, whatever else happens (R28).

A bucket lasts a fixed window from its first attempt. A success gives its attempt back. Buckets are named by keyed
digests: neither addresses nor e-mails are kept.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from server.accounts.models import Attempt
from server.core.errors import TooMany
from server.core.unit import Core


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts in a window; two windows touch, so that any span of that length sees at most twice as many."""

    name: str
    most: int
    window: timedelta


ACCOUNT = Limit("account", 10, timedelta(hours=1))
"""Guesses at one account's password, from wherever: at most 20 hashes in any hour."""
ADDRESS = Limit("address", 25, timedelta(hours=1))
"""Failures from one address, on whatever accounts."""
DEVICE = Limit("device", 10, timedelta(minutes=15))
"""Failures of a person on a device he signed in from before; strangers do not count there."""
CODE = Limit("code", 8, timedelta(minutes=15))
"""Guesses at a second factor."""
LETTER = Limit("letter", 3, timedelta(hours=1))
"""Links asked for one address."""
ASKING = Limit("asking", 20, timedelta(hours=1))
"""Links asked, or tried, from one network address."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One limit for one thing: an account, an address, a device."""

    limit: Limit
    key: str


def bucket(core: Core, limit: Limit, what: str) -> Bucket:
    """The bucket of something under a limit."""
    return Bucket(limit, f"{limit.name}:{core.keyring.mac('attempt', what)}")


def network(host: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that an IPv6 home has."""
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


async def attempt(core: Core, *buckets: Bucket) -> None:
    """Count an attempt in every bucket.

    Raises:
        TooMany: one of them is full; then none has counted it.
    """
    now = core.clock.now()
    keys = {each.key: each.limit for each in buckets}
    async with core.db.read(()) as session:
        rows = (await session.execute(select(Attempt.bucket, Attempt.count, Attempt.until).where(Attempt.bucket.in_(keys)))).all()
    for key, count, until in rows:
        if until > now and count >= keys[key].most:
            raise _full(until, now)
    async with core.db.write(()) as session:
        for key in sorted(keys):
            count, until = (await session.execute(_counted(core, key, keys[key], now))).one()
            if count > keys[key].most:
                raise _full(until, now)
        await session.commit()


async def give_back(core: Core, *buckets: Bucket) -> None:
    """Take a success out of the buckets it was counted in."""
    async with core.db.write(()) as session:
        for each in sorted(buckets, key=lambda it: it.key):
            await session.execute(
                update(Attempt)
                .where(Attempt.bucket == each.key, Attempt.count > 0)
                .values(count=Attempt.count - 1)
                .execution_options(synchronize_session=False)
            )
        await session.commit()


def _counted(core: Core, key: str, limit: Limit, now: datetime) -> Any:
    insert = sqlite_insert if core.db.is_sqlite else postgres_insert
    statement = insert(Attempt).values(bucket=key, count=1, until=now + limit.window)
    is_over = Attempt.until <= now
    return statement.on_conflict_do_update(
        index_elements=[Attempt.bucket],
        set_={
            "count": case((is_over, 1), else_=Attempt.count + 1),
            "until": case((is_over, now + limit.window), else_=Attempt.until),
        },
    ).returning(Attempt.count, Attempt.until)


def _full(until: datetime, now: datetime) -> TooMany:
    return TooMany(retry_after=max(1, int((until - now).total_seconds()) + 1))
