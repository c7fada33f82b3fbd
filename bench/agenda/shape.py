"""The shape of the load, the same for the product and for the bare peer."""

from dataclasses import dataclass

PRACTICES = 25
WATCHERS = 20
WRITES = 50
"""A second, spread over the practices."""


@dataclass(frozen=True)
class Desk:
    """One practice: where to write, and how its watchers open a screen. Everything the load needs, and nothing of who serves."""

    topic: str
    cookies: list[str]
    writes: list[tuple[str, str, bytes]]
    """Method, path and body of each write, in order; none is refused."""
