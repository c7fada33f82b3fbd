"""How fast one person may speak in a conversation: a fast typist says three messages in ten seconds, a program forty in one.

It is kept in this process alone: somebody whose screens are at several may say as much at each, and nobody needs more than that.
"""

from collections import deque
from datetime import datetime, timedelta

from server.core.errors import TooMany

WINDOW, AT_ONCE = timedelta(seconds=10), 40
"""How many messages one person says in a conversation in a while."""
_KEPT = 10_000
"""Speakers that are remembered; who has said nothing for longest is forgotten first."""

Speaker = tuple[str, str]
"""A conversation, and a person in it."""


class Paces:
    """When everybody spoke last."""

    def __init__(self) -> None:
        self._spoke: dict[Speaker, deque[datetime]] = {}

    def check(self, speaker: Speaker, now: datetime, more: int = 0) -> None:
        """Go on only when somebody may speak; `more`: messages of his that are not counted yet.

        Raises:
            TooMany: he speaks too fast.
        """
        spoke, left = self._spoke.get(speaker, ()), AT_ONCE - more
        if left <= 0 or (len(spoke) >= left and spoke[-left] > now - WINDOW):
            raise TooMany(retry_after=round(WINDOW.total_seconds()))

    def count(self, speaker: Speaker, now: datetime) -> None:
        """Count a message that was said."""
        spoke = self._spoke.pop(speaker, None) or deque(maxlen=AT_ONCE)
        spoke.append(now)
        self._spoke[speaker] = spoke
        if len(self._spoke) > _KEPT:
            del self._spoke[next(iter(self._spoke))]
