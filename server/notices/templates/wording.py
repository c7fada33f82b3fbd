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
