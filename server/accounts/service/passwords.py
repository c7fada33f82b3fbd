"""Forgotten and changed passwords. A link's answer is the same for an unknown address; a change ends the other sessions."""

from sqlalchemy import select

from server.accounts.devices import forget_devices
from server.accounts.errors import LinkExpired
from server.accounts.letters import PASSWORD_CHANGED, PASSWORD_RESET
from server.accounts.links import close_links, new_link, opened, use
from server.accounts.models import Person
from server.accounts.passwords import Passwords
from server.accounts.rules import address
from server.accounts.schemas.session import ChangePassword, ForgotPassword, ResetPassword
from server.accounts.service.access import sign_out
from server.accounts.service.signing_in import actor_for, newcomer, prove_password
from server.accounts.throttle import ASKING, LETTER, attempt, bucket, network
from server.core.actors import NOBODY
from server.core.errors import NotFound
from server.core.http import House, Visit
from server.core.outbox import post
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, reading, writing


async def forgot_password(visit: Visit, body: ForgotPassword) -> None:
    """Plan the message with the link. For an unknown address the same rows are written, and no message leaves.

    Raises:
        TooMany: too many were asked for this address, or from there.
    """
    house: House = visit.house
    email = address(body.email)
    buckets = (bucket(house.core, LETTER, email), bucket(house.core, ASKING, network(visit.address)))
    await attempt(house.core, *buckets)
    async with writing(house.core, NOBODY, scope=frozenset()) as uow:
        uow.permit(Permission.PUBLIC)
        person = (await uow.session.execute(select(Person).where(Person.email == email))).scalar_one_or_none()
        link = new_link(uow, "password", person_id=person.id if person else None)
        await uow.session.flush()
        await post(uow, PASSWORD_RESET, f"link/{link.id}", {"link": link.id} | ({"person": person.id} if person else {}))
        uow.audit("password_forgotten", None, f"link/{link.id}")


async def reset_password(visit: Visit, body: ResetPassword) -> None:
    """Set a new password with a link, once: every session ends, and no device is known any more.

    Raises:
        LinkExpired, WeakPassword.
    """
    house: House = visit.house
    passwords: Passwords = house.service(Passwords)
    async with reading(house.core, NOBODY, scope=frozenset()) as uow:
        uow.permit(Permission.PUBLIC)
        person = await _person_of(uow, body.token)
    await passwords.check(body.password, (person.email, person.name))
    hashed = await passwords.hash(body.password)
    async with writing(house.core, actor_for(person), scope=frozenset()) as uow:
        uow.permit(Permission.PUBLIC)
        person = await _person_of(uow, body.token)
        await use(uow, await opened(uow, "password", body.token))
        await _set_password(uow, person, hashed)
        await forget_devices(uow, person.id)
        await sign_out(uow, person.id)


async def change_password(visit: Visit, body: ChangePassword) -> None:
    """Set a new password, knowing the present one: the other sessions end.

    Raises:
        TooMany, WrongCredentials, WeakPassword.
    """
    house: House = visit.house
    passwords: Passwords = house.service(Passwords)
    async with house.core.db.read(()) as session:
        person = await session.get(Person, visit.actor.person_id)
    if person is None:
        raise NotFound
    await prove_password(visit, await newcomer(visit, person.email), body.current)
    await passwords.check(body.password, (person.email, person.name))
    hashed = await passwords.hash(body.password)
    async with writing(house.core, visit.actor, scope=frozenset()) as uow:
        uow.permit(Permission.SIGNED_IN)
        person = await uow.session.get_one(Person, person.id)
        await _set_password(uow, person, hashed)
        await sign_out(uow, person.id, keep=visit.actor.session_id)


async def _person_of(uow: UnitOfWork, token: str) -> Person:
    link = await opened(uow, "password", token)
    person = await uow.session.get(Person, link.person_id) if link.person_id else None
    if person is None or person.disabled:
        raise LinkExpired
    return person


async def _set_password(uow: UnitOfWork, person: Person, hashed: str) -> None:
    person.password = hashed
    await close_links(uow, "password", person.id)
    await post(uow, PASSWORD_CHANGED, f"person/{person.id}", {"person": person.id})
    uow.audit("password_changed", None, f"person/{person.id}")
