"""Setting up the second factor: a secret shown once, confirmed by a code, and recovery codes for paper."""

from sqlalchemy import delete

from server.accounts.errors import WrongCode
from server.accounts.models import Person, RecoveryCode, SignedInSession
from server.accounts.schemas.session import GiveCode, RecoveryCodes, SecondFactorSecret, StartSecondFactor
from server.accounts.second_factor import address, new_recovery_codes, new_secret, qr_code, recovery_digest, step_of
from server.accounts.service.access import sign_out
from server.accounts.service.signing_in import complete, newcomer, prove_password
from server.accounts.sessions import HalfWay, Sessions
from server.accounts.throttle import CODE, attempt, bucket, give_back
from server.core.crypto import SHARED
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid, SignedOut
from server.core.http import House, Reply, Visit
from server.core.permissions import Permission
from server.core.unit import writing


async def start_second_factor(visit: Visit, body: StartSecondFactor) -> SecondFactorSecret:
    """Make a secret for this session; it counts once it is confirmed.

    Raises:
        SignedOut: the password was not given, or a code of the present factor is due.
        Invalid: whoever is at work gives his password again.
    """
    house: House = visit.house
    half = await _may_enrol(visit)
    secret = new_secret()
    async with house.core.db.read(()) as session:
        person = await session.get_one(Person, half.person_id)
    if half.state == "signed_in":
        if body.password is None:
            raise Invalid(field="password", reason="required")
        await prove_password(visit, await newcomer(visit, person.email), body.password)
    async with writing(house.core, half.actor, scope=frozenset()) as uow:
        uow.permit(Permission.PUBLIC)
        row = await uow.session.get_one(SignedInSession, half.id)
        row.enrolment = uow.seal(SHARED, f"enrolment|{row.id}", secret)
    uri = address(secret, person.email)
    return SecondFactorSecret(secret=secret, uri=uri, qr_svg=qr_code(uri))


async def confirm_second_factor(visit: Visit, body: GiveCode) -> Reply[RecoveryCodes]:
    """Set the second factor up: from now on a code is asked. Other sessions end, and earlier recovery codes die.

    Raises:
        SignedOut, TooMany, WrongCode.
    """
    house: House = visit.house
    half = await _may_enrol(visit)
    counted = bucket(house.core, CODE, f"enrol|{half.id}")
    await attempt(house.core, counted)
    codes = new_recovery_codes()
    async with writing(house.core, half.actor, scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.PUBLIC)
        row = await uow.session.get_one(SignedInSession, half.id)
        person = await uow.session.get_one(Person, half.person_id)
        if row.enrolment is None:
            raise WrongCode
        secret = uow.unseal(f"enrolment|{row.id}", row.enrolment, str)
        step = step_of(secret, body.code, uow.now, after=0)
        if step is None:
            raise WrongCode
        person.totp, person.totp_step = uow.seal(SHARED, f"totp|{person.id}", secret), step
        await uow.session.execute(
            delete(RecoveryCode).where(RecoveryCode.person_id == person.id), execution_options={"synchronize_session": False}
        )
        uow.session.add_all(
            RecoveryCode(person_id=person.id, digest=recovery_digest(house.core.keyring, person.id, code)) for code in codes
        )
        uow.audit("second_factor_set_up", None, f"person/{person.id}")
        await sign_out(uow, person.id, keep=row.id)
        reply = await complete(visit, uow, row, RecoveryCodes(recovery_codes=codes))
    await give_back(house.core, counted)
    return reply


async def _may_enrol(visit: Visit) -> HalfWay:
    """Whoever is signed in, or has given his password and has no second factor yet.

    Raises:
        SignedOut: nobody, or somebody whose present factor is still due.
    """
    half = await visit.house.service(Sessions).half_way(visit.request)
    if half.state == "second_factor":
        raise SignedOut(state=half.state)
    found: HalfWay = half
    return found
