"""What finds a message again: the beginnings of its words, and what its cards point to. It is written with the message and goes with it."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete

from chat.conversations.asking import beginnings
from chat.conversations.models import Message, Pointer, Word
from chat.conversations.queries.search import digest
from chat.conversations.queries.views import Sealed
from server.core.many import insert_spread
from server.core.unit import UnitOfWork


async def index(uow: UnitOfWork, messages: Iterable[tuple[Message, Sealed]]) -> None:
    """Let messages be found by what they say, and by what their files are called."""
    rows = []
    for row, sealed in messages:
        begins = beginnings(" ".join((sealed.text, sealed.file.title if sealed.file else "")))
        if begins:
            words = sorted(digest(uow, row.conversation_id, each) for each in begins)
            rows.append({"word": words, "conversation_id": row.conversation_id, "n": row.n, "practice_id": row.practice_id})
    await insert_spread(uow.session, Word, "word", rows)


def point(uow: UnitOfWork, row: Message, sealed: Sealed) -> None:
    """Let a message be found by what its cards point to."""
    for card in sealed.cards:
        where = {"conversation_id": row.conversation_id, "n": row.n, "practice_id": row.practice_id}
        uow.session.add(Pointer(**where, subject_id=card.id, kind=card.kind))


async def forget_words(uow: UnitOfWork, conversation_id: str, numbers: Collection[int]) -> None:
    """Let these messages be found no more."""
    gone = delete(Word).where(Word.conversation_id == conversation_id, Word.n.in_(numbers))
    await uow.session.execute(gone, execution_options={"synchronize_session": False})


async def forget_cards(uow: UnitOfWork, conversation_id: str, numbers: Collection[int]) -> None:
    """Let these messages point to nothing."""
    gone = delete(Pointer).where(Pointer.conversation_id == conversation_id, Pointer.n.in_(numbers))
    await uow.session.execute(gone, execution_options={"synchronize_session": False})
