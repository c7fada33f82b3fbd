"""Passwords: argon2id in two threads of their own, and which new ones are too weak."""

import asyncio
import os
import re
import secrets
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from server.accounts.errors import WeakPassword
from server.core.errors import TooMany

_THREADS = 2
_MOST_WAITING = 100
_SHORTEST = 12
_SCORE_REFUSED_BELOW = 4
"""The score under which a password is guessed in less than 10¹⁰ tries."""
_WORDS = re.findall(
    r"\w+",
    "ardoise motdepasse mdp secretariat secretaire cabinet medical medecin docteur infirmier infirmiere sante patient agenda "
    "rendezvous bonjour azerty azertyuiop qwertz soleil marseille doudou loulou chouchou jetaime chocolat vacances famille "
    "printemps automne hiver janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre lundi mardi "
    "mercredi jeudi vendredi samedi dimanche bienvenue france paris lyon toulouse bordeaux nantes lille strasbourg",
)
"""Words that French offices make passwords of, which the estimator does not know."""
Result = TypeVar("Result")


class Passwords:
    """Hashes and checks, off the event loop. One for the whole process.

    The threads run at a low priority, so that many log-ins at once do not slow the agenda.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords", initializer=_stand_back)
        self._waiting = 0
        self.computed = 0
        """How many hashes were asked for, to keep or to compare."""

    async def hash(self, password: str) -> str:
        """The argon2id hash of a password."""
        self.computed += 1
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one whose hash is kept; nobody's hash takes as long."""
        self.computed += 1
        return await self._run(lambda: self._verify(kept or self._nobody, password)) and bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(kept)

    async def check(self, password: str, about: Iterable[str] = ()) -> None:
        """Refuse a new password that is short, common, or made of what is known of the person.

        Raises:
            WeakPassword: with the reason.
        """
        if len(password) < _SHORTEST:
            raise WeakPassword(reason="too_short", shortest=_SHORTEST)
        known = {word for text in about for word in _words_of(text)}
        scores = await self._run(lambda: (_score(password, known), _score(password, ())))
        if scores[0] < _SCORE_REFUSED_BELOW:
            raise WeakPassword(reason="common" if scores[1] < _SCORE_REFUSED_BELOW else "personal")

    def close(self) -> None:
        """Stop the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= _MOST_WAITING:
            raise TooMany(retry_after=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


def _stand_back() -> None:
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def _score(password: str, known: Iterable[str]) -> int:
    """From 0, guessed at once, to 4; only the first 64 characters count."""
    return int(zxcvbn(password[:64], user_inputs=[*known, *_WORDS])["score"])


def _words_of(text: str) -> Iterable[str]:
    parts = [part for part in text.replace("@", " ").replace(".", " ").replace("-", " ").split() if len(part) > 2]
    return [text.lower(), *(part.lower() for part in parts)]
