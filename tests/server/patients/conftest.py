"""The practice that the patients' tests work in."""

import pytest

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
