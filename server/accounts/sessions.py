"""Signed-in sessions: from a cookie to an actor, in one SELECT, and which sessions are still alive.

A session ends when it is idle too long, twelve hours after log-in, at log-out, or when its person is shut out. That it
was seen is written at most once a minute, beside the requests and not within them.
"""

import asyncio
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import ColumnElement, bindparam, exists, select, update
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection

from server.accounts.models import Location, MembershipRow, Person, SignedInSession
from server.accounts.rules import membership
from server.accounts.schemas.session import SignInState
from server.core.actors import Actor
from server.core.among import is_among
from server.core.errors import SignedOut
from server.core.gathered import Gathered
from server.core.unit import Core
from server.settings import Settings

LOG = structlog.get_logger("sessions")
LASTS = timedelta(hours=12)
HALF_WAY = timedelta(minutes=15)
"""How long one has to give the second factor, or to set it up."""
_SEEN_EVERY = timedelta(minutes=1)
_WRITE_EVERY = 2.0
"""Seconds between two writes of who was seen."""
_LATE = timedelta(seconds=15)
"""How much later than a request an idle screen is closed: another process may not have written yet that it was seen."""
_REST = 0.03
"""Seconds between two reads of who comes, in a rush."""
_HOME = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class HalfWay:
    """A session whose person gave the password, and perhaps all that is asked (`state` signed_in)."""

    id: str
    person_id: str
    name: str
    initials: str
    state: SignInState

    @property
    def actor(self) -> Actor:
        """The person, who may do nothing yet: for the audit trail."""
        return Actor(person_id=self.person_id, name=self.name, initials=self.initials, session_id=self.id)


