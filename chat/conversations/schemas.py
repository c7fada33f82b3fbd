"""What crosses the wire about conversations."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.core.fields import Id, Instant, Text, Version
from server.patients.schemas import PatientBrief, VisitView

Kind = Literal["direct", "group", "team", "secretariat", "outside", "patient"]
"""Between two; named, of whom one brings in; a practice; a practitioner with his secretariat; the outside secretariat; about a patient."""
NoteKind = Literal["created", "added", "joined", "removed", "left", "renamed"]
Emoji = Literal["👍", "❤️", "😂", "😮", "😢", "🙏", "✅", "👀"]
"""What one answers with one touch."""
LONGEST = 4_000
"""Characters of a message."""
MOST_PEOPLE = 50
"""Of a group."""
Scan = Literal["clean", "unscanned"]
"""As `server.core.blobs` says it; its own name for it would bring the disk into what is pure."""
Number = Annotated[int, Meta(ge=0, le=2_000_000_000)]
GroupName = Annotated[str, Meta(min_length=1, max_length=80)]
People = Annotated[list[Id], Meta(max_length=MOST_PEOPLE)]
MOST_CARDS = 5
"""Of a message."""
CardKind = Literal["patient", "appointment", "mission"]
Peaks = Annotated[str, Meta(max_length=64, pattern="^[0-9a-f]*$", description="how loud a recording is, 0 to f, from its beginning on")]


class OpenConversation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Begin to talk: with one person, or in a group, which has a name."""

    practice_id: Id
    people: Annotated[list[Id], Meta(min_length=1, max_length=MOST_PEOPLE)]
    name: GroupName | None = None


