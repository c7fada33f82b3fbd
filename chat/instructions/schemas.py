"""What crosses the wire about instructions."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.core.fields import Day, Id, Instant, MinuteOfDay, Version, Weekday

LONGEST = 600
"""Characters of an instruction: it is read while somebody waits on the telephone."""
Audience = Literal["everyone", "new", "known"]
InstructionText = Annotated[str, Meta(min_length=1, max_length=LONGEST)]


class InstructionScope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """To which appointments it applies; whatever is left out restricts nothing. Days and hours are those of the appointment."""

    type_ids: Annotated[list[Id], Meta(max_length=50)] = []
    from_day: Day | None = None
    to_day: Day | None = None
    weekdays: Annotated[list[Weekday], Meta(max_length=7)] = []
    start: MinuteOfDay | None = None
    end: MinuteOfDay | None = None
    patients: Audience = "everyone"
    """`new`: those who have never had an appointment with this practitioner."""


class InstructionFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an instruction says, when, and until which day it is shown."""

    text: InstructionText
    scope: InstructionScope
    expires_on: Day | None = None


class AddInstruction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Give an instruction (F108)."""

    practitioner_id: Id
    fields: InstructionFields


class ChangeInstruction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Give it otherwise. A stale `version` answers 409 with `theirs`."""

    version: Version
    fields: InstructionFields


class ReadInstruction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say that one has read it, in this version."""

    version: Version


class WhatIsDone(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one is doing. What is not known yet excludes no instruction."""

    practitioner_id: Id
    type_id: Id | None = None
    starts_at: Instant | None = None
    location_id: Id | None = None
    patient_id: Id | None = None
    besides: Id | None = None
    """An appointment that does not make its patient a known one: the one being looked at."""


class ApplyingInstructions(Struct, frozen=True, kw_only=True):
    """Those of the practitioner's instructions that apply, in their order."""

    ids: list[Id]


class EarlierInstruction(Struct, frozen=True, kw_only=True):
    """What it said in an earlier version."""

    version: int
    text: str
    scope: InstructionScope
    expires_on: Day | None


class Reader(Struct, frozen=True, kw_only=True):
    """Who has read it, and which version."""

    id: Id
    name: str
    initials: str
    hue: int
    version: int
    at: Instant


class InstructionView(Struct, frozen=True, kw_only=True):
    """An instruction. `earlier`: the versions before, the newest first; `readers`: the first first."""

    id: Id
    version: int
    practitioner_id: Id
    text: str
    scope: InstructionScope
    expires_on: Day | None
    created_at: Instant
    changed_at: Instant
    changed_by: str
    earlier: list[EarlierInstruction]
    readers: list[Reader]


class InstructionsBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `instructions/{practitioner}`: all of them, the ones that have expired too."""

    instructions: list[InstructionView]
