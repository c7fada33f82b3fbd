"""Giving instructions, giving them otherwise, withdrawing them, and saying that one has read them."""

import msgspec
from sqlalchemy import func, select

from chat.conversations.rules import written
from chat.instructions.errors import InstructionsFull
from chat.instructions.models import Instruction, InstructionReading
from chat.instructions.queries import Said, locked_instruction, said_label, said_of, views_of
from chat.instructions.rules import MOST, check, remembered, tidy
from chat.instructions.schemas import (
    AddInstruction,
    ChangeInstruction,
    EarlierInstruction,
    InstructionFields,
    InstructionScope,
    InstructionView,
    ReadInstruction,
)
from chat.instructions.topics import instructions_topic
from server.accounts.queries import practitioner_for
from server.agenda.models import AppointmentType
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def add(uow: UnitOfWork, body: AddInstruction) -> InstructionView:
    """Give an instruction (F108).

    Raises:
        NotFound: not the actor's to give, or a type that is not the practitioner's.
        Invalid: it says nothing, has expired, or could never apply.
        InstructionsFull: there are too many to read.
    """
    await uow.lock(instructions_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.INSTRUCTIONS_WRITE, body.practitioner_id)
    fields = await _sound(uow, practitioner.id, body.fields)
    counted = select(func.count()).where(Instruction.practitioner_id == practitioner.id)
    if (await uow.session.execute(counted)).scalar_one() >= MOST:
        raise InstructionsFull(limit=MOST)
    instruction_id = new_id()
    row = Instruction(
        id=instruction_id,
        version=1,
        practice_id=practitioner.practice_id,
        practitioner_id=practitioner.id,
        said=uow.seal(practitioner.practice_id, said_label(instruction_id), Said(fields.text)),
        scope=msgspec.to_builtins(fields.scope),
        expires_on=fields.expires_on,
        created_at=uow.now,
        changed_at=uow.now,
        changed_by=uow.actor.name,
    )
    uow.session.add(row)
    return await _told(uow, row, "instruction_added")


async def change(uow: UnitOfWork, instruction_id: str, body: ChangeInstruction) -> InstructionView:
    """Give it otherwise: a new version, which everybody is asked to read. The same again changes nothing.

    Raises:
        NotFound, Stale, Invalid: as `add`.
    """
    row, practitioner = await locked_instruction(uow, Permission.INSTRUCTIONS_WRITE, instruction_id)
    if row.version != body.version:
        raise Stale(theirs=(await views_of(uow, [row]))[0])
    fields = await _sound(uow, practitioner.id, body.fields)
    said, scope = said_of(uow, row), msgspec.convert(row.scope, InstructionScope)
    if (fields.text, fields.scope, fields.expires_on) == (said.text, scope, row.expires_on):
        return (await views_of(uow, [row]))[0]
    before = EarlierInstruction(version=row.version, text=said.text, scope=scope, expires_on=row.expires_on)
    row.said = uow.seal(row.practice_id, said_label(row.id), Said(fields.text, remembered(before, said.earlier)))
    row.scope, row.expires_on = msgspec.to_builtins(fields.scope), fields.expires_on
    row.version, row.changed_at, row.changed_by = row.version + 1, uow.now, uow.actor.name
    return await _told(uow, row, "instruction_changed")


async def withdraw(uow: UnitOfWork, instruction_id: str) -> None:
    """Take an instruction back, with who has read it.

    Raises:
        NotFound: unknown or forbidden.
    """
    row, _ = await locked_instruction(uow, Permission.INSTRUCTIONS_WRITE, instruction_id)
    await uow.session.delete(row)
    uow.record(
        instructions_topic(row.practitioner_id), "instruction_withdrawn", owner=row.practice_id, drop={"instructions": [instruction_id]}
    )
    uow.audit("instructions:withdrawn", row.practice_id, f"instruction/{instruction_id}")


async def read(uow: UnitOfWork, instruction_id: str, body: ReadInstruction) -> None:
    """Note that the actor has read it. What he read before stays read, and nobody reads what was not written yet.

    Raises:
        NotFound: unknown or forbidden.
    """
    row, _ = await locked_instruction(uow, Permission.INSTRUCTIONS_READ, instruction_id)
    assert uow.actor.person_id is not None
    version = min(body.version, row.version)
    reading = await uow.session.get(InstructionReading, (instruction_id, uow.actor.person_id), populate_existing=True)
    if reading is not None and version <= reading.version:
        return
    if reading is None:
        reading = InstructionReading(
            instruction_id=instruction_id,
            person_id=uow.actor.person_id,
            practice_id=row.practice_id,
            name=uow.actor.name,
            initials=uow.actor.initials,
            version=version,
            at=uow.now,
        )
        uow.session.add(reading)
    reading.version, reading.at = version, uow.now
    await _told(uow, row, "instruction_read")


async def _told(uow: UnitOfWork, row: Instruction, event: str) -> InstructionView:
    await uow.session.flush()
    view = (await views_of(uow, [row]))[0]
    uow.record(instructions_topic(row.practitioner_id), event, owner=row.practice_id, put={"instructions": [view]})
    uow.audit(event.replace("instruction_", "instructions:"), row.practice_id, f"instruction/{row.id}")
    return view


async def _sound(uow: UnitOfWork, practitioner_id: str, fields: InstructionFields) -> InstructionFields:
    """What is given, tidied: something is said, of types that are the practitioner's, and for days to come."""
    check(fields.scope)
    if fields.expires_on is not None and fields.expires_on < (uow.actor.today or uow.now.date()):
        raise Invalid(field="expires_on", reason="past")
    scope = tidy(fields.scope)
    hers = select(AppointmentType.id).where(AppointmentType.practitioner_id == practitioner_id, AppointmentType.id.in_(scope.type_ids))
    if set(await uow.session.scalars(hers)) != set(scope.type_ids):
        raise NotFound
    return InstructionFields(text=written(fields.text), scope=scope, expires_on=fields.expires_on)
