"""A file on its way out: always an attachment, never a page; what is shown inside ours is shown by our own viewer."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from server.core.blobs.kinds import SHARED
from server.core.blobs.models import Blob
from server.core.blobs.pipeline import Blobs
from server.core.http.guard import POLICY

_EXTENSIONS = {kind.media_type: kind.extension for kind in SHARED}


async def attachment(blobs: Blobs, blob: Blob, title: str) -> Response:
    """The content of a file, piece by piece, under a name to save it as.

    Raises:
        FileLost: its first piece cannot be read back; one that fails later breaks the answer off.
    """
    pieces = blobs.content(blob)
    first = await anext(pieces)
    extension = _EXTENSIONS[blob.media_type]
    name = quote(f"{title}.{extension}", safe="")
    return StreamingResponse(
        _all(first, pieces),
        media_type=blob.media_type,
        headers={
            "content-disposition": f"attachment; filename=\"document.{extension}\"; filename*=UTF-8''{name}",
            "content-length": str(blob.size),
            "content-security-policy": f"{POLICY}; sandbox",
        },
    )


async def _all(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
