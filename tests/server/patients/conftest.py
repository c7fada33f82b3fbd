"""The practice that the patients' tests work in."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from server.core.unit import Core
from tests.server.patients.desk import Desk
from tests.support.actors import Cabinet


@pytest.fixture
def desk(core: Core, cabinet: Cabinet) -> Desk:
    """A practice whose patients are looked after."""
    return Desk(core, cabinet)


@pytest.fixture
def next_door(core: Core, twin: Cabinet) -> Desk:
    """Another practice, of which nothing may be seen."""
    return Desk(core, twin)


@pytest.fixture
def statements(core: Core) -> Iterator[list[str]]:
    """Every statement that is read with, as it is sent."""
    sent: list[str] = []

    def keep(*given: object) -> None:
        sent.append(str(given[2]))

    engine = core.db.reader.sync_engine
    event.listen(engine, "before_cursor_execute", keep)
    yield sent
    event.remove(engine, "before_cursor_execute", keep)
