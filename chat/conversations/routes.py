"""HTTP ↔ conversations."""

from starlette.responses import Response

from chat.conversations.cards import CardViews, read_cards
from chat.conversations.queries.about import read_about
from chat.conversations.queries.search import search_chats
from chat.conversations.queries.talks import company_of, edits_of, latest_messages, older_messages
from chat.conversations.schemas import (
    AddPeople,
    Asked,
    ChangeGroup,
    ChatAbout,
    ChatCompany,
    ChatEdits,
    ChatLine,
    ChatMessage,
    ChatMessages,
    ChatPage,
    ConversationView,
    Correct,
    FoundMessages,
    LatestMessages,
    MarkReached,
    OpenAbout,
    OpenConversation,
    React,
    ReadCards,
    Remind,
    ReminderView,
    Say,
    SearchChats,
    SendChatFile,
    Sent,
)
from chat.conversations.service import about, exporting, gathering, reacting, reading, reminding, saying, sending
from chat.conversations.service.together import Together
from server.core.http import Api, Reply, Visit
from server.core.unit import UnitOfWork

api = Api("chat")


@api.command("POST", "/api/conversations", status=201)
async def open_conversation(uow: UnitOfWork, body: OpenConversation) -> ChatLine:
    """Begin to talk with somebody, or make a group (F104)."""
    return await gathering.open_conversation(uow, body)


@api.command("POST", "/api/conversations/about", status=201)
async def open_about(uow: UnitOfWork, body: OpenAbout) -> ChatLine:
    """Talk about a patient, from his card or an appointment's (F102, Q25)."""
    return await about.open_about(uow, body)


@api.query("POST", "/api/conversations/search")
async def search_conversations(uow: UnitOfWork, body: SearchChats) -> FoundMessages:
    """Look for what was said in one's own conversations."""
    return await search_chats(uow, body)


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


@api.action("POST", "/api/conversations/{conversation_id}/messages", status=201)
async def say(visit: Visit, conversation_id: str, body: Say) -> Reply[Sent]:
    """Say something (F105), in one's own name or a practitioner's (F103). Its `id` makes it safe to send again."""
    together: Together = visit.house.service(Together)
    return await together.say(visit.actor, conversation_id, body)


@api.command("PATCH", "/api/conversations/{conversation_id}/messages/{said_id}")
async def correct(uow: UnitOfWork, conversation_id: str, said_id: str, body: Correct) -> ChatMessage:
    """Say it otherwise; the message bears the trace."""
    return await saying.correct(uow, conversation_id, said_id, body)


@api.query("GET", "/api/conversations/{conversation_id}/messages/{said_id}/edits")
async def read_edits(uow: UnitOfWork, conversation_id: str, said_id: str) -> ChatEdits:
    """What a message said before it was said otherwise."""
    return await edits_of(uow, conversation_id, said_id)


@api.query("POST", "/api/conversations/{conversation_id}/cards")
async def read_chat_cards(uow: UnitOfWork, conversation_id: str, body: ReadCards) -> CardViews:
    """What the cards of messages show: to each reader what he may see."""
    return await read_cards(uow, conversation_id, body)


@api.command("DELETE", "/api/conversations/{conversation_id}/messages/{said_id}", status=204)
async def take_back(uow: UnitOfWork, conversation_id: str, said_id: str) -> None:
    """Delete a message of one's own."""
    await saying.take_back(uow, conversation_id, said_id)


@api.command("POST", "/api/conversations/{conversation_id}/messages/{said_id}/reactions", status=204)
async def react(uow: UnitOfWork, conversation_id: str, said_id: str, body: React) -> None:
    """Answer with a sign, or take it away."""
    await reacting.react(uow, conversation_id, said_id, body)


@api.command("PUT", "/api/conversations/{conversation_id}/messages/{said_id}/reminder")
async def remind(uow: UnitOfWork, conversation_id: str, said_id: str, body: Remind) -> ReminderView:
    """Ask to see a message again at an hour."""
    return await reminding.remind(uow, conversation_id, said_id, body)


@api.command("DELETE", "/api/conversations/{conversation_id}/messages/{said_id}/reminder", status=204)
async def dismiss_reminder(uow: UnitOfWork, conversation_id: str, said_id: str) -> None:
    """No longer want to see it again."""
    await reminding.dismiss(uow, conversation_id, said_id)


@api.upload("/api/conversations/{conversation_id}/files", SendChatFile)
async def send_chat_file(visit: Visit, conversation_id: str) -> Sent:
    """Send a document, a picture or a voice message, 50 MB and five minutes at most (F106, F107)."""
    return await sending.send_file(visit, conversation_id)


@api.action("GET", "/api/conversations/{conversation_id}/messages/{said_id}/file")
async def read_chat_file(visit: Visit, conversation_id: str, said_id: str) -> Response:
    """Fetch the file of a message."""
    return await sending.read_file(visit, conversation_id, said_id)


@api.query("GET", "/api/conversations/{conversation_id}/about")
async def read_chat_card(uow: UnitOfWork, conversation_id: str) -> ChatAbout:
    """Whom a conversation is about, as far as one may see him."""
    return await read_about(uow, conversation_id)


@api.action("GET", "/api/conversations/{conversation_id}/export")
async def export_conversation(visit: Visit, conversation_id: str) -> Response:
    """Take a conversation away: JSON and its files in one archive."""
    return await exporting.export(visit, conversation_id)


@api.command("POST", "/api/conversations/{conversation_id}/marks", status=204)
async def mark_reached(uow: UnitOfWork, conversation_id: str, body: MarkReached) -> None:
    """Note how far one has received and read."""
    await reading.mark_reached(uow, conversation_id, body)
