"""What crosses the wire about missions."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from chat.conversations.schemas import Somebody
from server.core.fields import Day, Id, Instant, MinuteOfDay, Text, Version

Status = Literal["todo", "doing", "done", "archived"]
"""The four columns (F110)."""
Repeat = Literal["never", "daily", "weekdays", "weekly", "monthly"]
ActKind = Literal["created", "changed", "moved", "ticked", "commented", "reminded", "repeated", "enclosed", "removed", "freed"]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Labels = Annotated[list[Annotated[str, Meta(min_length=1, max_length=30)]], Meta(max_length=10)]
Assigned = Annotated[list[Id], Meta(max_length=20)]


class MissionItem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line of a checklist. `id` is chosen by whoever writes it."""

    id: Id
    text: Title
    done: bool = False


Checklist = Annotated[list[MissionItem], Meta(max_length=50)]


class MissionFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a mission says. `said_id` is a message of `conversation_id`."""

    title: Title
    description: Text = ""
    checklist: Checklist = []
    labels: Labels = []
    assignees: Assigned = []
    practitioner_id: Id | None = None
    is_urgent: bool = False
    due_at: Instant | None = None
    patient_id: Id | None = None
    appointment_id: Id | None = None
    conversation_id: Id | None = None
    said_id: Id | None = None


class AddMission(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to do, at the end of a column."""

    practice_id: Id
    fields: MissionFields
    status: Status = "todo"


class ChangeMission(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change what is given. A stale `version` answers 409 with what it says now."""

    version: Version
    title: Title | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    checklist: Checklist | UnsetType = UNSET
    labels: Labels | UnsetType = UNSET
    assignees: Assigned | UnsetType = UNSET
    practitioner_id: Id | None | UnsetType = UNSET
    is_urgent: bool | UnsetType = UNSET
    due_at: Instant | None | UnsetType = UNSET
    patient_id: Id | None | UnsetType = UNSET
    appointment_id: Id | None | UnsetType = UNSET


class MoveMission(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Put it into a column after another mission, or first. Where that one is gone, it comes last."""

    status: Status
    after: Id | None = None


class TickItem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line of the checklist is done, or not."""

    item_id: Id
    done: bool


class AddMissionComment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to say about it."""

    text: Text


class MissionPatient(Struct, frozen=True, kw_only=True):
    """The patient whom it is about."""

    id: Id
    last_name: str
    first_name: str


class MissionView(Struct, frozen=True, kw_only=True):
    """A mission. `position` sorts it in its column, then `id`; `acts` grows with whatever happens to it."""

    id: Id
    version: int
    practice_id: Id
    practitioner_id: Id | None
    status: Status
    position: str
    title: str
    description: str
    checklist: list[MissionItem]
    labels: list[str]
    assignees: list[Somebody]
    is_urgent: bool
    due_at: Instant | None
    patient: MissionPatient | None
    appointment_id: Id | None
    conversation_id: Id | None
    said_id: Id | None
    template_id: Id | None
    author_id: Id | None
    author_name: str
    created_at: Instant
    moved_at: Instant
    comments: int
    files: int
    acts: int


class EncloseFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The fields beside a file that is put with a mission. `id` is chosen by the sender: sent again, it is there once."""

    id: Id


class MissionFile(Struct, frozen=True, kw_only=True):
    """A file that is with a mission."""

    id: Id
    title: str
    media_type: str
    extension: str
    size: int
    pages: int
    scan: Literal["clean", "unscanned"]
    at: Instant
    by_id: Id
    by_name: str


class MissionComment(Struct, frozen=True, kw_only=True):
    """What somebody wrote under it."""

    n: int
    author: Somebody
    at: Instant
    text: str


class MissionAct(Struct, frozen=True, kw_only=True):
    """What happened to it: `author` is null where it happened by itself. `fields`: the names of what was changed."""

    n: int
    at: Instant
    kind: ActKind
    author: Somebody | None
    before: Status | None
    after: Status | None
    fields: list[str]


class MissionStory(Struct, frozen=True, kw_only=True):
    """What was said about a mission, what was put with it, and what happened to it, the earliest first."""

    comments: list[MissionComment]
    files: list[MissionFile]
    acts: list[MissionAct]


class ArchivePage(Struct, frozen=True, kw_only=True):
    """Archived missions, those archived last before an instant; `after`: and those archived at that instant whose id comes after it."""

    before: Instant
    after: Id | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class Missions(Struct, frozen=True, kw_only=True):
    """Some missions. `more`: there are older ones."""

    missions: list[MissionView]
    more: bool


class MissionTemplateFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mission to be made again. With a `repeat` it is made by itself, on `starts_on` first."""

    title: Title
    description: Text = ""
    checklist: Checklist = []
    labels: Labels = []
    assignees: Assigned = []
    practitioner_id: Id | None = None
    is_urgent: bool = False
    due_days: Annotated[int, Meta(ge=0, le=365)] | None = None
    due_minute: MinuteOfDay = 18 * 60
    repeat: Repeat = "never"
    starts_on: Day | None = None


class AddMissionTemplate(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Keep a mission to be made again."""

    practice_id: Id
    fields: MissionTemplateFields


class ChangeMissionTemplate(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything it says. A stale `version` answers 409 with what it says now."""

    version: Version
    fields: MissionTemplateFields


class MissionTemplate(Struct, frozen=True, kw_only=True):
    """A mission to be made again. `next_on`: when it is next made by itself."""

    id: Id
    version: int
    practice_id: Id
    practitioner_id: Id | None
    title: str
    description: str
    checklist: list[MissionItem]
    labels: list[str]
    assignees: list[Id]
    is_urgent: bool
    due_days: int | None
    due_minute: int
    repeat: Repeat
    starts_on: Day | None
    next_on: Day | None


class MissionsBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `missions/{practice}`: what is not archived, and what was archived last."""

    missions: list[MissionView]
    templates: list[MissionTemplate]


class TodoLine(Struct, frozen=True, kw_only=True):
    """A mission that one has to do: no text."""

    id: Id
    practice_id: Id
    is_urgent: bool
    due_at: Instant | None


class TodoBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `todo/{person}`."""

    lines: list[TodoLine]
