"""The table of the devices that people let us write to."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base
from server.core.ids import new_id


class PushDevice(Base):
    """A browser of somebody, on a device of his. Where it is written to and its keys are sealed."""

    __tablename__ = "push_devices"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    session_id: Mapped[str] = mapped_column(String(32))
    """The session in which it was last added: signing out there, or from everywhere, ends it."""
    digest: Mapped[str] = mapped_column(String(43), unique=True)
    """Of its address: a browser is one device, whoever signs in there."""
    subscription: Mapped[bytes] = mapped_column(LargeBinary)
    label: Mapped[str] = mapped_column(String(80))
    since: Mapped[datetime]
    reached_at: Mapped[datetime | None]
    """When its push service last took something for it."""
