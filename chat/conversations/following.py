"""What happens to patients' files happens to the conversations about them: they are called otherwise, and change hands."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from chat.conversations.models import Conversation, Pointer
from chat.conversations.queries.people import audience, participants_of
from chat.conversations.queries.talks import Talk
from chat.conversations.queries.views import conversation_view, title_label
from chat.conversations.rules import named_patient
from chat.conversations.service.telling import room_of, say_in_lists, say_there
from chat.conversations.topics import conversation_topic, list_topic
from server.core.unit import UnitOfWork
from server.patients.following import Follower
from server.patients.models import Patient


async def _about(uow: UnitOfWork, patient_ids: Iterable[str]) -> Sequence[Conversation]:
    statement = select(Conversation).where(Conversation.patient_id.in_(list(patient_ids))).order_by(Conversation.id)
    return list(await uow.session.scalars(statement))


async def _pointing(uow: UnitOfWork, patient_ids: Iterable[str]) -> Sequence[Conversation]:
    """Where a message bears the card of one of these patients, or of a file that became one of theirs."""
    ids = known = set(patient_ids)
    while known := set(await uow.session.scalars(select(Patient.id).where(Patient.merged_into.in_(known)))) - ids:
        ids |= known
    there = select(Pointer.conversation_id).where(Pointer.subject_id.in_(ids), Pointer.kind == "patient")
    return list(await uow.session.scalars(select(Conversation).where(Conversation.id.in_(there)).order_by(Conversation.id)))


async def _topics(uow: UnitOfWork, patient_ids: frozenset[str]) -> set[str]:
    """These conversations, and the lists in which they stand."""
    topics: set[str] = set()
    for row in await _about(uow, patient_ids):
        topics.add(conversation_topic(row.id))
        topics |= {list_topic(each.person_id or "") for each in await audience(uow, row)}
    return topics | {conversation_topic(row.id) for row in await _pointing(uow, patient_ids)}


async def _changed(uow: UnitOfWork, patient_ids: frozenset[str]) -> None:
    """Call them as the file is called now, and let the cards at their heads, and those in messages, be read again."""
    await uow.lock(*await _topics(uow, patient_ids))
    for row in await _about(uow, patient_ids):
        patient = await uow.session.get(Patient, row.patient_id)
        if patient is None:
            continue
        name = named_patient(patient.last_name, patient.first_name)
        row.title, row.version = uow.seal(row.practice_id, title_label(row.id), name), row.version + 1
        await uow.session.flush()
        talk = Talk(row, await participants_of(uow, row), is_new=False)
        room = await room_of(uow, talk, await audience(uow, row))
        say_there(uow, room, "chat_changed", put={"conversation": [conversation_view(uow, row)]}, subject=row.patient_id)
        if row.last_n:
            await say_in_lists(uow, room)
    for row in await _pointing(uow, patient_ids):
        if row.patient_id not in patient_ids:
            view = conversation_view(uow, row)
            uow.record(conversation_topic(row.id), "chat_changed", owner=row.practice_id, put={"conversation": [view]})


async def _merge(uow: UnitOfWork, kept_id: str, merged_id: str) -> Any:
    return await _hand_over(uow, merged_id, kept_id, None)


async def _unmerge(uow: UnitOfWork, kept_id: str, merged_id: str, moved: Any) -> None:
    await _hand_over(uow, kept_id, merged_id, moved)


async def _hand_over(uow: UnitOfWork, source: str, target: str, only: Any) -> list[str]:
    rows = [row for row in await _about(uow, [source]) if only is None or row.id in only]
    for row in rows:
        row.patient_id = target
    await uow.session.flush()
    return [row.id for row in rows]


CONVERSATIONS = Follower(name="conversations", topics=_topics, changed=_changed, merge=_merge, unmerge=_unmerge)
"""Declared by `server.app`."""