class OpenAbout(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Talk about a patient, or about the patient of an appointment, with these people and the appointment's practitioner."""

    patient_id: Id | None = None
    appointment_id: Id | None = None
    people: People = []


class ChangeGroup(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Give a group another name."""

    version: Version
    name: GroupName


class AddPeople(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Bring people into a group."""

    people: Annotated[list[Id], Meta(min_length=1, max_length=MOST_PEOPLE)]


class ChatCard(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a message points to, and nothing of it: each reader is shown what he may see."""

    kind: CardKind
    id: Id


class Say(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to say. `id` is chosen by the sender: sent twice, it is said once. With a card, `text` may be empty."""

    id: Id
    text: Text
    reply_to: Annotated[int, Meta(ge=1)] | None = None
    """The number of a message that it answers."""
    mentions: People = []
    """Those whom the text names; whoever is not there is left out."""
    speaking_as: Id | None = None
    """A practitioner in whose name it is written (F103)."""
    cards: Annotated[list[ChatCard], Meta(max_length=MOST_CARDS)] = []


class SendChatFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file, or what one spoke (F106, F107): the fields that stand before it. `id` as in `Say`."""

    id: Id
    reply_to: Annotated[int, Meta(ge=1)] | None = None
    speaking_as: Id | None = None
    peaks: Peaks = ""


class React(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answer with a sign, or take it away."""

    emoji: Emoji
    wanted: bool = True


class SearchChats(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Look through one's own conversations, or one of them.

    `text`: words, and `from:`, `with:`, `before:`, `after:`, `has:file` and `has:voice` (in French `de:`, `avec:`, `avant:`, `depuis:`,
    `a:fichier`, `a:vocal`). `zone`: where days begin. `skip`: where an earlier answer said to go on.
    """

    text: Annotated[str, Meta(max_length=200)]
    conversation_id: Id | None = None
    zone: Annotated[str, Meta(max_length=60)] = "Europe/Paris"
    skip: Annotated[int, Meta(ge=0, le=100_000)] = 0
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


class Correct(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say it otherwise: the text is replaced, and bears the trace."""

    version: Version
    text: Text
    mentions: People = []


class MarkReached(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything up to these numbers reached a screen, and was read there."""

    received: Number = 0
    read: Number = 0


class ReadCards(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which cards of a conversation are on the screen."""

    cards: Annotated[list[ChatCard], Meta(min_length=1, max_length=50)]


class Asked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose last message."""

    conversations: Annotated[list[Id], Meta(max_length=200)]


class ChatPage(Struct, frozen=True, kw_only=True):
    """Messages before a number, the newest of them."""

    before: Annotated[int, Meta(ge=1, le=2_000_000_000)]
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class Somebody(Struct, frozen=True, kw_only=True):
    """A person of a conversation."""

    id: Id
    name: str
    initials: str
    hue: int


class ChatNote(Struct, frozen=True, kw_only=True):
    """What happened in a group. `names`: who came or left, or what the group is called from now on."""

    kind: NoteKind
    names: list[str]


class ChatFile(Struct, frozen=True, kw_only=True):
    """A file that was sent. `lasts`: milliseconds of a sound, `peaks` how loud it is."""

    title: str
    media_type: str
    extension: str
    size: int
    pages: int
    scan: Scan
    lasts: int
    peaks: str


class ReactedBy(Struct, frozen=True, kw_only=True):
    """Somebody who answered with a sign."""

    id: Id
    name: str


class ChatReaction(Struct, frozen=True, kw_only=True):
    """A sign under a message, and who gave it."""

    emoji: Emoji
    people: list[ReactedBy]


class ChatMessage(Struct, frozen=True, kw_only=True):
    """Something said. When it was deleted, `text` is empty and `file` is gone; `note` stands where nobody wrote."""

    id: Id
    n: int
    version: int
    author: Somebody
    speaking_as: Id | None
    speaking_name: str | None
    at: Instant
    text: str
    mentions: list[Id]
    reply_to: int | None
    file: ChatFile | None
    cards: list[ChatCard]
    reactions: list[ChatReaction]
    edited_at: Instant | None
    deleted_at: Instant | None
    note: ChatNote | None


class ChatEdit(Struct, frozen=True, kw_only=True):
    """What a message said before it was said otherwise; `at`: since when."""

    at: Instant
    text: str


class ChatEdits(Struct, frozen=True, kw_only=True):
    """What a message said before, the oldest first; the latest ones, where there were many."""

    edits: list[ChatEdit]


class Sent(Struct, frozen=True, kw_only=True):
    """A message was said: its number and its hour. What it says is not repeated, so that no copy outlives it."""

    id: Id
    n: int
    at: Instant


class ChatMark(Struct, frozen=True, kw_only=True):
    """How far somebody has received and read; `id` is the person."""

    id: Id
    name: str
    initials: str
    received: int
    read: int


class ConversationView(Struct, frozen=True, kw_only=True):
    """A conversation, for whoever takes part."""

    id: Id
    version: int
    practice_id: Id
    kind: Kind
    name: str
    practitioner_id: Id | None
    patient_id: Id | None


class ChatLine(Struct, frozen=True, kw_only=True):
    """A line of somebody's list: nothing of what is said. `people`: the other one, or others of a group; `unread` stops at 100."""

    id: Id
    version: int
    practice_id: Id
    kind: Kind
    name: str
    practitioner_id: Id | None
    patient_id: Id | None
    people: list[Somebody]
    last_n: int
    last_at: Instant | None
    unread: int
    is_named: bool
    """A message that was not read names him."""


class ChatPrincipal(Struct, frozen=True, kw_only=True):
    """A practitioner in whose name one may write."""

    id: Id
    name: str


class ChatCompany(Struct, frozen=True, kw_only=True):
    """Who takes part, and in whose name one may write here."""

    people: list[Somebody]
    principals: list[ChatPrincipal]


class ChatMessages(Struct, frozen=True, kw_only=True):
    """A page of messages, in their order."""

    messages: list[ChatMessage]


class FoundMessage(Struct, frozen=True, kw_only=True):
    """A message that answers what was looked for."""

    conversation_id: Id
    message: ChatMessage


class FoundMessages(Struct, frozen=True, kw_only=True):
    """What was found, the newest first. `words`: what to show in it; `skip`: where to go on, None at the end."""

    found: list[FoundMessage]
    words: list[str]
    skip: int | None


class ChatAbout(Struct, frozen=True, kw_only=True):
    """Whom a conversation is about, through the rights of whoever reads it: his file in brief, his next appointments and the last one."""

    patient: PatientBrief
    upcoming: list[VisitView]
    last: VisitView | None


class LatestMessage(Struct, frozen=True, kw_only=True):
    """The last message of a conversation."""

    conversation_id: Id
    message: ChatMessage


class LatestMessages(Struct, frozen=True, kw_only=True):
    """The last messages of those conversations that have one."""

    latest: list[LatestMessage]


class ConversationBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `conversation/{id}`: its newest messages; older ones are asked for by pages."""

    conversation: list[ConversationView]
    messages: list[ChatMessage]
    marks: list[ChatMark]


class Remind(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When one wants to see a message again."""

    at: Instant


class ReminderView(Struct, frozen=True, kw_only=True):
    """A message one wants to see again; without a text. `rung_at`: its hour has come, and one was told."""

    id: Id
    conversation_id: Id
    message_id: Id
    n: Number
    due_at: Instant
    rung_at: Instant | None


class ChatsBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `chats/{person}`."""

    lines: list[ChatLine]
    reminders: list[ReminderView]
