"""Appointment types (F072–F079) and their booking conditions (Q31)."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.core.fields import Duration, Hue, Id, Line, Name, Text, Version

Availability = Literal["fixed", "flexible"]
Audience = Literal["everyone", "new", "known"]
TypeAmount = Annotated[int, Meta(ge=50, le=1_000_000, description="cents of a euro")]


class Conditions(Struct, frozen=True, forbid_unknown_fields=True):
    """What a patient must satisfy to book online (Q31); staff are only told."""

    audience: Audience = "everyone"
    min_age: Annotated[int, Meta(ge=0, le=130)] | None = None
    max_age: Annotated[int, Meta(ge=0, le=130)] | None = None
    min_notice: Annotated[int, Meta(ge=0, le=525_600, description="minutes")] = 0
    max_notice: Annotated[int, Meta(ge=1, le=730, description="days")] = 365
    per_day: Annotated[int, Meta(ge=1, le=200)] | None = None
    referral: bool = False


class AppointmentTypeFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the form of an appointment type holds."""

    name: Name
    duration: Duration
    hue: Hue
    online: bool = False
    teleconsultation: bool = False
    availability: Availability = "fixed"
    must_fit: bool = False
    """The last fixed slot must end before the range does (Q1); off by default, as in F192."""
    message: Text = ""
    """Shown to whoever books this type (F075)."""
    conditions: Conditions = Conditions()
    followed_by: Id | None = None
    """A type that is booked right after this one, by the same practitioner (Q30)."""
    amount: TypeAmount | None = None
    """What is proposed when a teleconsultation of this type ends (F181)."""


class AppointmentTypeView(Struct, frozen=True, kw_only=True):
    """An appointment type as screens show it."""

    id: Id
    version: Version
    practitioner_id: Id
    position: int
    name: str
    duration: int
    hue: int
    online: bool
    teleconsultation: bool
    availability: Availability
    must_fit: bool
    message: str
    conditions: Conditions
    followed_by: Id | None
    archived: bool
    amount: TypeAmount | None = None


class CreateType(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Add a type to a practitioner; it has no slot until a schedule names it (F076)."""

    practitioner_id: Id
    fields: AppointmentTypeFields


class ChangeType(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Replace the fields of a type."""

    version: Version
    fields: AppointmentTypeFields


class OrderTypes(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The order of a practitioner's types, all of them, first to last (F073)."""

    practitioner_id: Id
    type_ids: Annotated[list[Id], Meta(max_length=200)]


class ArchiveType(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Stop offering a type; its appointments stay."""

    version: Version
    archived: bool = True


TypeLabel = Line
