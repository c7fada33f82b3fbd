"""Beginning to talk with somebody, and groups: who is in them, and what they are called."""

from collections.abc import Collection, Iterable
from typing import cast

from sqlalchemy import delete

from chat.conversations.errors import ChatElsewhere, GroupFull
from chat.conversations.models import Conversation, Mark, Participant
from chat.conversations.queries.lists import faces, line
from chat.conversations.queries.people import admitted, colleagues
from chat.conversations.queries.talks import Talk
from chat.conversations.queries.views import conversation_view, title_label, title_of
from chat.conversations.rules import GATHERED, direct_id, door
from chat.conversations.schemas import (
    MOST_PEOPLE,
    AddPeople,
    ChangeGroup,
    ChatLine,
    ChatNote,
    ConversationView,
    Kind,
    NoteKind,
    OpenConversation,
)
from chat.conversations.service.reminding import forget_reminders_of
from chat.conversations.service.saying import note
from chat.conversations.service.telling import Room, enter, room_of, say_there
from chat.conversations.topics import conversation_topic, list_topic
from server.accounts.rules import tidy
from server.core.actors import Actor, Target
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from server.core.permissions import Permission, permitted
from server.core.unit import UnitOfWork


async def open_conversation(uow: UnitOfWork, body: OpenConversation) -> ChatLine:
    """Begin to talk (F104): with one person, always in the same conversation; with a name, in a new group.

    Raises:
        NotFound: not a practice where the actor talks.
        ChatElsewhere: somebody named cannot be reached there.
        Invalid: nobody but oneself, or several people without a name.
    """
    uow.permit(Permission.CHAT_USE, Target(body.practice_id))
    people = {each.person_id or "": each for each in await colleagues(uow, body.practice_id)}
    me, wanted = uow.actor.person_id or "", list(dict.fromkeys(body.people))
    others = [each for each in wanted if each != me]
    if not others or (body.name is None and len(others) > 1):
        raise Invalid(field="people", reason="nobody" if not others else "unnamed")
    check_reached("group", body.practice_id, people, others)
    if body.name is None:
        return await _direct(uow, body.practice_id, others[0], [people[me], people[others[0]]])
    return await _group(uow, body.practice_id, tidy(body.name), [people[each] for each in (me, *others)])


async def rename_group(uow: UnitOfWork, conversation_id: str, body: ChangeGroup) -> ConversationView:
    """Give a group another name.

    Raises:
        NotFound: not a group, or not the actor's.
        Stale.
    """
    room = await _group_for(uow, conversation_id, kinds={"group"})
    row, name = room.row, tidy(body.name)
    if row.version != body.version:
        raise Stale(theirs=conversation_view(uow, row))
    if name != title_of(uow, row):
        row.title, row.version = uow.seal(row.practice_id, title_label(row.id), name), row.version + 1
        await note(uow, room, ChatNote(kind="renamed", names=[name]))
        say_there(uow, room, "chat_changed", put={"conversation": [conversation_view(uow, row)]})
    return conversation_view(uow, row)


async def add_people(uow: UnitOfWork, conversation_id: str, body: AddPeople) -> ConversationView:
    """Bring people into a group; they read what was said before.

    Raises:
        NotFound: not a group, or not the actor's.
        ChatElsewhere, GroupFull.
    """
    wanted = list(dict.fromkeys(body.people))
    room = await _group_for(uow, conversation_id, beside=wanted)
    people = {each.person_id or "": each for each in await colleagues(uow, room.row.practice_id)}
    coming = [each for each in wanted if each not in room.participants]
    check_reached(cast("Kind", room.row.kind), room.row.practice_id, people, coming)
    if len(room.participants) + len(coming) > MOST_PEOPLE:
        raise GroupFull(limit=MOST_PEOPLE)
    if coming:
        bring_in(uow, room.row, coming)
        room.participants |= set(coming)
        room.people = admitted(room.row, people.values(), room.participants)
        await note(uow, room, ChatNote(kind="added", names=[people[each].name for each in coming]))
    return conversation_view(uow, room.row)


