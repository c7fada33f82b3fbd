"""The table of who cannot be reached, as it was last said to screens."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned


class PresenceRow(PracticeOwned, Base):
    """Why somebody cannot be reached in a practice; whoever can has no row."""

    __tablename__ = "presences"

    practice_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    practitioner_id: Mapped[str | None] = mapped_column(String(32))
    """Whose agenda says so."""
    state: Mapped[str] = mapped_column(String(12))
    until: Mapped[datetime | None]
    """When he can be reached again, where somebody knows."""
