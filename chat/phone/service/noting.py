"""Taking a call, noting one, and saying who it was, why, and what came of it."""

from hashlib import sha256

from msgspec import UNSET

from chat.phone.errors import CallTaken
from chat.phone.models import PhoneCall
from chat.phone.queries.calls import call_views, locked_call, number_typed, reason_label
from chat.phone.schemas import ChangeCall, NoteCall, PhoneCallView
from chat.phone.service.telling import told
from chat.phone.topics import phone_topic
from server.core.actors import Target
from server.core.errors import NotFound, Stale
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import patient_for


async def take(uow: UnitOfWork, call_id: str) -> PhoneCallView:
    """Say that the call is the actor's. Twice is once.

    Raises:
        NotFound: unknown or forbidden.
        CallTaken: a colleague has it.
    """
    row = await locked_call(uow, call_id)
    if row.person_id == uow.actor.person_id:
        return (await call_views(uow, row.practice_id, [row]))[0]
    if row.person_id is not None:
        raise CallTaken(by=row.name)
    _belongs_to_actor(uow, row)
    row.version += 1
    return await told(uow, row, "phone_changed", "phone:taken")


async def note(uow: UnitOfWork, body: NoteCall) -> PhoneCallView:
    """Note a call that no telephone system told of: the actor took it. Sent again, it is noted once.

    Raises:
        NotFound: not the actor's practice, or no such patient there.
        Invalid: the number is none.
    """
    uow.permit(Permission.PHONE_ANSWER, Target(body.practice_id))
    number = number_typed(body.number) if body.number.strip() else ""
    await uow.lock(phone_topic(body.practice_id))
    call_id = _digest(body.practice_id, uow.actor.person_id or "", body.id)
    known = await uow.session.get(PhoneCall, call_id, populate_existing=True)
    if known is not None:
        return (await call_views(uow, known.practice_id, [known]))[0]
    row = PhoneCall(
        id=call_id,
        version=1,
        practice_id=body.practice_id,
        uid=None,
        number=number,
        state="ended",
        at=uow.now,
        ended_at=uow.now,
        patient_id=await _patient(uow, body.practice_id, body.patient_id),
        outcome=body.outcome,
    )
    _belongs_to_actor(uow, row)
    _says(uow, row, body.reason)
    uow.session.add(row)
    return await told(uow, row, "phone_rang", "phone:noted")


async def change(uow: UnitOfWork, call_id: str, body: ChangeCall) -> PhoneCallView:
    """Say who called, why, and what came of it. A call that nobody took is the actor's from then on.

    Raises:
        NotFound: unknown or forbidden; or no such patient there.
        Stale.
    """
    row = await locked_call(uow, call_id)
    if row.version != body.version:
        raise Stale(theirs=(await call_views(uow, row.practice_id, [row]))[0])
    if body.patient_id is not UNSET:
        row.patient_id = await _patient(uow, row.practice_id, body.patient_id)
    if body.reason is not UNSET:
        _says(uow, row, body.reason)
    if body.outcome is not UNSET:
        row.outcome = body.outcome
    if row.person_id is None:
        _belongs_to_actor(uow, row)
    row.version += 1
    return await told(uow, row, "phone_changed", "phone:changed")


def _digest(*parts: str) -> str:
    """The identifier of a call that somebody noted: his own choice of one means nothing beside him."""
    return sha256("|".join(("phone-call", *parts)).encode()).hexdigest()[:32]


def _belongs_to_actor(uow: UnitOfWork, row: PhoneCall) -> None:
    row.person_id, row.name = uow.actor.person_id, uow.actor.name


def _says(uow: UnitOfWork, row: PhoneCall, reason: str) -> None:
    text = reason.strip()
    row.reason = uow.seal(row.practice_id, reason_label(row.id), text) if text else None


async def _patient(uow: UnitOfWork, practice_id: str, patient_id: str | None) -> str | None:
    if patient_id is None:
        return None
    patient = await patient_for(uow, Permission.PATIENTS_READ, patient_id)
    if patient.practice_id != practice_id:
        raise NotFound
    return patient.id
