"""What crosses the wire about what is urgent, and who is on duty."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chat.conversations.schemas import ChatFile, Say, SendChatFile, Somebody
from chat.missions.schemas import MissionPatient
from server.core.fields import Id, Instant, MinuteOfDay, Version, Weekday

Rung = Literal["practitioner", "replacement", "duty", "desk"]
"""Whom it reaches in turn: the practitioner, whoever replaces him today, the colleague on duty, everybody at his desk."""
UrgentState = Literal["waiting", "taken", "withdrawn", "over"]
"""`over`: what it was about is done, or was deleted."""
Minutes = Literal[5, 10, 15, 30, 60, 120]
"""How long each of them has before it goes on."""


class Urgency(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For whom, and how long each has to take it in hand."""

    practitioner_id: Id
    minutes: Minutes


class SayUrgently(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to say that must be taken in hand. Sent twice, it is said, and begins to climb, once."""

    say: Say
    urgency: Urgency


class SendUrgently(SendChatFile, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file, or what one spoke, that must be taken in hand: the fields that stand before it, those of `Urgency` among them."""

    practitioner_id: Id
    minutes: Minutes


class RaiseUrgent(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Mark a message of one's own, or a mission, urgent: one or the other."""

    urgency: Urgency
    conversation_id: Id | None = None
    said_id: Id | None = None
    mission_id: Id | None = None


class AskUrgents(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was ever urgent in a conversation, or about a mission: one or the other."""

    conversation_id: Id | None = None
    mission_id: Id | None = None


class AskRoute(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom it would reach, and in what order, if it began now."""

    practitioner_id: Id


class UrgentStep(Struct, frozen=True, kw_only=True):
    """Whom it reached, and when. `people`: their accounts; `name` is empty for the desk."""

    n: int
    rung: Rung
    name: str
    people: list[Id]
    at: Instant


class UrgentView(Struct, frozen=True, kw_only=True):
    """Where something urgent stands: nothing of what it says. `closed_by`: who took it in hand, or withdrew it.

    `climbs_at`: when whoever has it has had it long enough; null where everybody was told, or it is closed.
    """

    id: Id
    version: int
    practice_id: Id
    practitioner_id: Id
    conversation_id: Id | None
    said_id: Id | None
    mission_id: Id | None
    minutes: int
    author: Somebody
    raised_at: Instant
    state: UrgentState
    steps: list[UrgentStep]
    climbs_at: Instant | None
    closed_at: Instant | None
    closed_by: Somebody | None


class Urgents(Struct, frozen=True, kw_only=True):
    """Some urgent things, the earliest first."""

    urgent: list[UrgentView]


class UrgentContent(Struct, frozen=True, kw_only=True):
    """What it says, for its author and those whom it reached: a message's text or file, or a mission's `title` with its description."""

    id: Id
    title: str
    text: str
    file: ChatFile | None
    patient: MissionPatient | None
    appointment_id: Id | None


class RouteRung(Struct, frozen=True, kw_only=True):
    """One of them as things are now. `away`: on leave; `reached`: how many people it would tell."""

    rung: Rung
    name: str
    away: bool
    reached: int


class UrgentRoute(Struct, frozen=True, kw_only=True):
    """Whom it would reach, in order."""

    rungs: list[RouteRung]


class AddDuty(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same hours on several weekdays."""

    practice_id: Id
    practitioner_id: Id
    weekdays: Annotated[list[Weekday], Meta(min_length=1, max_length=7)]
    start: MinuteOfDay
    end: MinuteOfDay


class ChangeDuty(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Other hours, another day, somebody else. A stale `version` answers 409 with what it says now."""

    version: Version
    practitioner_id: Id
    weekday: Weekday
    start: MinuteOfDay
    end: MinuteOfDay


class DutyView(Struct, frozen=True, kw_only=True):
    """Hours of a weekday in which a practitioner is on duty, in the practice's wall time."""

    id: Id
    version: int
    practice_id: Id
    practitioner_id: Id
    weekday: int
    start: int
    end: int


class Duties(Struct, frozen=True, kw_only=True):
    """Some hours on duty."""

    duty: list[DutyView]


class UrgentBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `urgent/{practice}`: what waits, what was closed in the last day, and the roster."""

    urgent: list[UrgentView]
    duty: list[DutyView]
