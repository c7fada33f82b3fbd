"""What crosses the wire about messages: what a practice says and when, its own words, what words cost."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from server.core.fields import Id

Channel = Literal["email", "sms"]
About = Literal["confirmed", "moved", "cancelled", "reminder", "invitation", "ended"]
"""What a patient is told."""
ABOUT: tuple[About, ...] = ("confirmed", "moved", "cancelled", "reminder", "invitation", "ended")
Locale = Literal["fr", "en"]
ReminderHours = Literal[0, 24, 48, 72]
"""How long before the appointment (F199); 0: no reminder."""
Listed = Annotated[list[About], Meta(max_length=6)]


class Choices(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a practice decides about messages. It holds for what is planned from then on."""

    regret_minutes: Annotated[int, Meta(ge=0, le=60)] = 2
    """How long what the desk does waits before anybody is told (Part C 4)."""
    reminder_hours: ReminderHours = 48
    email: Listed = field(default_factory=lambda: list(ABOUT))
    sms: Listed = field(default_factory=lambda: [about for about in ABOUT if about != "ended"])
    """That a teleconsultation is over costs no text message unless the practice wants it: the patient's page says it already."""
    practitioner: bool = True
    """Whether practitioners get an e-mail for each appointment made, moved or cancelled (F196, F198)."""
    change_hours: Annotated[int, Meta(ge=0, le=168)] = 24
    """Until how long before may the patient move or cancel by himself: strictly more (F197, Q38)."""
    online: bool = True
    """Whether the messages carry that link at all."""
    locale: Locale = "fr"


class ChoicesView(Struct, frozen=True, kw_only=True):
    """The choices of a practice."""

    practice_id: Id
    version: int
    choices: Choices


class ChangeChoices(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Replace the choices. `version` 0: there were none yet."""

    version: Annotated[int, Meta(ge=0)]
    choices: Choices


class TemplateView(Struct, frozen=True, kw_only=True):
    """The words of one message. `own`: the practice's, not ours; `variables`: what may be named in it."""

    template: str
    channel: Channel
    locale: Locale
    subject: str
    text: str
    own: bool
    variables: list[str]


class TemplateList(Struct, frozen=True, kw_only=True):
    """Every message and its words."""

    templates: list[TemplateView]


class WriteTemplate(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A practice's own words; empty ones give ours back."""

    template: Annotated[str, Meta(max_length=40)]
    channel: Channel
    locale: Locale
    subject: Annotated[str, Meta(max_length=200)] = ""
    text: Annotated[str, Meta(max_length=4000)] = ""


class SegmentsView(Struct, frozen=True, kw_only=True):
    """What a text message costs (F138): `letters` are those that make it dearer (Q39)."""

    count: int
    length: int
    unicode: bool
    letters: list[str]


class Preview(Struct, frozen=True, kw_only=True):
    """A message as it would leave. `segments` for text messages alone."""

    subject: str
    text: str
    segments: SegmentsView | None