async def remove_person(uow: UnitOfWork, conversation_id: str, person_id: str) -> None:
    """Leave a group, or take somebody out of it. Whoever is not in it anymore is out already.

    Raises:
        NotFound: not a group, or not the actor's.
    """
    room = await _group_for(uow, conversation_id, beside=[person_id])
    if person_id not in room.participants:
        return
    name = next((each.name for each in await faces(uow, room.row, room.participants, room.people) if each.id == person_id), "")
    gone = delete(Participant).where(Participant.conversation_id == conversation_id, Participant.person_id == person_id)
    await uow.session.execute(gone.execution_options(synchronize_session=False))
    room.participants -= {person_id}
    room.people = [each for each in room.people if each.person_id != person_id]
    kind: NoteKind = "left" if person_id == uow.actor.person_id else "removed"
    await note(uow, room, ChatNote(kind=kind, names=[name]))
    drop = {"lines": [conversation_id]}
    if forgotten := await forget_reminders_of(uow, room, person_id):
        drop["reminders"] = forgotten
    uow.record(list_topic(person_id), "chats_left", owner=room.row.practice_id, drop=drop)
    uow.hint(lambda: uow.core.doors.reauthorize(person_id))


async def _direct(uow: UnitOfWork, practice_id: str, other: str, people: list[Actor]) -> ChatLine:
    me = uow.actor.person_id or ""
    conversation_id = direct_id(practice_id, me, other)
    await uow.lock(conversation_topic(conversation_id))
    row = await uow.session.get(Conversation, conversation_id, populate_existing=True)
    if row is None:
        row = Conversation(
            id=conversation_id,
            version=1,
            practice_id=practice_id,
            kind="direct",
            practitioner_id=None,
            patient_id=None,
            title=None,
            last_n=0,
            last_at=None,
        )
        uow.session.add(row)
        bring_in(uow, row, [me, other])
        await uow.session.flush()
    return await _line(uow, row, frozenset({me, other}), people)


async def _group(uow: UnitOfWork, practice_id: str, name: str, people: list[Actor]) -> ChatLine:
    if len(people) > MOST_PEOPLE:
        raise GroupFull(limit=MOST_PEOPLE)
    conversation_id, ids = new_id(), [each.person_id or "" for each in people]
    await uow.lock(conversation_topic(conversation_id), *(list_topic(each) for each in ids))
    row = Conversation(
        id=conversation_id,
        version=1,
        practice_id=practice_id,
        kind="group",
        practitioner_id=None,
        patient_id=None,
        title=uow.seal(practice_id, title_label(conversation_id), name),
        last_n=0,
        last_at=None,
    )
    uow.session.add(row)
    bring_in(uow, row, ids)
    room = await room_of(uow, Talk(row, frozenset(ids), is_new=False), people)
    await note(uow, room, ChatNote(kind="created", names=[name]))
    return await _line(uow, row, frozenset(ids), people)


async def _line(uow: UnitOfWork, row: Conversation, participants: frozenset[str], people: list[Actor]) -> ChatLine:
    me = uow.actor.person_id or ""
    mark = await uow.session.get(Mark, (row.id, me))
    return line(uow, row, me, await faces(uow, row, participants, people), mark)


async def _group_for(uow: UnitOfWork, conversation_id: str, *, beside: Iterable[str] = (), kinds: Collection[str] = GATHERED) -> Room:
    room = await enter(uow, conversation_id, beside=beside)
    if room.row.kind not in kinds:
        raise NotFound
    uow.audit("chat:group", room.row.practice_id, f"conversation/{conversation_id}")
    return room


def bring_in(uow: UnitOfWork, row: Conversation, people: Iterable[str]) -> None:
    """Make people take part."""
    for each in people:
        uow.session.add(Participant(conversation_id=row.id, person_id=each, practice_id=row.practice_id, since=uow.now))


def check_reached(kind: Kind, practice_id: str, people: dict[str, Actor], wanted: Iterable[str]) -> None:
    """Refuse people to whom such a conversation would not open; who is unknown and who is of another house look the same.

    Raises:
        ChatElsewhere.
    """
    away = [each for each in wanted if each not in people or not permitted(people[each], *door(kind, practice_id, None, each, {each}))]
    if away:
        raise ChatElsewhere(people=away)
