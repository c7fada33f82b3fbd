"""Log-in and log-out. Attempts are counted before a hash is computed; unknown accounts cost and answer the same (R28)."""

from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy import select, update

from server.accounts.devices import cookie_of, device_of, is_known, new_device, remember
from server.accounts.errors import WrongCode, WrongCredentials
from server.accounts.models import MembershipRow, Person, Practice, RecoveryCode, SignedInSession
from server.accounts.passwords import Passwords
from server.accounts.queries.views import IDLE, IDLE_DEFAULT
from server.accounts.rules import idle_minutes
from server.accounts.schemas.session import GiveCode, LogIn, LogOut, SignedIn, SignInState
from server.accounts.second_factor import recovery_digest, step_of
from server.accounts.service.access import sign_out
from server.accounts.sessions import HALF_WAY, LASTS, Sessions, digest
from server.accounts.throttle import ACCOUNT, ADDRESS, CODE, DEVICE, Bucket, attempt, bucket, give_back, network
from server.core.actors import Actor, Role
from server.core.db import EVERY_PRACTICE
from server.core.errors import SignedOut
from server.core.http import House, Reply, Visit
from server.core.ids import new_id, new_token
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, writing

View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who claims an account: who has it, and where his attempts are counted."""

    person: Person | None
    buckets: tuple[Bucket, ...]


def actor_for(person: Person | None, session_id: str | None = None) -> Actor:
    """Somebody whose rights are not loaded: for what he does to his own account."""
    if person is None:
        return Actor(person_id=None, name="")
    return Actor(person_id=person.id, name=person.name, initials=person.initials, session_id=session_id)


async def newcomer(visit: Visit, email: str) -> Newcomer:
    """Who claims the account of this address, with the buckets his password counts in."""
    core, device = visit.house.core, device_of(visit.request, visit.house.settings)
    folded = email.strip().lower()
    async with core.db.read(()) as session:
        person = (await session.execute(select(Person).where(Person.email == folded))).scalar_one_or_none()
        known = await is_known(session, device, person.id if person else None)
    if known:
        return Newcomer(person, (bucket(core, DEVICE, f"{folded}|{device}"),))
    return Newcomer(person, (bucket(core, ACCOUNT, folded), bucket(core, ADDRESS, network(visit.address))))


async def prove_password(visit: Visit, claimed: Newcomer, password: str) -> Person:
    """The person, once the password is his.

    Raises:
        TooMany: too many failures there; the password was not looked at.
        WrongCredentials: no such account, shut out, or another password.
    """
    house: House = visit.house
    passwords: Passwords = house.service(Passwords)
    await attempt(house.core, *claimed.buckets)
    person = claimed.person
    matches = await passwords.verify(person.password if person else None, password)
    if person is None or not matches or person.disabled:
        await note_refusal(visit, actor_for(person), "login_failed")
        raise WrongCredentials
    await give_back(house.core, *claimed.buckets)
    return person


async def note_refusal(visit: Visit, actor: Actor, act: str) -> None:
    """Leave a line about a refusal, in its own transaction."""
    async with writing(visit.house.core, actor, scope=frozenset()) as uow:
        uow.permit(Permission.PUBLIC)
        uow.audit(act, None)


async def log_in(visit: Visit, body: LogIn) -> Reply[SignedIn]:
    """Sign in with a password: wholly in a demo without second factor, else half-way.

    Raises:
        TooMany, WrongCredentials.
    """
    passwords: Passwords = visit.house.service(Passwords)
    claimed = await newcomer(visit, body.email)
    person = await prove_password(visit, claimed, body.password)
    rehashed = await passwords.hash(body.password) if passwords.is_outdated(person.password) else None
    async with writing(visit.house.core, actor_for(person), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.PUBLIC)
        if rehashed is not None:
            await uow.session.execute(
                update(Person).where(Person.id == person.id, Person.password == person.password).values(password=rehashed),
                execution_options={"synchronize_session": False},
            )
        return await begin(visit, uow, person)


async def begin(visit: Visit, uow: UnitOfWork, person: Person) -> Reply[SignedIn]:
    """Open a session for somebody who gave his password, as far as his second factor allows."""
    is_whole = person.totp is None and visit.house.settings.demo
    state: SignInState = "signed_in" if is_whole else "enrol_second_factor" if person.totp is None else "second_factor"
    await _end_former(visit, uow)
    row = SignedInSession(
        id=new_id(), person_id=person.id, factor=False, created_at=uow.now, seen_at=uow.now, expires_at=uow.now + HALF_WAY
    )
    uow.audit("login", None, f"session/{row.id}")
    if is_whole:
        return await complete(visit, uow, row, SignedIn(state=state))
    token = new_token()
    row.token = digest(token)
    uow.session.add(row)
    return Reply(SignedIn(state=state), cookies={visit.house.settings.cookie_name: token})


async def _end_former(visit: Visit, uow: UnitOfWork) -> None:
    """The session this browser had before ends with the new log-in."""
    former = visit.request.cookies.get(visit.house.settings.cookie_name)
    if former:
        await uow.session.execute(
            update(SignedInSession)
            .where(SignedInSession.token == digest(former), SignedInSession.ended_at.is_(None))
            .values(ended_at=uow.now)
            .execution_options(synchronize_session=False)
        )


async def complete(visit: Visit, uow: UnitOfWork, row: SignedInSession, view: View) -> Reply[View]:
    """Make a session whole, under a new token, and remember the device."""
    settings, token = visit.house.settings, new_token()
    row.token, row.factor, row.enrolment = digest(token), True, None
    row.expires_at, row.seen_at = uow.now + LASTS, uow.now
    row.idle_minutes = await _idle_minutes(uow, row.person_id)
    uow.session.add(row)
    device = device_of(visit.request, settings) or new_device()
    await remember(uow, device, row.person_id)
    lasting = cookie_of(settings)
    return Reply(view, cookies={settings.cookie_name: token, lasting: device}, lasting=frozenset({lasting}))


async def _idle_minutes(uow: UnitOfWork, person_id: str) -> int:
    rows = await uow.session.execute(
        select(MembershipRow.role, MembershipRow.practitioner_id, Practice.settings)
        .join(Practice, Practice.id == MembershipRow.practice_id)
        .where(MembershipRow.person_id == person_id, MembershipRow.disabled.is_(False))
    )
    return idle_minutes((cast("Role", role), own, settings.get(IDLE, IDLE_DEFAULT)) for role, own, settings in rows)


async def give_code(visit: Visit, body: GiveCode) -> Reply[SignedIn]:
    """Give the second factor: a code of the application, each good once, or a recovery code.

    Raises:
        SignedOut: the password was not given, or too long ago.
        TooMany, WrongCode.
    """
    house: House = visit.house
    sessions: Sessions = house.service(Sessions)
    half = await sessions.half_way(visit.request)
    if half.state != "second_factor":
        raise SignedOut(state=half.state)
    device = device_of(visit.request, house.settings)
    async with house.core.db.read(()) as session:
        known = await is_known(session, device, half.person_id)
    counted = bucket(house.core, CODE, f"{half.person_id}|{device if known else ''}")
    await attempt(house.core, counted)
    try:
        async with writing(house.core, half.actor, scope=EVERY_PRACTICE) as uow:
            uow.permit(Permission.PUBLIC)
            row = await uow.session.get_one(SignedInSession, half.id)
            person = await uow.session.get_one(Person, half.person_id)
            left = None
            if not await _use_step(uow, person, body.code):
                left = await _use_recovery_code(uow, person, body.code)
            uow.audit("second_factor", None, f"session/{row.id}")
            reply = await complete(visit, uow, row, SignedIn(state="signed_in", recovery_codes_left=left))
    except WrongCode:
        await note_refusal(visit, half.actor, "second_factor_failed")
        raise
    await give_back(house.core, counted)
    return reply


async def _use_step(uow: UnitOfWork, person: Person, code: str) -> bool:
    """Use a code of the application up; of two who give the same one, one is let in."""
    if person.totp is None:
        return False
    secret = uow.unseal(f"totp|{person.id}", person.totp, str)
    step = step_of(secret, code, uow.now, after=person.totp_step)
    if step is None:
        return False
    used = await uow.session.execute(
        update(Person)
        .where(Person.id == person.id, Person.totp_step < step)
        .values(totp_step=step)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    return used.scalar_one_or_none() is not None


async def _use_recovery_code(uow: UnitOfWork, person: Person, code: str) -> int:
    """Use a recovery code up; give how many are left.

    Raises:
        WrongCode: it is none of his, or was used.
    """
    kept = recovery_digest(uow.core.keyring, person.id, code)
    used = await uow.session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.person_id == person.id, RecoveryCode.digest == kept, RecoveryCode.used_at.is_(None))
        .values(used_at=uow.now)
        .returning(RecoveryCode.digest)
        .execution_options(synchronize_session=False)
    )
    if used.scalar_one_or_none() is None:
        raise WrongCode
    left = await uow.session.execute(select(RecoveryCode.digest).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None)))
    return len(left.all())


async def log_out(visit: Visit, body: LogOut) -> Reply[None]:
    """End this session, or, once wholly signed in, all of one's own, and close their screens; signed out already is as well."""
    house: House = visit.house
    try:
        half = await house.service(Sessions).half_way(visit.request)
    except SignedOut:
        return Reply(None, cookies={house.settings.cookie_name: None})
    async with writing(house.core, half.actor, scope=frozenset()) as uow:
        uow.permit(Permission.PUBLIC)
        await sign_out(uow, half.person_id, only=None if body.everywhere and half.state == "signed_in" else half.id)
        uow.audit("logout", None, f"session/{half.id}")
    return Reply(None, cookies={house.settings.cookie_name: None})
