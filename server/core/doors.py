"""The doors that a change of rights closes: how a command reaches the open screens it concerns, once it is committed.

Only a hint: the screens' own sweep finds the same within two seconds in the database, in every process.
"""

from typing import Protocol


class Doors(Protocol):
    """What the composition root gives: the push layer's way out."""

    def close_session(self, session_id: str) -> None:
        """Close the screens of a signed-in session that ended."""
        ...

    def reauthorize(self, person_id: str) -> None:
        """Ask again what the screens of this person may show."""
        ...


class NoDoors:
    """No screen is open in this process: the worker, the command line."""

    def close_session(self, session_id: str) -> None:
        """Nothing to close."""

    def reauthorize(self, person_id: str) -> None:
        """Nothing to ask."""


NO_DOORS = NoDoors()
