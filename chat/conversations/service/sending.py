"""Files in conversations (F107), and what is spoken there (F106): taken in as every file is, and said as a message is."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.responses import Response

from chat.conversations.errors import SoundTooLong
from chat.conversations.queries.talks import talk_for
from chat.conversations.queries.views import Sealed, said_label
from chat.conversations.schemas import ChatFile, Say, SendChatFile, Sent
from chat.conversations.service.saying import Enclosed, say
from chat.conversations.service.telling import message_in
from server.core.blobs import SHARED, Blob, Blobs, Taken, incoming
from server.core.blobs.kinds import title_of
from server.core.blobs.serving import attachment
from server.core.errors import NotFound
from server.core.http import Visit
from server.core.unit import UnitOfWork, reading, retried

LONGEST_SOUND = 5 * 60
"""Seconds (F106)."""
_GRACE = 2
"""Seconds by which a browser may be late to stop."""
UNTITLED = "Document"
F = TypeVar("F", bound=SendChatFile)


async def send_file(visit: Visit, conversation_id: str) -> Sent:
    """Send a file.

    Raises:
        NotFound, FileType, TooLarge, SoundTooLong…: see `take_in`.
        Invalid, TooMany: see `say`.
    """

    async def speak(uow: UnitOfWork, _: SendChatFile, body: Say, enclosed: Enclosed) -> Sent:
        return await say(uow, conversation_id, body, enclosed)

    return await take_in(visit, conversation_id, SendChatFile, speak)


async def take_in(
    visit: Visit, conversation_id: str, form: type[F], speak: Callable[[UnitOfWork, F, Say, Enclosed], Awaitable[Sent]]
) -> Sent:
    """Take in a file that comes after the fields of `form`, and let `speak` say it. Who may not is told so before a byte of it is read.

    Raises:
        NotFound: no such conversation, or not the actor's; or not a name to write in.
        FileType, TooLarge…: see `Blobs.take_in`.
        SoundTooLong: it lasts longer than a voice message may.
    """
    core = visit.house.core
    blobs: Blobs = visit.house.service(Blobs)
    async with reading(core, visit.actor) as uow:
        practice_id = (await talk_for(uow, conversation_id)).row.practice_id
    arriving = await incoming(visit.request)
    fields = arriving.form(form)
    body = Say(id=fields.id, text="", reply_to=fields.reply_to, speaking_as=fields.speaking_as)
    async with arriving.heard(), blobs.take_in(practice_id, arriving.chunks(), arriving.name, SHARED) as taken:
        if taken.lasts > (LONGEST_SOUND + _GRACE) * 1000:
            raise SoundTooLong(limit=LONGEST_SOUND)
        enclosed = Enclosed(taken, _sent(taken, arriving.name, fields.peaks))

        async def act(uow: UnitOfWork) -> Sent:
            return await speak(uow, fields, body, enclosed)

        return await retried(core, visit.actor, act)


async def read_file(visit: Visit, conversation_id: str, message_id: str) -> Response:
    """The content of a file that was sent, as an attachment.

    Raises:
        NotFound: there is none, it was deleted, or it is not the actor's to read.
        FileLost: it cannot be read back.
    """
    async with reading(visit.house.core, visit.actor) as uow:
        talk = await talk_for(uow, conversation_id)
        blob, title = await enclosed_in(uow, conversation_id, message_id)
        uow.audit("chat:file", talk.row.practice_id, f"conversation/{conversation_id}")
    return await attachment(visit.house.service(Blobs), blob, title)


async def enclosed_in(uow: UnitOfWork, conversation_id: str, message_id: str) -> tuple[Blob, str]:
    """The file of a message, and what it is called. Whether the actor may have it is asked before.

    Raises:
        NotFound: there is none, or it was deleted.
    """
    row = await message_in(uow, conversation_id, message_id)
    blob = await uow.session.get(Blob, row.blob_id) if row is not None and row.blob_id else None
    if row is None or blob is None:
        raise NotFound
    sealed = uow.unseal(said_label(conversation_id, message_id), row.said, Sealed)
    return blob, sealed.file.title if sealed.file else UNTITLED


def _sent(taken: Taken, name: str, peaks: str) -> ChatFile:
    return ChatFile(
        title=title_of(name) or UNTITLED,
        media_type=taken.kind.media_type,
        extension=taken.kind.extension,
        size=taken.size,
        pages=taken.pages,
        scan=taken.scan,
        lasts=taken.lasts,
        peaks=peaks if taken.lasts else "",
    )
