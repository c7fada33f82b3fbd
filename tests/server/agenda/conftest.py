"""The practice that the agenda's tests work in."""

import pytest

from server.core.unit import Core
from tests.server.agenda.office import Office, open_office
from tests.support.actors import Cabinet
from tests.support.core import Published


@pytest.fixture
async def office(core: Core, published: Published, cabinet: Cabinet) -> Office:
    """A practice whose agendas are laid out."""
    return await open_office(core, published, cabinet)
