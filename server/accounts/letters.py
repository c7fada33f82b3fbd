"""The messages accounts send: to whom, with which values, and whether they are still wanted when they leave."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from server.accounts.links import LASTS, LinkKind, path_of
from server.accounts.models import Invitation, MembershipRow, OneTimeToken, Person, Practice, Practitioner
from server.core.outbox import Kind, Letter
from server.core.unit import UnitOfWork


async def _password_reset(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    person = await _person(uow, refs.get("person"))
    path = await _live_link(uow, "password", refs["link"])
    if person is None or path is None:
        return None
    return Letter(person.email, person.locale, {"name": person.name}, path)


async def _password_changed(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    person = await _person(uow, refs["person"])
    return None if person is None else Letter(person.email, person.locale, {"name": person.name})


async def _invitation(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    row = (await uow.session.execute(select(Invitation).where(Invitation.id == refs["invitation"]))).scalar_one_or_none()
    path = await _live_link(uow, "invitation", refs["link"])
    if row is None or path is None or row.accepted_at is not None or row.revoked_at is not None:
        return None
    inviter = await uow.session.get(Person, row.invited_by)
    practice = await uow.session.get(Practice, row.practice_id)
    if inviter is None or practice is None:
        return None
    return Letter(row.email, inviter.locale, {"inviter": inviter.name, "practice": practice.name}, path)


async def _grant(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    row = (await uow.session.execute(select(MembershipRow).where(MembershipRow.id == refs["member"]))).scalar_one_or_none()
    if row is None or row.disabled:
        return None
    person = await _person(uow, row.person_id)
    inviter = await uow.session.get(Person, refs["by"])
    practice = await uow.session.get(Practice, row.practice_id)
    practitioner = (
        await uow.session.execute(select(Practitioner).where(Practitioner.id.in_(list(row.rights))).limit(1))
    ).scalar_one_or_none()
    if person is None or inviter is None or practice is None or practitioner is None:
        return None
    shown = f"{practitioner.title} {practitioner.name}".strip()
    values = {"name": person.name, "inviter": inviter.name, "practitioner": shown, "practice": practice.name}
    return Letter(person.email, person.locale, values, "/")


async def _person(uow: UnitOfWork, person_id: str | None) -> Person | None:
    """A person who may still be written to."""
    person = await uow.session.get(Person, person_id) if person_id else None
    return None if person is None or person.disabled else person


async def _live_link(uow: UnitOfWork, kind: LinkKind, link_id: str) -> str | None:
    """The path of a link that still opens, computed now: it is stored nowhere."""
    row = await uow.session.get(OneTimeToken, link_id)
    if row is None or row.used_at is not None or row.expires_at <= uow.now:
        return None
    return path_of(uow.core.keyring, kind, link_id)


PASSWORD_RESET = Kind("password_reset", _password_reset, LASTS["password"], repeats=True)
PASSWORD_CHANGED = Kind("password_changed", _password_changed, timedelta(days=1), repeats=True)
INVITATION = Kind("invitation", _invitation, LASTS["invitation"], repeats=True)
GRANT = Kind("grant", _grant, timedelta(days=2), repeats=False)

KINDS = (PASSWORD_RESET, PASSWORD_CHANGED, INVITATION, GRANT)
