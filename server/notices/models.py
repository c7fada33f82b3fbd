"""The built-in mailbox of a demo: the only place where worded messages are kept."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class MailboxMessage(Base):
    """A message that a demo would have sent."""

    __tablename__ = "mailbox_messages"

    message_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text)
