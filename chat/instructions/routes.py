"""HTTP ↔ instructions."""

from chat.instructions import queries, service
from chat.instructions.schemas import AddInstruction, ApplyingInstructions, ChangeInstruction, InstructionView, ReadInstruction, WhatIsDone
from server.core.http import Api
from server.core.unit import UnitOfWork

api = Api("instructions")


@api.command("POST", "/api/instructions", status=201)
async def add_instruction(uow: UnitOfWork, body: AddInstruction) -> InstructionView:
    """Tell whoever answers for a practitioner what to heed (F108)."""
    return await service.add(uow, body)


@api.query("POST", "/api/instructions/applying")
async def read_applying(uow: UnitOfWork, body: WhatIsDone) -> ApplyingInstructions:
    """Which of a practitioner's instructions apply to what one is doing."""
    return await queries.applying(uow, body)


@api.command("PATCH", "/api/instructions/{instruction_id}")
async def change_instruction(uow: UnitOfWork, instruction_id: str, body: ChangeInstruction) -> InstructionView:
    """Say it otherwise: everybody is asked to read it again, and shown the difference."""
    return await service.change(uow, instruction_id, body)


@api.command("DELETE", "/api/instructions/{instruction_id}", status=204)
async def withdraw_instruction(uow: UnitOfWork, instruction_id: str) -> None:
    """Take an instruction back."""
    await service.withdraw(uow, instruction_id)


@api.command("POST", "/api/instructions/{instruction_id}/read", status=204)
async def read_instruction(uow: UnitOfWork, instruction_id: str, body: ReadInstruction) -> None:
    """Say that one has read an instruction."""
    await service.read(uow, instruction_id, body)
