"""Tables of people and practices."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id


class Practice(Base):
    """A practice: the tenant."""

    __tablename__ = "practices"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(32), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Location(PracticeOwned, Base):
    """A place where people consult; its zone is what wall times mean."""

    __tablename__ = "locations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(400), default="")
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    region: Mapped[str] = mapped_column(String(20), default="FR")
    """Country or subdivision of the public holidays (library `holidays`)."""
    archived: Mapped[bool] = mapped_column(default=False)


class Practitioner(PracticeOwned, Base):
    """Somebody who has an agenda here. `plan_version` grows with every change of types, schedules, leave, blocks or extras."""

    __tablename__ = "practitioners"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    plan_version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(20), default="")
    profession: Mapped[str] = mapped_column(String(80))
    specialty: Mapped[str] = mapped_column(String(120), default="")
    register_number: Mapped[str] = mapped_column(String(11), default="", server_default="")
    """RPPS (11 digits) or ADELI (9): on what he writes and signs."""
    initials: Mapped[str] = mapped_column(String(4))
    hue: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    location_id: Mapped[str] = mapped_column(String(32))
    """Where he consults when no schedule says otherwise."""
    archived: Mapped[bool] = mapped_column(default=False)


class Person(Base):
    """An account; one person may belong to several practices. `rights_version` grows when what he may do changes."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case."""
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    password: Mapped[str] = mapped_column(String(200))
    """argon2id; empty = cannot sign in yet."""
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed under the shared key once the second factor is confirmed."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """The last time step used: a code is never accepted twice."""
    locale: Mapped[str] = mapped_column(String(5), default="fr")
    disabled: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    """Offered on the log-in page of a demo, with the demo's password."""
    rights_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class QuietChoice(Base):
    """When somebody is not to be disturbed: until an hour, and in hours that come back each week."""

    __tablename__ = "quiet_choices"

    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime | None] = mapped_column(index=True)
    urgent: Mapped[bool] = mapped_column(default=False)
    """Whether what is urgent reaches him all the same."""
    hours: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """`QuietHours`, on the walls of `zone`."""
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")


class RecoveryCode(Base):
    """A one-time code that replaces the second factor; kept as a keyed digest."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None]


class MembershipRow(PracticeOwned, Base):
    """A person in a practice. `rights`: practitioner id or `*` → ticked rights; `days`: ISO days of a replacement."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("practice_id", "person_id", "role", "practitioner_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    role: Mapped[str] = mapped_column(String(20))
    practitioner_id: Mapped[str | None] = mapped_column(String(32))
    """Whose agenda is his own."""
    rights: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    days: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    replacement_id: Mapped[str | None] = mapped_column(String(32))
    disabled: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime]


class SignedInSession(Base):
    """A signed-in device: the cookie's token is kept hashed. `factor`: whether all that log-in asks was given."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_person", "person_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(String(32))
    factor: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Written at most once a minute."""
    idle_minutes: Mapped[int] = mapped_column(default=30)
    """How long it lasts without being seen."""
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    enrolment: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed: the second factor's secret between its first showing and its confirmation."""


class KnownDevice(Base):
    """A browser a person signed in from before: strangers' failures do not lock him out there (R28)."""

    __tablename__ = "known_devices"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the device cookie."""
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    seen_at: Mapped[datetime]


class OneTimeToken(Base):
    """A link: first start, invitation or password reset. Its secret is computed from its id, and stored nowhere."""

    __tablename__ = "one_time_tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str | None] = mapped_column(String(32), index=True)
    invitation_id: Mapped[str | None] = mapped_column(String(32))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(PracticeOwned, Base):
    """Somebody asked to join a practice, or an outside colleague without an account asked to open one (F093)."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    practitioner_id: Mapped[str | None] = mapped_column(String(32))
    """Whose agenda will be his own."""
    rights: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    """What is ticked from the start."""
    invited_by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Attempt(Base):
    """Failed attempts counted in a window, per account, address or device (R28)."""

    __tablename__ = "attempts"

    bucket: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime]
