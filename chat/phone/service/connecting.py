"""Whose telephone is whose, and the telephone system of a practice."""

from sqlalchemy import delete, select

from chat.phone.errors import ExtensionTaken
from chat.phone.models import PhoneExtension, PhoneSystem
from chat.phone.queries.calls import phone_desk
from chat.phone.schemas import PhoneDesk, PhoneSystemView, SetExtension, SetSystem
from chat.phone.topics import phone_topic
from server.accounts.models import Person
from server.core.actors import Target
from server.core.crypto import Keyring
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

PATH = "/api/calls"


def secret_of(keyring: Keyring, row: PhoneSystem) -> str:
    """What a practice's telephone system signs with: a digest only the root key can make, and another one after each renewal."""
    return keyring.mac("phone", f"{row.id}|{row.version}")


async def set_extension(uow: UnitOfWork, body: SetExtension) -> PhoneDesk:
    """Say which telephone is the actor's in a practice; calls to it open their card on his screen.

    Raises:
        NotFound: he answers nobody's calls there.
        ExtensionTaken: a colleague said that it is his.
    """
    uow.permit(Permission.PHONE_ANSWER, Target(body.practice_id))
    await uow.lock(phone_topic(body.practice_id))
    if body.extension:
        others = (
            select(Person.name)
            .join(PhoneExtension, PhoneExtension.person_id == Person.id)
            .where(
                PhoneExtension.practice_id == body.practice_id,
                PhoneExtension.extension == body.extension,
                PhoneExtension.person_id != uow.actor.person_id,
            )
        )
        by = (await uow.session.execute(others)).scalar_one_or_none()
        if by is not None:
            raise ExtensionTaken(by=by)
    his = delete(PhoneExtension).where(PhoneExtension.practice_id == body.practice_id, PhoneExtension.person_id == uow.actor.person_id)
    await uow.session.execute(his, execution_options={"synchronize_session": False})
    if body.extension:
        assert uow.actor.person_id is not None
        uow.session.add(PhoneExtension(id=new_id(), practice_id=body.practice_id, person_id=uow.actor.person_id, extension=body.extension))
    await uow.session.flush()
    uow.audit("phone:extension", body.practice_id)
    return await phone_desk(uow, body.practice_id)


async def phone_system(uow: UnitOfWork, practice_id: str) -> PhoneSystemView:
    """How the telephone system reaches the practice; its secret, for who administers it alone.

    Raises:
        NotFound: not the actor's to manage.
    """
    uow.permit(Permission.PHONE_MANAGE, Target(practice_id))
    uow.audit(str(Permission.PHONE_MANAGE), practice_id)
    return _view(uow, practice_id, await uow.session.get(PhoneSystem, practice_id))


async def set_system(uow: UnitOfWork, practice_id: str, body: SetSystem) -> PhoneSystemView:
    """Connect the telephone system, under a new secret when `renew`, or disconnect it: then nothing it says is heard.

    Raises:
        NotFound: not the actor's to manage.
    """
    uow.permit(Permission.PHONE_MANAGE, Target(practice_id))
    await uow.lock(phone_topic(practice_id))
    row = await uow.session.get(PhoneSystem, practice_id, populate_existing=True)
    if row is None:
        row = PhoneSystem(id=practice_id, practice_id=practice_id, version=1, connected=body.connected)
        uow.session.add(row)
    elif body.renew:
        row.version += 1
    row.connected = body.connected
    await uow.session.flush()
    uow.audit("phone:connected" if body.connected else "phone:disconnected", practice_id)
    return _view(uow, practice_id, row)


def _view(uow: UnitOfWork, practice_id: str, row: PhoneSystem | None) -> PhoneSystemView:
    is_on = row is not None and row.connected
    secret = secret_of(uow.core.keyring, row) if row is not None and is_on else ""
    return PhoneSystemView(connected=is_on, practice_id=practice_id, secret=secret, path=PATH)
