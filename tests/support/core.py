"""The core over a fresh database, with a clock one sets and the hints it published kept in a list."""

import base64
from dataclasses import dataclass, field

import pytest

from server.core.audit_queue import AuditQueue
from server.core.clock import Clock
from server.core.crypto import SHARED, Keyring
from server.core.db import EVERY_PRACTICE, Database
from server.core.unit import Core, Publish
from tests.support.clock import SetClock

ROOT_KEY = bytes(range(32))
ROOT_KEY_TEXT = base64.b64encode(ROOT_KEY).decode()
"""The same, as `ARDOISE_ROOT_KEY` writes it."""


@dataclass
class Published:
    """The hints given after commits: topic, number, sealed payload."""

    hints: list[tuple[str, int, bytes]] = field(default_factory=list)

    def __call__(self, topic: str, seq: int, payload: bytes) -> None:
        """Keep one."""
        self.hints.append((topic, seq, payload))

    @property
    def topics(self) -> list[str]:
        """The topics of the hints, in order."""
        return [topic for topic, _, _ in self.hints]


@pytest.fixture
def published() -> Published:
    """What `core` published."""
    return Published()


async def core_over(db: Database, clock: Clock, publish: Publish | None = None) -> Core:
    """A core over a migrated database; the shared key exists."""
    keyring = Keyring(ROOT_KEY)
    async with db.write(EVERY_PRACTICE) as session:
        await keyring.load(session, SHARED, create=True)
        await session.commit()
    return Core(db=db, keyring=keyring, clock=clock, audit=AuditQueue(db), publish=publish or Published())


@pytest.fixture
async def core(database: Database, clock: SetClock, published: Published) -> Core:
    """What units of work stand on."""
    return await core_over(database, clock, published)
