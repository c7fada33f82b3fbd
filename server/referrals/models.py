"""Tables of referrals. What is asked and answered is sealed; a colleague's name and address are not: they are searched."""

from datetime import datetime

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id


class Colleague(PracticeOwned, Base):
    """Somebody outside, in the address book of a practice."""

    __tablename__ = "colleagues"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(120))
    specialty: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(32), default="")
    archived: Mapped[bool] = mapped_column(default=False)


class FavouriteColleague(PracticeOwned, Base):
    """A colleague whom somebody keeps at hand: of the address book, or a practitioner of the practice."""

    __tablename__ = "favourite_colleagues"

    practice_id: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    """Where he keeps him: who works in two practices has favourites in each."""
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    colleague_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class Referral(PracticeOwned, Base):
    """A patient sent by a practitioner to a colleague: one of the practice, or one of its address book."""

    __tablename__ = "referrals"
    __table_args__ = (Index("ix_referrals_sent", "practice_id", "sent_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    patient_id: Mapped[str] = mapped_column(String(32), index=True)
    practitioner_id: Mapped[str] = mapped_column(String(32))
    to_practitioner_id: Mapped[str | None] = mapped_column(String(32))
    to_practice_id: Mapped[str | None] = mapped_column(String(32))
    """Another practice of this server, whose practitioner he is; it has its own row, a `ReceivedReferral`."""
    colleague_id: Mapped[str | None] = mapped_column(String(32))
    to_name: Mapped[str] = mapped_column(String(150))
    urgency: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: what is asked, and the colleague's word."""
    document_ids: Mapped[list[str]] = mapped_column(JSON)
    link_version: Mapped[int] = mapped_column(default=1)
    """The colleague's link and code are computed from it: another one closes both."""
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(String(120))
    seen_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    """How long a link opens it."""


class ReceivedReferral(PracticeOwned, Base):
    """A referral from another practice of this server, as the colleague's practice has it: what was told, and no way to more.

    Its `id` is that of the sender's row (docs/adr/0011-a-referral-has-two-rows.md).
    """

    __tablename__ = "received_referrals"
    __table_args__ = (Index("ix_received_referrals_sent", "practice_id", "sent_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    from_practice_id: Mapped[str] = mapped_column(String(32))
    to_practitioner_id: Mapped[str] = mapped_column(String(32))
    urgency: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: who sends whom, why, and what was answered."""
    sent_at: Mapped[datetime]


class ReferralAppointment(PracticeOwned, Base):
    """The appointment for which a referral was booked, in the practice whose agenda it is on: the referral follows it."""

    __tablename__ = "referral_appointments"

    referral_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    appointment_id: Mapped[str] = mapped_column(String(32))
    patient_id: Mapped[str] = mapped_column(String(32))
    seen_version: Mapped[int | None]
    """Of the appointment, when it was last looked at; None: it was gone."""
    otherwise: Mapped[str] = mapped_column(String(10))
    """How the referral stands without it."""


class ReferralVisit(PracticeOwned, Base):
    """A browser that came through a colleague's link and gave its code; the cookie's token is kept hashed."""

    __tablename__ = "referral_visits"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    referral_id: Mapped[str] = mapped_column(String(32), index=True)
    link_version: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