def digest(token: str) -> str:
    """What is kept of a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Who is behind a cookie. One for the whole process."""

    def __init__(self, core: Core, settings: Settings) -> None:
        self._core = core
        self._settings = settings
        self._seen: dict[str, datetime] = {}
        self._noted = asyncio.Event()
        self._by_token = Gathered(self._read_tokens, _REST)

    async def actor(self, connection: HTTPConnection) -> Actor:
        """The person behind a connection's cookie.

        Raises:
            SignedOut: nobody; `state` says what is missing when the password was given.
        """
        token = connection.cookies.get(self._settings.cookie_name, "")
        if not 20 <= len(token) <= 100:
            raise SignedOut
        return self._actor(self._alive(await self._by_token.get(digest(token)) or []))

    async def actor_of(self, session_id: str) -> Actor:
        """The person behind a session, as of now.

        Raises:
            SignedOut: it ended.
        """
        return self._actor(await self._read(SignedInSession.id == session_id), is_request=False)

    async def half_way(self, connection: HTTPConnection) -> HalfWay:
        """Whoever gave the password in this session, wherever he is in signing in.

        Raises:
            SignedOut: nobody.
        """
        token = connection.cookies.get(self._settings.cookie_name, "")
        rows = await self._read(SignedInSession.token == digest(token))
        first = rows[0]
        return HalfWay(first.session_id, first.person_id, first.name, first.initials, self._state(first))

    async def alive(self, session_ids: Iterable[str]) -> dict[str, int]:
        """The sessions that still hold, with the `rights_version` that an actor of theirs has now."""
        wanted = list(session_ids)
        if not wanted:
            return {}
        now = self._core.clock.now()
        rows = await self._core.db.glance(_ALIVE, {"ids": wanted, "now": now})
        return {
            session_id: _rights_number(version, now, is_dated=is_dated)
            for session_id, seen_at, idle_minutes, version, is_dated in rows
            if now - self._last_seen(session_id, seen_at) <= timedelta(minutes=idle_minutes) + _LATE
        }

    async def run(self) -> None:
        """Write who was seen, until cancelled; then once more."""
        try:
            while True:
                await self._noted.wait()
                await asyncio.sleep(_WRITE_EVERY)
                await self._try_flush()
        finally:
            await self._try_flush()

    async def flush(self) -> None:
        """Write who was seen since the last time."""
        self._noted.clear()
        seen, self._seen = self._seen, {}
        if not seen:
            return
        try:
            async with self._core.db.write(()) as session:
                for session_id, at in sorted(seen.items()):
                    await session.execute(
                        update(SignedInSession)
                        .where(SignedInSession.id == session_id, SignedInSession.seen_at < at)
                        .values(seen_at=at)
                        .execution_options(synchronize_session=False)
                    )
                await session.commit()
        except BaseException:
            self._seen = seen | self._seen
            raise

    async def _try_flush(self) -> None:
        try:
            await self.flush()
        except SQLAlchemyError as error:
            self._noted.set()
            LOG.warning("seen_not_written", kind=type(error).__name__)

    def _actor(self, rows: Sequence[Any], *, is_request: bool = True) -> Actor:
        first = rows[0]
        state = self._state(first)
        if state != "signed_in":
            raise SignedOut(state=state)
        now = self._core.clock.now()
        if is_request and now - self._last_seen(first.session_id, first.seen_at) >= _SEEN_EVERY:
            self._seen[first.session_id] = now
            self._noted.set()
        zone = next((row.zone for row in rows if row.zone), _HOME)
        return Actor(
            person_id=first.person_id,
            name=first.name,
            initials=first.initials,
            memberships=tuple(
                membership(row.membership_id, row.practice_id, row.role, row.practitioner_id, row.rights, row.days)
                for row in rows
                if row.membership_id is not None
            ),
            today=now.astimezone(ZoneInfo(zone)).date(),
            session_id=first.session_id,
            rights_version=_rights_number(first.rights_version, now, is_dated=any(row.replacement_id for row in rows)),
        )

    async def _read(self, which: ColumnElement[bool]) -> list[Any]:
        """A live session, its person, and one row for each membership.

        Raises:
            SignedOut: there is none, or it ended.
        """
        return self._alive(list(await self._core.db.glance(_WHO.where(which))))

    async def _read_tokens(self, tokens: Collection[str]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for row in await self._core.db.glance(_BEHIND, {"tokens": tokens}):
            found.setdefault(row.token, []).append(row)
        return found

    def _alive(self, rows: list[Any]) -> list[Any]:
        """The same rows.

        Raises:
            SignedOut: there is none, or it ended.
        """
        now = self._core.clock.now()
        if not rows:
            raise SignedOut
        first = rows[0]
        if (
            first.ended_at is not None
            or first.disabled
            or now >= first.expires_at
            or now - self._last_seen(first.session_id, first.seen_at) > timedelta(minutes=first.idle_minutes)
        ):
            raise SignedOut
        return rows

    def _state(self, row: Any) -> SignInState:
        has_second_factor = row.totp is not None
        if row.factor and (has_second_factor or self._settings.demo):
            return "signed_in"
        return "second_factor" if has_second_factor and not row.factor else "enrol_second_factor"

    def _last_seen(self, session_id: str, written: datetime) -> datetime:
        return max(written, self._seen.get(session_id, written))


def _rights_number(version: int, now: datetime, *, is_dated: bool) -> int:
    """A number that changes whenever what a person may do does; for a replacement, from one day to the next too."""
    return version << 20 | (now.astimezone(ZoneInfo(_HOME)).toordinal() if is_dated else 0)


_ZONE = (
    select(Location.zone)
    .where(Location.practice_id == MembershipRow.practice_id, Location.archived.is_(False))
    .order_by(Location.id)
    .limit(1)
    .scalar_subquery()
)
_WHO = (
    select(
        SignedInSession.id.label("session_id"),
        SignedInSession.token,
        SignedInSession.factor,
        SignedInSession.seen_at,
        SignedInSession.idle_minutes,
        SignedInSession.expires_at,
        SignedInSession.ended_at,
        Person.id.label("person_id"),
        Person.name,
        Person.initials,
        Person.totp,
        Person.disabled,
        Person.rights_version,
        MembershipRow.replacement_id,
        MembershipRow.id.label("membership_id"),
        MembershipRow.practice_id,
        MembershipRow.role,
        MembershipRow.practitioner_id,
        MembershipRow.rights,
        MembershipRow.days,
        _ZONE.label("zone"),
    )
    .join(Person, Person.id == SignedInSession.person_id)
    .outerjoin(MembershipRow, (MembershipRow.person_id == Person.id) & MembershipRow.disabled.is_(False))
    .order_by(MembershipRow.id)
)
_ALIVE = (  # columns and no rows of ours: it is asked for every socket, again and again
    select(
        SignedInSession.id,
        SignedInSession.seen_at,
        SignedInSession.idle_minutes,
        Person.rights_version,
        exists().where(MembershipRow.person_id == Person.id, MembershipRow.days.is_not(None), MembershipRow.disabled.is_(False)),
    )
    .join(Person, Person.id == SignedInSession.person_id)
    .where(
        is_among(SignedInSession.id, "ids"),
        SignedInSession.factor,
        SignedInSession.ended_at.is_(None),
        SignedInSession.expires_at > bindparam("now"),
        Person.disabled.is_(False),
    )
)
_BEHIND = _WHO.where(is_among(SignedInSession.token, "tokens"))
