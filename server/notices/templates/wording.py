"""What a template is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind of message. `action` labels its link; the last `after` paragraphs come below it."""

    subject: str
    paragraphs: tuple[str, ...]
    footer: str
    action: str = ""
    after: int = 1


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that a practice may replace: a text of paragraphs. A paragraph that is one link alone becomes a button."""

    subject: str
    text: str
