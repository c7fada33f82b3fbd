"""The table of files. Their content lies outside the database, encrypted; what opens it is here, sealed."""

from datetime import datetime
from typing import Literal

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned

Scan = Literal["clean", "unscanned"]


class Blob(PracticeOwned, Base):
    """A file: its id is its name on the disk. `keyset` (sealed) is its own key; deleting the row makes the bytes unreadable."""

    __tablename__ = "blobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    keyset: Mapped[bytes] = mapped_column(LargeBinary)
    scan: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
