"""Links sent to people: an identifier and a secret computed from it under the root key, good once.

The database holds neither the secret nor its digest: a copy of it opens nothing. The token travels after `#`, which no
server and no log ever sees.
"""

import hmac
from datetime import timedelta
from typing import Literal

from sqlalchemy import select, update

from server.accounts.errors import LinkExpired
from server.accounts.models import OneTimeToken
from server.core.crypto import Keyring
from server.core.unit import UnitOfWork

LinkKind = Literal["setup", "invitation", "password"]
LASTS: dict[LinkKind, timedelta] = {
    "setup": timedelta(days=7),
    "invitation": timedelta(days=7),
    "password": timedelta(hours=1),
}
_PAGES: dict[LinkKind, str] = {"setup": "/setup", "invitation": "/invitation", "password": "/password"}


def new_link(uow: UnitOfWork, kind: LinkKind, *, person_id: str | None = None, invitation_id: str | None = None) -> OneTimeToken:
    """Make a link; `path_of` says it."""
    row = OneTimeToken(kind=kind, person_id=person_id, invitation_id=invitation_id, expires_at=uow.now + LASTS[kind])
    uow.session.add(row)
    return row


def token_of(keyring: Keyring, kind: str, row_id: str) -> str:
    """What follows # in the link."""
    return row_id + keyring.mac("link", f"{kind}|{row_id}")


def path_of(keyring: Keyring, kind: LinkKind, row_id: str) -> str:
    """The link, less the address of the application."""
    return f"{_PAGES[kind]}#{token_of(keyring, kind, row_id)}"


async def opened(uow: UnitOfWork, kind: LinkKind, token: str) -> OneTimeToken:
    """The link a token belongs to, while it can still be used.

    Raises:
        LinkExpired: unknown, used, or too old.
    """
    row_id = token[:32]
    if not hmac.compare_digest(token.encode(), token_of(uow.core.keyring, kind, row_id).encode()):
        raise LinkExpired
    row = (await uow.session.execute(select(OneTimeToken).where(OneTimeToken.id == row_id))).scalar_one_or_none()
    if row is None or row.kind != kind or row.used_at is not None or row.expires_at <= uow.now:
        raise LinkExpired
    return row


async def use(uow: UnitOfWork, row: OneTimeToken) -> None:
    """Use a link up; of two who try at once, one does.

    Raises:
        LinkExpired: somebody else was faster.
    """
    used = await uow.session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.id == row.id, OneTimeToken.used_at.is_(None))
        .values(used_at=uow.now)
        .returning(OneTimeToken.id)
        .execution_options(synchronize_session=False)
    )
    if used.scalar_one_or_none() is None:
        raise LinkExpired


async def close_links(uow: UnitOfWork, kind: LinkKind, person_id: str) -> None:
    """Use up every link of this kind that a person still has."""
    await uow.session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.kind == kind, OneTimeToken.person_id == person_id, OneTimeToken.used_at.is_(None))
        .values(used_at=uow.now)
        .execution_options(synchronize_session=False)
    )
