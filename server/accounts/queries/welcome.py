"""What the log-in page shows to whoever comes."""

from importlib.metadata import PackageNotFoundError, version
from typing import cast

from sqlalchemy import select

from server.accounts.models import MembershipRow, Person
from server.accounts.schemas.session import DemoLogin, Welcome
from server.core.actors import ROLES, Role
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from server.settings import Settings

DEMO_PASSWORD = "ardoise-demo-2026"  # noqa: S105  # shown to whoever opens a demo
"""The password of every demo account."""
_MOST = 12
_AT_THE_DOOR: tuple[Role, ...] = tuple(sorted(ROLES, key=lambda role: (role != "secretary", role != "practitioner", ROLES.index(role))))
"""Those first whose day the agenda is; a person is named by the first of his roles."""


async def welcome(core: Core, settings: Settings) -> Welcome:
    """Whether this is a demo, and whom one may be in it; whether the first start is still to come."""
    async with core.db.read(EVERY_PRACTICE) as session:
        is_empty = (await session.execute(select(Person.id).limit(1))).first() is None
        rows = (
            await session.execute(
                select(Person.id, Person.email, Person.name, MembershipRow.role)
                .join(MembershipRow, MembershipRow.person_id == Person.id)
                .where(Person.is_demo, Person.disabled.is_(False), MembershipRow.disabled.is_(False))
                .order_by(MembershipRow.id)
            )
            if settings.demo
            else ()
        )
        found: dict[str, DemoLogin] = {}
        for person_id, email, name, role in sorted(rows, key=lambda row: _AT_THE_DOOR.index(row.role)):
            found.setdefault(person_id, DemoLogin(email=email, password=DEMO_PASSWORD, name=name, role=cast("Role", role)))
    logins = list(found.values())
    return Welcome(
        demo=settings.demo,
        setup_needed=is_empty,
        demo_logins=logins[:_MOST],
        mail=bool(settings.smtp_url) or settings.demo,
        version=_version(),
    )


def _version() -> str:
    try:
        return version("ardoise")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"
