"""Tables of the drawing: the sheet as it was last folded, and the changes since. Every byte drawn is sealed."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned


class Sheet(PracticeOwned, Base):
    """The drawing of one appointment; it goes with it."""

    __tablename__ = "sheets"

    appointment_id: Mapped[str] = mapped_column(String(32), ForeignKey("appointments.id", ondelete="CASCADE"), primary_key=True)
    size: Mapped[int]
    """Bytes of the whole drawing: exact when it was folded, plus what came since."""
    folded: Mapped[int] = mapped_column(BigInteger)
    """The number of the last event that `state` contains."""
    state: Mapped[bytes] = mapped_column(LargeBinary)
    counted_from: Mapped[datetime | None]
    counted: Mapped[int] = mapped_column(default=0)
    """Changes since `counted_from`, so that nobody floods the sheet."""


class SheetUpdate(PracticeOwned, Base):
    """One change that is not folded yet, under the number of its event."""

    __tablename__ = "sheet_updates"

    appointment_id: Mapped[str] = mapped_column(String(32), ForeignKey("sheets.appointment_id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    update: Mapped[bytes] = mapped_column(LargeBinary)
