"""What every change of a conversation does: lock what it writes, and say it in the conversation and in everybody's list."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import delete, func, select
from sqlalchemy.orm.attributes import set_committed_value

from chat.conversations.models import Conversation, Mark, Message, Reach
from chat.conversations.queries.lists import count_unread, faces, line
from chat.conversations.queries.people import audience, audiences
from chat.conversations.queries.talks import Talk, talk_for, talks_among
from chat.conversations.topics import conversation_topic, list_topic
from server.core.actors import Actor
from server.core.among import is_among
from server.core.blobs import Blob
from server.core.events import LoggedEvent
from server.core.many import insert_many, update_many
from server.core.unit import Restart, UnitOfWork

_REACHES = select(Mark.conversation_id, Mark.person_id, Mark.name, Mark.initials, Mark.received, Mark.read, Mark.named, Mark.unread).where(
    is_among(Mark.conversation_id, "ids")
)


_SAID = ("last_n", "last_at", "told_n")


class _Listed:
    """Who read a conversation when it was last written in: whose lists to lock. What is read under the lock decides."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._kept: dict[str, frozenset[str]] = {}

    def get(self, conversation_id: str) -> frozenset[str] | None:
        return self._kept.get(conversation_id)

    def put(self, conversation_id: str, people: frozenset[str]) -> None:
        """Keep it, letting go of what was not written in for longest."""
        self._kept.pop(conversation_id, None)
        self._kept[conversation_id] = people
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]


_LISTED = _Listed()


@dataclass(slots=True)
class Room:
    """A conversation under its lock, with everybody who reads it and how far each of them is."""

    row: Conversation
    participants: frozenset[str]
    people: list[Actor]
    marks: dict[str, Reach]
    new_marks: list[Reach] = field(default_factory=list)
    """Whose marks nobody was told of."""

    def mark(self, person_id: str) -> Reach | None:
        """How far somebody is."""
        return self.marks.get(person_id)


async def enter(
    uow: UnitOfWork,
    conversation_id: str,
    *,
    beside: Iterable[str] = (),
    load: Callable[[UnitOfWork, str], Awaitable[Talk]] = talk_for,
) -> Room:
    """Lock a conversation and the lists of all who read it, of those `beside` them too, and load it.

    Raises:
        NotFound: the actor takes no part in it.
        Restart: somebody came meanwhile.
    """
    listed = None if uow.has_locked else _LISTED.get(conversation_id)
    if listed is None:
        listed = _ids(await _audience(uow, await load(uow, conversation_id)))
    await uow.lock(conversation_topic(conversation_id), *(list_topic(each) for each in listed.union(beside)))
    talk = await load(uow, conversation_id)
    people = await _audience(uow, talk)
    _LISTED.put(conversation_id, _ids(people))
    if not _ids(people) <= listed.union(beside):
        raise Restart
    return await room_of(uow, talk, people)


async def _audience(uow: UnitOfWork, talk: Talk) -> list[Actor]:
    return await audience(uow, talk.row, talk.participants)


def _ids(people: Iterable[Actor]) -> frozenset[str]:
    return frozenset(each.person_id or "" for each in people)


async def enter_together(uow: UnitOfWork, conversation_ids: Iterable[str], lists: Collection[str]) -> dict[str, Room]:
    """Those of these conversations that somebody entered before and whose readers are still the same, locked and loaded at once.

    The lists of those who read one of `lists` are locked too. Whoever speaks in one of them is still to be asked for his right.
    """
    listed = {each: known for each in conversation_ids if (known := _LISTED.get(each)) is not None}
    people_told = {person_id for each, people in listed.items() if each in lists for person_id in people}
    await uow.lock(*map(conversation_topic, listed), *map(list_topic, people_told))
    talks = await talks_among(uow, listed)
    people = await audiences(uow, [(talk.row, talk.participants) for talk in talks])
    marks = await _marks(uow, listed)
    return {
        talk.row.id: Room(talk.row, talk.participants, there, marks.get(talk.row.id, {}))
        for talk, there in zip(talks, people, strict=True)
        if talk.row.id not in lists or _ids(there) <= listed[talk.row.id]
    }


async def room_of(uow: UnitOfWork, talk: Talk, people: list[Actor]) -> Room:
    """What stands around a conversation whose lock is held."""
    if talk.is_new:
        uow.session.add(talk.row)
    return Room(talk.row, talk.participants, people, (await _marks(uow, [talk.row.id])).get(talk.row.id, {}))


async def _marks(uow: UnitOfWork, conversation_ids: Collection[str]) -> dict[str, dict[str, Reach]]:
    found: dict[str, dict[str, Reach]] = {}
    for conversation_id, *reached in await uow.session.execute(_REACHES, {"ids": conversation_ids}):
        mark = Reach(*cast("list[Any]", reached))
        found.setdefault(conversation_id, {})[mark.person_id] = mark
    return found


