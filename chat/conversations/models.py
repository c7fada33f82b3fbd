"""Tables of conversations. Whatever is said, and what a group is called, is sealed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id


class Conversation(PracticeOwned, Base):
    """A conversation. One that stands by itself (`rules.standing_id`) has a row from its first message on."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(12))
    practitioner_id: Mapped[str | None] = mapped_column(String(32))
    """Whose secretariat talks here."""
    patient_id: Mapped[str | None] = mapped_column(String(32), index=True)
    """Whom it is about (F102, Q25)."""
    title: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed: the name of a group, or of the patient."""
    last_n: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime | None]
    told_n: Mapped[int] = mapped_column(default=0)
    """The last message of which everybody's list was told."""


class Participant(PracticeOwned, Base):
    """Somebody who was brought into a direct conversation or a group; in the others people are there by their rights."""

    __tablename__ = "conversation_participants"
    __table_args__ = (Index("ix_conversation_participants_person", "person_id"),)

    conversation_id: Mapped[str] = mapped_column(String(32), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime]


class Message(PracticeOwned, Base):
    """One message. Its id is its sender's choice, so it means nothing outside its conversation; `n` counts from 1 there."""

    __tablename__ = "conversation_messages"
    __table_args__ = (UniqueConstraint("conversation_id", "n"), Index("ix_conversation_messages_at", "at"))

    conversation_id: Mapped[str] = mapped_column(String(32), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    n: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    speaking_as: Mapped[str | None] = mapped_column(String(32))
    """The practitioner in whose name it was written (F103)."""
    speaking_name: Mapped[str | None] = mapped_column(String(150))
    at: Mapped[datetime]
    said: Mapped[bytes] = mapped_column(LargeBinary)
    is_note: Mapped[bool] = mapped_column(default=False)
    """Not written by anybody: it tells that people came or left."""
    reply_to: Mapped[int | None]
    """The number of the message it answers."""
    blob_id: Mapped[str | None] = mapped_column(String(32))
    """The content of the file that was sent, or of what was spoken."""
    reactions: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed: who answered with which sign."""
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class Pointer(PracticeOwned, Base):
    """A message points to a patient, an appointment or a mission: for finding it when that changes, and gone with the message."""

    __tablename__ = "conversation_cards"
    __table_args__ = (Index("ix_conversation_cards_subject", "subject_id"),)

    conversation_id: Mapped[str] = mapped_column(String(32), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))


class Mark(PracticeOwned, Base):
    """How far somebody's screens have received and shown a conversation, and the last message that names him."""

    __tablename__ = "conversation_marks"
    __table_args__ = (Index("ix_conversation_marks_person", "person_id"),)

    conversation_id: Mapped[str] = mapped_column(String(32), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    received: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)
    named: Mapped[int] = mapped_column(default=0)
    unread: Mapped[int] = mapped_column(default=0)
    """How many messages after `read` others wrote and still say something."""


@dataclass(slots=True)
class Reach:
    """A mark without its conversation, plain: whatever is said moves those of everybody who reads it."""

    person_id: str
    name: str
    initials: str
    received: int
    read: int
    named: int = 0
    unread: int = 0
    is_new: bool = False
    """It is not written yet."""


class Reminder(PracticeOwned, Base):
    """A message that somebody wants to see again at an hour; one each, and not a word of it."""

    __tablename__ = "conversation_reminders"
    __table_args__ = (
        UniqueConstraint("person_id", "conversation_id", "message_id"),
        Index("ix_conversation_reminders_due", "rung_at", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(String(32))
    conversation_id: Mapped[str] = mapped_column(String(32), ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[str] = mapped_column(String(32))
    n: Mapped[int]
    due_at: Mapped[datetime]
    rung_at: Mapped[datetime | None]
    """When he was told; None: its hour is to come."""


class Word(PracticeOwned, Base):
    """Where a word that begins so was written: a digest that only the root key can make, another one in each conversation."""

    __tablename__ = "conversation_words"
    __table_args__ = (Index("ix_conversation_words_message", "conversation_id", "n"),)

    word: Mapped[str] = mapped_column(String(22), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Not looked up as each of a dozen words is written: it is written under the conversation's lock, and no conversation is deleted."""
    n: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(32))
    """A wall, and nothing that is looked up by: no index, of the table with the most rows of all."""
