"""The shape of the load, the same for the product and for the bare peer."""

from dataclasses import dataclass

PRACTICES, PEOPLE, TALKS = 25, 20, 4
"""Practices; people of each, all of them online; groups in each, every one of its people in one of them."""
TOGETHER = PEOPLE // TALKS
STORED = 1_000_000
PACE = 50
"""Messages a second of a busy day: each of the five hundred says something every ten seconds."""
WORST = 500.0
"""Milliseconds that the slowest of a hundred messages may take at a rate that is called sustained."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person at one screen."""

    person_id: str
    name: str
    cookie: str
    """The whole `cookie` header: both processes know him."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, whose people all look at it."""

    id: str
    practice_id: str
    members: tuple[Member, ...]

    @property
    def topic(self) -> str:
        """What its screens listen to."""
        return f"conversation/{self.id}"
