"""HTTP ↔ conversations."""

from chat.conversations.queries.talks import company_of, latest_messages, older_messages
from chat.conversations.schemas import (
    AddPeople,
    Asked,
    ChangeGroup,
    ChatCompany,
    ChatLine,
    ChatMessage,
    ChatMessages,
    ChatPage,
    ConversationView,
    Correct,
    LatestMessages,
    MarkReached,
    OpenConversation,
    Say,
    Sent,
)
from chat.conversations.service import gathering, reading, saying
from server.core.http import Api
from server.core.unit import UnitOfWork

api = Api("chat")


@api.command("POST", "/api/conversations", status=201)
async def open_conversation(uow: UnitOfWork, body: OpenConversation) -> ChatLine:
    """Begin to talk with somebody, or make a group (F104)."""
    return await gathering.open_conversation(uow, body)


@api.query("POST", "/api/conversations/latest")
async def read_latest(uow: UnitOfWork, body: Asked) -> LatestMessages:
    """What was said last in each of these conversations."""
    return await latest_messages(uow, body)


@api.command("PATCH", "/api/conversations/{conversation_id}")
async def rename_group(uow: UnitOfWork, conversation_id: str, body: ChangeGroup) -> ConversationView:
    """Give a group another name."""
    return await gathering.rename_group(uow, conversation_id, body)


@api.query("GET", "/api/conversations/{conversation_id}/people")
async def read_company(uow: UnitOfWork, conversation_id: str) -> ChatCompany:
    """Who takes part, and in whose name one may write (F103)."""
    return await company_of(uow, conversation_id)


@api.command("POST", "/api/conversations/{conversation_id}/people")
async def add_people(uow: UnitOfWork, conversation_id: str, body: AddPeople) -> ConversationView:
    """Bring people into a group."""
    return await gathering.add_people(uow, conversation_id, body)


@api.command("DELETE", "/api/conversations/{conversation_id}/people/{person_id}", status=204)
async def remove_person(uow: UnitOfWork, conversation_id: str, person_id: str) -> None:
    """Leave a group, or take somebody out of it."""
    await gathering.remove_person(uow, conversation_id, person_id)


@api.query("GET", "/api/conversations/{conversation_id}/messages")
async def read_messages(uow: UnitOfWork, conversation_id: str, params: ChatPage) -> ChatMessages:
    """A page of what was said before."""
    return await older_messages(uow, conversation_id, params)


@api.command("POST", "/api/conversations/{conversation_id}/messages", status=201)
async def say(uow: UnitOfWork, conversation_id: str, body: Say) -> Sent:
    """Say something (F105), in one's own name or a practitioner's (F103)."""
    return await saying.say(uow, conversation_id, body)


@api.command("PATCH", "/api/conversations/{conversation_id}/messages/{said_id}")
async def correct(uow: UnitOfWork, conversation_id: str, said_id: str, body: Correct) -> ChatMessage:
    """Say it otherwise; the message bears the trace."""
    return await saying.correct(uow, conversation_id, said_id, body)


@api.command("DELETE", "/api/conversations/{conversation_id}/messages/{said_id}", status=204)
async def take_back(uow: UnitOfWork, conversation_id: str, said_id: str) -> None:
    """Delete a message of one's own."""
    await saying.take_back(uow, conversation_id, said_id)


@api.command("POST", "/api/conversations/{conversation_id}/marks", status=204)
async def mark_reached(uow: UnitOfWork, conversation_id: str, body: MarkReached) -> None:
    """Note how far one has received and read."""
    await reading.mark_reached(uow, conversation_id, body)
