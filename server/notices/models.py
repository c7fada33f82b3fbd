"""The built-in mailbox of a demo, the only place where worded messages are kept; and a practice's own words."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned


class MailboxMessage(Base):
    """A message that a demo would have sent."""

    __tablename__ = "mailbox_messages"

    message_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(10), default="email", server_default="email")
    calendar: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a calendar invitation went with it."""


class MessageTemplate(PracticeOwned, Base):
    """A practice's own words for one message, instead of ours."""

    __tablename__ = "message_templates"

    practice_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    template: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    locale: Mapped[str] = mapped_column(String(5), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)


class MessageChoices(PracticeOwned, Base):
    """What a practice says to people, when, and by what; without a row, as `Choices` has it."""

    __tablename__ = "message_choices"

    practice_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
