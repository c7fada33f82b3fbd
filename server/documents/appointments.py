"""What documents must know of appointments, told by the agenda, which stands above."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from server.core.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Appointments:
    """The agenda's answers."""

    patient: Callable[[UnitOfWork, str], Awaitable[str]]
    """Whose an appointment is, for an actor who may see names there; raises NotFound otherwise."""
    stands: Callable[[UnitOfWork, str], Awaitable[bool]]
    """Whether an appointment was not deleted; the link of one that was opens nothing (F040)."""


_TOLD: list[Appointments] = []


def told_by(answers: Appointments) -> None:
    """Declared by `server.app`; declaring again replaces."""
    _TOLD[:] = [answers]


def appointments() -> Appointments:
    """The agenda's answers."""
    return _TOLD[0]
