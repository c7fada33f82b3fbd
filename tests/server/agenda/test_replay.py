"""For every event there is and every lens: the events applied to the old state give the new one (R3)."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from server.accounts.models import Location
from server.agenda.names import EventName
from server.agenda.topics import ALL_LENSES, KIND
from server.topics import KINDS
from tests.house.table import TOPICS
from tests.server.accounts.live import LENSES
from tests.server.agenda.acts import ACTS, new_scene
from tests.server.agenda.office import Office
from tests.server.agenda.replay import Screens
from tests.support import factories
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE

ELSEWHERE = {
    "patient": "tests/server/documents/test_live.py",
    "room": "tests/rtc/consultation/test_live.py",
    "calls": "tests/rtc/consultation/test_live.py",
    "sheet": "tests/rtc/board/test_drawing.py",
    "exchange": "tests/rtc/exchange/test_exchange.py",
    "conversation": "tests/chat/test_live.py",
    "chats": "tests/chat/test_live.py",
    "missions": "tests/chat/missions/test_live.py",
    "todo": "tests/chat/missions/test_live.py",
    "instructions": "tests/chat/test_instructions.py",
    "phone": "tests/chat/test_phone.py",
    "urgent": "tests/chat/escalation/test_live.py",
    "presence": "tests/chat/presence/test_presence.py",
    "referrals": "tests/server/referrals/test_referrals.py",
}
"""Where the other kinds of topics are replayed."""
NAMES: tuple[EventName, ...] = get_args(EventName)
SEQUENCES = 20
LONG = 8
"""Acts of one sequence."""
AS_DRAWN = {
    "phases": [Phase.generate],
    "derandomize": True,
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}
"""The same sequences at every run; nothing to shrink, the assertion names the events."""


def unplayed(events: Iterable[str], kinds: Iterable[str]) -> set[str]:
    """Events that no act brings about, and kinds of topics that are not replayed, here, with the accounts (`LENSES`) or `ELSEWHERE`."""
    return (set(ACTS) ^ set(events)) | ({KIND, *LENSES, *ELSEWHERE} ^ set(kinds))


def test_every_event_and_every_kind_of_topic_is_replayed() -> None:
    assert unplayed(NAMES, KINDS) == set()


def test_an_event_or_a_topic_that_is_not_replayed_is_found() -> None:
    assert unplayed([*NAMES, "dummy_dropped"], [*KINDS, "dummy"]) == {"dummy_dropped", "dummy"}


def test_every_lens_that_somebody_may_have_is_among_those_replayed() -> None:
    assert {*TOPICS[KIND].lenses.values()} <= {*ALL_LENSES}
    for kind, lenses in LENSES.items():
        assert {*TOPICS[kind].lenses.values()} == {*lenses}


@pytest.fixture
async def abroad(office: Office) -> Location:
    """A second place of the practice, three hours ahead."""
    return await factories.location(office.core, office.cabinet.practice, "Saint-Denis", zone="Indian/Reunion")


@ON_SQLITE
@settings(max_examples=SEQUENCES, **AS_DRAWN)  # type: ignore[arg-type]
@given(order=st.permutations(NAMES), seed=st.integers(0, 2**32))
async def test_after_any_events_every_screen_shows_what_a_fresh_one_shows(
    office: Office, abroad: Location, order: Sequence[EventName], seed: int
) -> None:
    await replayed(office, abroad, order, seed)


@ON_POSTGRESQL
@settings(max_examples=3, **AS_DRAWN)  # type: ignore[arg-type]
@given(order=st.permutations(NAMES), seed=st.integers(0, 2**32))
async def test_and_so_it_is_on_postgresql(office: Office, abroad: Location, order: Sequence[EventName], seed: int) -> None:
    await replayed(office, abroad, order, seed)


async def replayed(office: Office, abroad: Location, order: Sequence[EventName], seed: int) -> None:
    """Bring about every event in this order, a few on each pair of fresh agendas, and hold screens of every lens against fresh ones."""
    die = Random(seed)
    for first in range(0, len(order), LONG):
        scene = await new_scene(office, die, abroad)
        screens = await Screens(scene.office, "Europe/Paris", abroad.zone).open()
        sequence = order[first : first + LONG]
        for name in sequence:
            await ACTS[name](scene)
        assert set(sequence) <= await screens.check()
