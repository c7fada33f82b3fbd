"""The epoch names a database's history: it changes when a backup is restored, so that no old position matches."""

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base
from server.core.ids import new_id

_NAME = "epoch"


class Mark(Base):
    """A word about the database as a whole."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(80))


async def epoch_of(session: AsyncSession) -> str:
    """The present epoch, made at the first start."""
    mark = (await session.execute(select(Mark).where(Mark.name == _NAME))).scalar_one_or_none()
    return mark.value if mark is not None else await new_epoch(session)


async def new_epoch(session: AsyncSession) -> str:
    """Begin another history: every screen starts again from a snapshot."""
    mark = (await session.execute(select(Mark).where(Mark.name == _NAME))).scalar_one_or_none()
    value = new_id()
    if mark is None:
        session.add(Mark(name=_NAME, value=value))
    else:
        mark.value = value
    await session.flush()
    return value
