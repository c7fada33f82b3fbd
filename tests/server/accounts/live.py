"""What open screens would show: the topics of accounts, replayed from the log through every lens."""

from typing import Any

import msgspec

from server.accounts.queries.snapshots import person_snapshot, practice_body
from server.accounts.topics import MANAGER, PRACTITIONER, SELF, STAFF, mask_person, mask_practice
from server.core.actors import Actor, system
from server.core.db import EVERY_PRACTICE
from server.core.events import Envelope, events_after, payload_label
from server.core.permissions import Permission
from server.core.unit import Core, reading
from tests.support.reducer import State, applied, opened

LENSES = {"practice": (MANAGER, PRACTITIONER, STAFF), "person": (SELF,)}
_MASKS: dict[str, Any] = {"practice": mask_practice, "person": mask_person}


async def fresh(core: Core, topic: str, lens: str) -> State:
    """The state of a topic as a screen opening now shows it."""
    kind, _, topic_id = topic.partition("/")
    if kind == "person":
        async with reading(core, Actor(person_id=topic_id, name="")) as uow:
            body: Any = await person_snapshot(uow, topic_id, msgspec.Raw())
    else:
        async with reading(core, system("test"), scope=EVERY_PRACTICE) as uow:
            uow.permit(Permission.SYSTEM)
            body = await practice_body(uow, topic_id)
    views = msgspec.to_builtins(body)
    return opened({name: _masked(kind, lens, name, shown) for name, shown in views.items()})


async def events(core: Core, topic: str, since: int = 0) -> list[Envelope]:
    """The events of a topic after a number."""
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = await events_after(session, topic, since, 1000)
    assert rows is not None
    return [msgspec.json.decode(core.keyring.open(payload_label(topic, seq), payload), type=Envelope) for seq, payload in rows]


def replayed(topic: str, lens: str, state: State, happened: list[Envelope]) -> State:
    """The state after these events, as a screen with this lens applies them."""
    kind = topic.partition("/")[0]
    for event in happened:
        put = {name: _masked(kind, lens, name, views) for name, views in event.body.put.items()}
        state = applied(state, {"put": put, "drop": event.body.drop})
    return {name: views for name, views in state.items() if views}


def _masked(kind: str, lens: str, collection: str, views: list[Any]) -> list[dict[str, Any]]:
    return [shown for view in views if (shown := _MASKS[kind](collection, view, lens)) is not None]


class Watched:
    """Screens opened at one moment on several topics, through every lens each has."""

    def __init__(self, core: Core, *topics: str) -> None:
        self._core = core
        self._topics = topics
        self._opened: dict[tuple[str, str], State] = {}
        self._since: dict[str, int] = {}

    async def open(self) -> "Watched":
        """Open them."""
        for topic in self._topics:
            self._since[topic] = len(await events(self._core, topic))
            for lens in LENSES[topic.partition("/")[0]]:
                self._opened[topic, lens] = await fresh(self._core, topic, lens)
        return self

    async def check(self) -> set[str]:
        """Each shows now what a fresh one shows; give the names of the events that made it so."""
        names: set[str] = set()
        for (topic, lens), before in self._opened.items():
            happened = await events(self._core, topic, self._since[topic])
            now = {name: views for name, views in (await fresh(self._core, topic, lens)).items() if views}
            assert replayed(topic, lens, before, happened) == now, (topic, lens)
            names |= {event.name for event in happened}
        return names
