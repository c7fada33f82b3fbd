"""Sweeps the files that no row names: an upload that was refused or killed, a document that was deleted."""

import asyncio

from sqlalchemy import select

from server.core.blobs.models import Blob
from server.core.blobs.pipeline import Blobs
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core

OLD = 3600.0
"""Seconds after which an upload is no longer under way."""
_BATCH = 500


async def sweep(core: Core, blobs: Blobs) -> bool:
    """Remove files without a row, once they are old enough; what lies in quarantine has none."""
    old = await asyncio.to_thread(lambda: list(blobs.store.older_than(OLD)))
    for start in range(0, len(old), _BATCH):
        ids = old[start : start + _BATCH]
        async with core.db.read(EVERY_PRACTICE) as session:
            named = set(await session.scalars(select(Blob.id).where(Blob.id.in_(ids))))
        for blob_id in ids:
            if blob_id not in named:
                await asyncio.to_thread(blobs.store.forget, blob_id)
    return False


async def missing(core: Core, blobs: Blobs) -> list[str]:
    """The ids of rows whose file is not there: somebody removed it, or it was not restored."""
    async with core.db.read(EVERY_PRACTICE) as session:
        named = list(await session.scalars(select(Blob.id)))
    return await asyncio.to_thread(lambda: [each for each in named if not blobs.store.path(each).is_file()])