def number(uow: UnitOfWork, room: Room) -> int:
    """The number of the next message. Whoever never had a mark gets his: from this message on, what he does not read is counted.

    Nothing of it is written before `keep`.
    """
    row = room.row
    for each in room.people:
        assert each.person_id is not None
        if each.person_id not in room.marks:
            mark = Reach(each.person_id, each.name, each.initials, received=row.last_n, read=row.last_n, is_new=True)
            room.marks[each.person_id] = mark
            room.new_marks.append(mark)
    set_committed_value(row, "last_n", row.last_n + 1)
    set_committed_value(row, "last_at", uow.now)
    return row.last_n


async def keep(uow: UnitOfWork, rooms: Collection[Room], lists: Collection[str] | None = None) -> None:
    """Write how far everybody in these conversations is, and their last messages; the session is flushed first.

    `lists`: of which conversations the lists are told in this transaction (None: of all), which the caller does.
    """
    await uow.session.flush()
    said, new, known = [], [], []
    for room in rooms:
        practice_id, conversation_id = room.row.practice_id, room.row.id
        if lists is None or conversation_id in lists:
            set_committed_value(room.row, "told_n", room.row.last_n)
        said.append({"practice_id": practice_id, "id": conversation_id, **{name: getattr(room.row, name) for name in _SAID}})
        for mark in room.marks.values():
            row = {
                "practice_id": practice_id,
                "conversation_id": conversation_id,
                "person_id": mark.person_id,
                "named": mark.named,
                "unread": mark.unread,
            }
            if mark.is_new:
                new.append({**row, "name": mark.name, "initials": mark.initials, "received": mark.received, "read": mark.read})
                mark.is_new = False
            else:
                known.append(row)
    await update_many(uow.session, Conversation, ("practice_id", "id"), said)
    await insert_many(uow.session, Mark, new)
    await update_many(uow.session, Mark, ("practice_id", "conversation_id", "person_id"), known)


def say_there(
    uow: UnitOfWork,
    room: Room,
    event: str,
    *,
    put: dict[str, list[Any]],
    subject: str | None = None,
) -> None:
    """Say it in the conversation."""
    uow.record(conversation_topic(room.row.id), event, owner=room.row.practice_id, put=put, subject=subject)


def count_said(room: Room, messages: Sequence[Message]) -> None:
    """Count what was just said as unread for everybody but the authors."""
    own = Counter(each.person_id for each in messages)
    for mark in room.marks.values():
        mark.unread += len(messages) - own[mark.person_id]


async def recount(uow: UnitOfWork, room: Room) -> None:
    """Count anew what each has not read, once messages went."""
    for person_id, unread in (await count_unread(uow, room.row.id)).items():
        room.marks[person_id].unread = unread
    await keep(uow, [room])


async def say_in_lists(uow: UnitOfWork, room: Room, only: Iterable[str] | None = None) -> None:
    """Say in everybody's list, or in these only, how the conversation stands."""
    shown = await faces(uow, room.row, room.participants, room.people)
    wanted = None if only is None else set(only)
    for each in room.people:
        assert each.person_id is not None
        if wanted is None or each.person_id in wanted:
            view = line(uow, room.row, each.person_id, shown, room.mark(each.person_id))
            uow.record(list_topic(each.person_id), "chats_moved", owner=room.row.practice_id, put={"lines": [view]})


async def forget_said(uow: UnitOfWork, conversation_id: str, message_ids: Collection[str], blob_ids: Collection[str]) -> None:
    """Take what these messages said out of the event log, and destroy the keys of their files.

    The log loses all that came before it too, since it has no holes: screens behind start anew.
    """
    if blob_ids:
        files = delete(Blob).where(Blob.id.in_(blob_ids))
        await uow.session.execute(files, execution_options={"synchronize_session": False})
    topic = conversation_topic(conversation_id)
    last = select(func.max(LoggedEvent.seq)).where(LoggedEvent.topic == topic, LoggedEvent.subject.in_(message_ids))
    seq = (await uow.session.execute(last)).scalar_one()
    if seq is not None:
        gone = delete(LoggedEvent).where(LoggedEvent.topic == topic, LoggedEvent.seq <= seq)
        await uow.session.execute(gone, execution_options={"synchronize_session": False})


async def message_in(uow: UnitOfWork, conversation_id: str, message_id: str) -> Message | None:
    """A message of a conversation whose lock is held."""
    return await uow.session.get(Message, (conversation_id, message_id), populate_existing=True)
