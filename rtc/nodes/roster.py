"""Which processes forward media, as one process believes; pure but for what it remembers. Instants are seconds of the caller's clock."""

from dataclasses import dataclass

SILENT = 2.0
"""Seconds without a word after which nobody new is sent to a process."""
_FORGOTTEN = 3600.0


@dataclass(slots=True)
class _Known:
    heard: float
    connections: int = 0
    is_gone: bool = False


class Roster:
    """Who was heard, and when. A name belongs to one run of one process, so a restarted one is somebody else."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def hear(self, name: str, connections: int, now: float) -> None:
        """It lives."""
        self._known[name] = _Known(now, connections)
        for old in [each for each, known in self._known.items() if now - known.heard > _FORGOTTEN]:
            del self._known[old]

    def lose(self, name: str, now: float) -> None:
        """It said goodbye, or does not answer: it is gone until heard again."""
        known = self._known.setdefault(name, _Known(now))
        known.is_gone = True

    def is_gone(self, name: str) -> bool:
        """Whether it is known to be gone; of whom nothing was heard yet, nothing is known."""
        return name in self._known and self._known[name].is_gone

    def heard(self, name: str) -> float:
        """When it was last heard; at the beginning of time if never."""
        return self._known[name].heard if name in self._known else float("-inf")

    def fit(self, now: float) -> list[str]:
        """Those that live, the least busy first."""
        alive = [(known.connections, name) for name, known in self._known.items() if not known.is_gone and now - known.heard <= SILENT]
        return [name for _, name in sorted(alive)]
