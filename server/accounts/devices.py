"""Browsers that somebody signed in from before: a cookie that lasts, kept as a digest, one line for each of its persons."""

import hashlib

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from server.accounts.models import KnownDevice
from server.core.ids import new_token
from server.core.unit import UnitOfWork
from server.settings import Settings


def cookie_of(settings: Settings) -> str:
    """The name of the device's cookie."""
    return f"{settings.cookie_name}_device"


def device_of(connection: HTTPConnection, settings: Settings) -> str | None:
    """The device a request comes from, as its cookie says; None for one never seen."""
    token = connection.cookies.get(cookie_of(settings), "")
    return token if 20 <= len(token) <= 100 else None


def new_device() -> str:
    """A new device's cookie."""
    return new_token()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def is_known(session: AsyncSession, token: str | None, person_id: str | None) -> bool:
    """Whether this person signed in from this device before; asks the database whoever it is, so that it takes as long."""
    statement = select(KnownDevice.digest).where(KnownDevice.digest == _digest(token or ""), KnownDevice.person_id == (person_id or ""))
    return (await session.execute(statement)).first() is not None


async def remember(uow: UnitOfWork, token: str, person_id: str) -> None:
    """This person has now signed in from this device."""
    insert = sqlite_insert if uow.core.db.is_sqlite else postgres_insert
    statement = insert(KnownDevice).values(digest=_digest(token), person_id=person_id, seen_at=uow.now)
    await uow.session.execute(
        statement.on_conflict_do_update(index_elements=[KnownDevice.digest, KnownDevice.person_id], set_={"seen_at": uow.now})
    )


async def forget_devices(uow: UnitOfWork, person_id: str) -> None:
    """Every device of this person becomes a stranger's."""
    await uow.session.execute(
        delete(KnownDevice).where(KnownDevice.person_id == person_id), execution_options={"synchronize_session": False}
    )
