"""What a process needs of a database before anything else: the shared key and the epoch, made at the first start."""

from sqlalchemy.exc import IntegrityError

from server.core.crypto import SHARED
from server.core.db import EVERY_PRACTICE
from server.core.epoch import epoch_of
from server.core.unit import Core


async def open_core(core: Core) -> str:
    """Load the shared key and give the epoch. Processes that start at the same moment on a new database agree on both."""
    try:
        return await _made_or_loaded(core)
    except IntegrityError:  # another one made them a moment ago
        core.keyring.forget(SHARED)
        return await _made_or_loaded(core)


async def _made_or_loaded(core: Core) -> str:
    async with core.db.write(EVERY_PRACTICE) as session:
        await core.keyring.load(session, SHARED, create=True)
        epoch = await epoch_of(session)
        await session.commit()
    return epoch
