"""What a practice chose about messages: read when they are planned, and again when they leave."""

import msgspec
from sqlalchemy import select

from server.core.unit import UnitOfWork
from server.notices.models import MessageChoices
from server.notices.schemas import Choices


async def choices_of(uow: UnitOfWork, practice_id: str) -> tuple[Choices, int]:
    """The choices and their version; 0: it has made none."""
    statement = select(MessageChoices).where(MessageChoices.practice_id == practice_id)
    row = (await uow.session.execute(statement)).scalar_one_or_none()
    return (msgspec.convert(row.fields, Choices), row.version) if row is not None else (Choices(), 0)
