"""The first start: who holds the one-time link printed in the log opens the practice and becomes its administrator."""

from sqlalchemy import select

from server.accounts.errors import LinkExpired
from server.accounts.links import new_link, opened, path_of, use
from server.accounts.models import MembershipRow, OneTimeToken, Person, Practice, Practitioner
from server.accounts.passwords import Passwords
from server.accounts.queries.snapshots import practice_body
from server.accounts.rules import address, initials_of, tidy
from server.accounts.schemas.session import AdministratorToBe, SetUp, SignedIn
from server.accounts.service.practices import new_location
from server.accounts.service.signing_in import actor_for, begin
from server.accounts.topics import practice_topic
from server.core.actors import NOBODY, system
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid
from server.core.http import House, Reply, Visit
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, reading, writing

_HUE = 210


async def setup_needed(core: Core) -> bool:
    """Whether nobody has an account yet."""
    async with core.db.read(()) as session:
        return (await session.execute(select(Person.id).limit(1))).first() is None


async def setup_path(core: Core) -> str | None:
    """The path of the first-start link, to print at start while nobody has an account; the same for every process."""
    if not await setup_needed(core):
        return None
    async with writing(core, system("first start"), channel="start", scope=frozenset()) as uow:
        uow.permit(Permission.SYSTEM)
        statement = select(OneTimeToken).where(
            OneTimeToken.kind == "setup", OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > uow.now
        )
        row = (await uow.session.scalars(statement.order_by(OneTimeToken.id).limit(1))).first()
        if row is None:
            row = new_link(uow, "setup")
            await uow.session.flush()
        return path_of(core.keyring, "setup", row.id)


async def set_up(visit: Visit, body: SetUp) -> Reply[SignedIn]:
    """Open the practice, its first place and its administrator, who is signed in as far as a second factor allows.

    Raises:
        LinkExpired: not the link of the log, or the first start is over.
        WeakPassword, Invalid.
    """
    house: House = visit.house
    passwords: Passwords = house.service(Passwords)
    async with reading(house.core, NOBODY, scope=frozenset()) as uow:
        uow.permit(Permission.PUBLIC)
        await opened(uow, "setup", body.token)
    wanted = body.administrator
    name, email, practice_name = tidy(wanted.name), address(wanted.email), tidy(body.practice.name)
    if wanted.practitioner and not wanted.profession.strip():
        raise Invalid(field="profession", reason="required")
    await passwords.check(wanted.password, (email, name, practice_name))
    person = Person(
        id=new_id(),
        email=email,
        name=name,
        initials=initials_of(name),
        password=await passwords.hash(wanted.password),
        created_at=house.core.clock.now(),
    )
    async with writing(house.core, actor_for(person), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.PUBLIC)
        await use(uow, await opened(uow, "setup", body.token))
        if (await uow.session.execute(select(Person.id).limit(1))).first() is not None:
            raise LinkExpired
        practice = Practice(id=new_id(), version=1, name=practice_name, created_at=uow.now, settings={})
        await uow.new_key(practice.id)
        await uow.lock(practice_topic(practice.id))
        uow.session.add_all((practice, person))
        place = new_location(practice.id, name=body.location.name, zone=body.location.zone, address=body.location.address)
        uow.session.add(place)
        own = _agenda(uow, wanted, place.practice_id, place.id, name) if wanted.practitioner else None
        uow.session.add(
            MembershipRow(practice_id=practice.id, person_id=person.id, role="administrator", practitioner_id=own, rights={}, since=uow.now)
        )
        await uow.session.flush()
        body_now = await practice_body(uow, practice.id)
        put = {name: getattr(body_now, name) for name in body_now.__struct_fields__ if getattr(body_now, name)}
        uow.record(practice_topic(practice.id), "practice_opened", owner=practice.id, put=put)
        uow.audit("practice_opened", practice.id, f"person/{person.id}")
        return await begin(visit, uow, person)


def _agenda(uow: UnitOfWork, wanted: AdministratorToBe, practice_id: str, location_id: str, name: str) -> str:
    """The administrator's own agenda; give its id."""
    row = Practitioner(
        id=new_id(),
        practice_id=practice_id,
        name=name,
        profession=tidy(wanted.profession, "profession"),
        initials=initials_of(name),
        hue=_HUE,
        location_id=location_id,
    )
    uow.session.add(row)
    return row.id
