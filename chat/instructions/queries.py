"""Guarded reads of instructions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from sqlalchemy import select

from chat.instructions.models import Instruction, InstructionReading
from chat.instructions.rules import Situation, applies
from chat.instructions.schemas import (
    ApplyingInstructions,
    EarlierInstruction,
    InstructionsBody,
    InstructionScope,
    InstructionView,
    Reader,
    WhatIsDone,
)
from chat.instructions.topics import ANSWERING, instructions_topic
from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.accounts.rules import hue_of
from server.agenda.models import Appointment
from server.agenda.queries.plans import plan_of
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import patient_for


class Said(Struct, frozen=True, omit_defaults=True):
    """What of an instruction is sealed."""

    text: str
    earlier: list[EarlierInstruction] = []


async def authorize_instructions(uow: UnitOfWork, practitioner_id: str) -> str:
    """The lens of the actor on a practitioner's instructions.

    Raises:
        NotFound: he does not answer for this practitioner.
    """
    await practitioner_for(uow, Permission.INSTRUCTIONS_READ, practitioner_id)
    return ANSWERING


async def instructions_snapshot(uow: UnitOfWork, practitioner_id: str, _: msgspec.Raw) -> InstructionsBody:
    """The topic instructions/{practitioner} as it is now."""
    await practitioner_for(uow, Permission.INSTRUCTIONS_READ, practitioner_id)
    return InstructionsBody(instructions=await views_of(uow, await instructions_of(uow, practitioner_id)))


async def instructions_of(uow: UnitOfWork, practitioner_id: str) -> list[Instruction]:
    """A practitioner's instructions, in their order; whoever asks has been let in."""
    hers = select(Instruction).where(Instruction.practitioner_id == practitioner_id).order_by(Instruction.created_at, Instruction.id)
    return list(await uow.session.scalars(hers))


async def locked_instruction(uow: UnitOfWork, permission: Permission, instruction_id: str) -> tuple[Instruction, Practitioner]:
    """Lock the topic of an instruction, then load it through its guard.

    Raises:
        NotFound: unknown or forbidden.
    """
    whose = select(Instruction.practitioner_id).where(Instruction.id == instruction_id)
    practitioner_id = (await uow.session.execute(whose)).scalar_one_or_none()
    if practitioner_id is None:
        uow.permit(Permission.SIGNED_IN)
        raise NotFound
    await uow.lock(instructions_topic(practitioner_id))
    practitioner = await practitioner_for(uow, permission, practitioner_id)
    row = await uow.session.get(Instruction, instruction_id, populate_existing=True)
    if row is None:
        raise NotFound
    return row, practitioner


async def applying(uow: UnitOfWork, body: WhatIsDone) -> ApplyingInstructions:
    """Which of a practitioner's instructions apply to what one is doing.

    Raises:
        NotFound: no such practitioner or patient, or not the actor's.
    """
    practitioner = await practitioner_for(uow, Permission.INSTRUCTIONS_READ, body.practitioner_id)
    is_known = None if body.patient_id is None else await _is_known(uow, practitioner, body.patient_id, body.besides)
    situation = await situation_of(
        uow, practitioner, starts_at=body.starts_at, location_id=body.location_id, type_id=body.type_id, is_known=is_known
    )
    return ApplyingInstructions(ids=await ids_applying(uow, practitioner, situation))


async def ids_applying(uow: UnitOfWork, practitioner: Practitioner, situation: Situation) -> list[str]:
    """Those that apply to a situation, of a practitioner who was loaded through his guard."""
    rows = await instructions_of(uow, practitioner.id)
    return [row.id for row in rows if applies(msgspec.convert(row.scope, InstructionScope), row.expires_on, situation)]


async def situation_of(
    uow: UnitOfWork,
    practitioner: Practitioner,
    *,
    starts_at: datetime | None = None,
    location_id: str | None = None,
    type_id: str | None = None,
    is_known: bool | None = None,
) -> Situation:
    """What is done, in the wall time of its place; the practitioner's own where none is named."""
    zones = (await plan_of(uow, practitioner)).zones
    zone = ZoneInfo(zones.get(location_id or practitioner.location_id) or zones.get(practitioner.location_id, "Europe/Paris"))
    at = None if starts_at is None else _wall(starts_at, zone)
    return Situation(
        today=uow.now.astimezone(zone).date(),
        type_id=type_id,
        day=at.date() if at else None,
        minute=at.hour * 60 + at.minute if at else None,
        is_known=is_known,
    )


def _wall(at: datetime, zone: ZoneInfo) -> datetime | None:
    """The wall time of an instant; none so near to the ends of the calendar that the zone would cross them."""
    try:
        return at.astimezone(UTC).astimezone(zone)
    except OverflowError:
        return None


async def is_known_to(uow: UnitOfWork, practitioner_id: str, patient_id: str, besides: str | None = None) -> bool:
    """Whether a patient has, or had, an appointment with a practitioner, beside one."""
    seen = select(Appointment.id).where(
        Appointment.patient_id == patient_id,
        Appointment.practitioner_id == practitioner_id,
        Appointment.status != "cancelled",
        Appointment.id != (besides or ""),
    )
    return (await uow.session.execute(seen.limit(1))).first() is not None


async def _is_known(uow: UnitOfWork, practitioner: Practitioner, patient_id: str, besides: str | None) -> bool:
    patient = await patient_for(uow, Permission.PATIENTS_READ, patient_id)
    if patient.practice_id != practitioner.practice_id:
        raise NotFound
    return await is_known_to(uow, practitioner.id, patient.id, besides)


async def views_of(uow: UnitOfWork, rows: Sequence[Instruction]) -> list[InstructionView]:
    """Instructions on the wire; what changed was flushed."""
    asked = select(InstructionReading).where(InstructionReading.instruction_id.in_([row.id for row in rows]))
    readings = list(await uow.session.scalars(asked.order_by(InstructionReading.at, InstructionReading.person_id)))
    return [_view(uow, row, [each for each in readings if each.instruction_id == row.id]) for row in rows]


def _view(uow: UnitOfWork, row: Instruction, readings: Sequence[InstructionReading]) -> InstructionView:
    said = said_of(uow, row)
    return InstructionView(
        id=row.id,
        version=row.version,
        practitioner_id=row.practitioner_id,
        text=said.text,
        scope=msgspec.convert(row.scope, InstructionScope),
        expires_on=row.expires_on,
        created_at=row.created_at,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        earlier=said.earlier,
        readers=[
            Reader(id=each.person_id, name=each.name, initials=each.initials, hue=hue_of(each.person_id), version=each.version, at=each.at)
            for each in readings
        ],
    )


def said_of(uow: UnitOfWork, row: Instruction) -> Said:
    """What an instruction says, and said before."""
    return uow.unseal(said_label(row.id), row.said, Said)


def said_label(instruction_id: str) -> str:
    """The label under which an instruction is sealed."""
    return f"instruction|{instruction_id}"
