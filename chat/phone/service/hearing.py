"""What a telephone system says of a call: signed, of these minutes, and acted upon once."""

from typing import cast

import msgspec
import structlog
from sqlalchemy import select

from chat.phone.errors import PhoneWordLate
from chat.phone.models import PhoneCall, PhoneExtension, PhoneSystem
from chat.phone.rules import caller_number, moves
from chat.phone.schemas import PhoneState, PhoneWord
from chat.phone.service.connecting import secret_of
from chat.phone.service.telling import told
from chat.phone.topics import phone_topic
from server.accounts.models import Person
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.errors import Malformed, WrongSignature
from server.core.http import Visit
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.signature import genuine_since, is_fresh
from server.core.unit import Core, UnitOfWork, reading, retried

LOG = structlog.get_logger("phone")
HEADER = "ardoise-signature"
_SYSTEM = system("telephone")


async def hear_system(visit: Visit) -> None:
    """Take down what a practice's telephone system says. A practice that has none answers like a wrong signature.

    Raises:
        Malformed, WrongSignature, PhoneWordLate.
    """
    core: Core = visit.house.core
    body = await visit.request.body()
    try:
        word = msgspec.json.decode(body, type=PhoneWord)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("This is no word about a call.", path="$", message=str(error)[:200]) from None
    async with reading(core, _SYSTEM, channel="telephone", scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        known = await uow.session.get(PhoneSystem, word.practice_id)
    given = visit.request.headers.get(HEADER, "")
    at = None if known is None or not known.connected else genuine_since(secret_of(core.keyring, known), given, body)
    if at is None:
        raise WrongSignature
    if not is_fresh(at, core.clock.now()):
        raise PhoneWordLate

    async def act(uow: UnitOfWork) -> None:
        await _heard(uow, word)

    await retried(core, _SYSTEM, act, scope=EVERY_PRACTICE)


async def _heard(uow: UnitOfWork, word: PhoneWord) -> None:
    uow.permit(Permission.SYSTEM)
    await uow.lock(phone_topic(word.practice_id))
    await uow.load_key(word.practice_id)
    same = select(PhoneCall).where(PhoneCall.practice_id == word.practice_id, PhoneCall.uid == word.call)
    row = (await uow.session.execute(same.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        row = PhoneCall(
            id=new_id(),
            version=1,
            practice_id=word.practice_id,
            uid=word.call,
            number=caller_number(word.number),
            line=word.line,
            extension=word.extension,
            state=word.event,
            at=uow.now,
        )
        uow.session.add(row)
        await _stands(uow, row, word)
        await told(uow, row, "phone_rang", "phone:rang")
        return
    is_new, rings_elsewhere = moves(cast("PhoneState", row.state), word.event), _rings_elsewhere(row, word)
    if not (is_new or rings_elsewhere):
        return
    row.version += 1
    if is_new:
        row.state = word.event
    row.number = row.number or caller_number(word.number)
    row.extension = word.extension or row.extension
    await _stands(uow, row, word)
    await told(uow, row, "phone_changed", f"phone:{word.event}")


def _rings_elsewhere(row: PhoneCall, word: PhoneWord) -> bool:
    """It rings at another telephone now: nobody picked up at the first."""
    return row.state == word.event == "ringing" and word.extension not in {"", row.extension}


async def _stands(uow: UnitOfWork, row: PhoneCall, word: PhoneWord) -> None:
    """Note when, and whose telephone was picked up: he took the call."""
    if word.event == "answered":
        row.answered_at = row.answered_at or uow.now
        await _taken_at(uow, row)
    elif word.event == "ended":
        row.ended_at = uow.now
        if row.answered_at is None and row.person_id is None:
            row.outcome = row.outcome or "missed"


async def _taken_at(uow: UnitOfWork, row: PhoneCall) -> None:
    if row.person_id is not None or not row.extension:
        return
    whose = (
        select(Person.id, Person.name)
        .join(PhoneExtension, PhoneExtension.person_id == Person.id)
        .where(PhoneExtension.practice_id == row.practice_id, PhoneExtension.extension == row.extension)
    )
    found = (await uow.session.execute(whose)).one_or_none()
    if found is not None:
        row.person_id, row.name = found
