"""How far one has received and read."""

from chat.conversations.models import Mark
from chat.conversations.queries.lists import count_unread, faces, line
from chat.conversations.queries.people import colleagues
from chat.conversations.queries.talks import talk_for
from chat.conversations.queries.views import mark_view
from chat.conversations.schemas import MarkReached
from chat.conversations.topics import conversation_topic, list_topic
from server.core.unit import UnitOfWork


async def mark_reached(uow: UnitOfWork, conversation_id: str, body: MarkReached) -> None:
    """Note how far one's screens have received and shown; it only grows, and what was read was received.

    Raises:
        NotFound: the actor takes no part in it.
    """
    person_id = uow.actor.person_id or ""
    await uow.lock(conversation_topic(conversation_id), list_topic(person_id))
    talk = await talk_for(uow, conversation_id)
    row = talk.row
    mark = await uow.session.get(Mark, (conversation_id, person_id), populate_existing=True)
    read = min(body.read, row.last_n)
    received = max(min(body.received, row.last_n), read)
    if talk.is_new or (mark is not None and read <= mark.read and received <= mark.received):
        return
    if mark is None:  # he came after the last message: whatever is older is no news to him
        mark = Mark(
            conversation_id=conversation_id,
            person_id=person_id,
            practice_id=row.practice_id,
            name=uow.actor.name,
            initials=uow.actor.initials,
            received=row.last_n,
            read=row.last_n,
            named=0,
            unread=0,
        )
        uow.session.add(mark)
    has_read = read > mark.read
    mark.read, mark.received = max(mark.read, read), max(mark.received, received)
    await uow.session.flush()
    uow.record(conversation_topic(conversation_id), "chat_marked", owner=row.practice_id, put={"marks": [mark_view(mark)]})
    if has_read:
        mark.unread = (await count_unread(uow, conversation_id, person_id))[person_id] if mark.read < row.last_n else 0
        shown = await faces(uow, row, talk.participants, await colleagues(uow, row.practice_id, talk.participants))
        view = line(uow, row, person_id, shown, mark)
        uow.record(list_topic(person_id), "chats_moved", owner=row.practice_id, put={"lines": [view]})
