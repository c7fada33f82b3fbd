"""A conversation to take away: what was said as JSON, and the files beside it, in one archive made while it is sent."""

import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import select
from starlette.responses import Response, StreamingResponse

from chat.conversations.models import Message
from chat.conversations.queries.people import audience, somebody
from chat.conversations.queries.talks import talk_for
from chat.conversations.queries.views import conversation_view, message_view
from chat.conversations.schemas import ChatMessage, ConversationView, Somebody
from server.core.actors import Actor
from server.core.blobs import Blob, Blobs
from server.core.blobs.errors import FileLost
from server.core.fields import Instant
from server.core.http import Visit
from server.core.unit import Core, reading

_PAGE = 200
_UNSAID = re.compile(r'[\\/:*?"<>|]')
"""What names of files do not bear everywhere."""


class Exported(Struct, frozen=True, omit_defaults=True):
    """A message as it is taken away; `path`: where its file lies in the archive."""

    message: ChatMessage
    path: str = ""


class _Head(Struct, frozen=True):
    at: Instant
    conversation: ConversationView
    people: list[Somebody]


@dataclass(slots=True)
class _Pipe:
    """What the archive writes, until it is sent on."""

    held: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes, /) -> int:
        """Hold it."""
        self.held += data
        return len(data)

    def flush(self) -> None:
        """It is held in memory alone."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """Everything since the last time."""
        data = bytes(self.held)
        self.held.clear()
        return data


async def export(visit: Visit, conversation_id: str) -> Response:
    """Everything that is said in a conversation of one's own, with its files; it is written down that somebody took it.

    Raises:
        NotFound: unknown, or not the actor's.
    """
    core = visit.house.core
    async with reading(core, visit.actor) as uow:
        talk = await talk_for(uow, conversation_id)
        uow.audit("chat:exported", talk.row.practice_id, f"conversation/{conversation_id}")
        people = [somebody(each) for each in await audience(uow, talk.row, talk.participants)]
        head = _Head(uow.now, conversation_view(uow, talk.row), people)
    pieces = _archive(core, visit.actor, visit.house.service(Blobs), conversation_id, head)
    headers = {"content-disposition": 'attachment; filename="conversation.zip"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


async def _archive(core: Core, actor: Actor, blobs: Blobs, conversation_id: str, head: _Head) -> AsyncIterator[bytes]:
    pipe = _Pipe()
    files: list[tuple[str, Blob]] = []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(_entry("conversation.json", head.at), "w", force_zip64=True) as entry:
            entry.write(msgspec.json.encode(head)[:-1] + b',"messages":[')
            comma = b""
            async for each, blob in _said(core, actor, conversation_id):
                entry.write(comma + msgspec.json.encode(each))
                comma = b",\n"
                if blob is not None:
                    files.append((each.path, blob))
                yield pipe.taken()
            entry.write(b"]}\n")
        for path, blob in files:
            content = blobs.content(blob)
            try:
                piece = await anext(content, b"")
            except FileLost:  # the message says that there was one
                continue
            with archive.open(_entry(path, head.at), "w", force_zip64=True) as entry:
                entry.write(piece)
                async for more in content:
                    entry.write(more)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()


async def _said(core: Core, actor: Actor, conversation_id: str) -> AsyncIterator[tuple[Exported, Blob | None]]:
    """Everything in its order, a page at a time: whoever takes it away slowly holds no connection to the database."""
    last = 0
    while True:
        async with reading(core, actor) as uow:
            await talk_for(uow, conversation_id)
            page = select(Message).where(Message.conversation_id == conversation_id, Message.n > last).order_by(Message.n).limit(_PAGE)
            rows = list(await uow.session.scalars(page))
            wanted = select(Blob).where(Blob.id.in_([row.blob_id for row in rows if row.blob_id]))
            blobs = {blob.id: blob for blob in await uow.session.scalars(wanted)}
            found = [(message_view(uow, row), blobs.get(row.blob_id or "")) for row in rows]
        for view, blob in found:
            yield Exported(view, _path(view) if blob is not None else ""), blob
        if len(rows) < _PAGE:
            return
        last = rows[-1].n


def _path(view: ChatMessage) -> str:
    assert view.file is not None
    return f"files/{view.n:06d} {_UNSAID.sub('_', view.file.title)}.{view.file.extension}"


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
