"""Every kind of topic: what the push layer serves. A new kind is added here, and to the permission and leak tests."""

import msgspec

from chat.conversations import topics as chat
from chat.conversations.queries.lists import authorize_list, chats_snapshot
from chat.conversations.queries.talks import authorize_conversation, conversation_snapshot
from chat.escalation import topics as urgent
from chat.escalation.queries.urgents import authorize_urgent, urgent_snapshot
from chat.instructions import topics as instructions
from chat.instructions.queries import authorize_instructions, instructions_snapshot
from chat.missions import topics as missions
from chat.missions.queries.boards import authorize_todo, board_snapshot, todo_snapshot
from chat.missions.queries.guards import authorize_board
from chat.phone import topics as phone
from chat.phone.queries.calls import authorize_phone, phone_snapshot
from chat.presence import topics as presence
from chat.presence.queries import authorize_presence, presence_snapshot
from rtc.board import topics as sheet
from rtc.board.queries import authorize_sheet, sheet_snapshot
from rtc.board.schemas import SheetBody
from rtc.consultation import queries as consultation
from rtc.consultation import topics as rooms
from rtc.exchange import topics as exchange
from rtc.exchange.queries import authorize_exchange, exchange_snapshot
from server.accounts import topics as accounts
from server.accounts.queries import person_snapshot, practice_snapshot, practitioner_for
from server.agenda import topics as agenda
from server.agenda.queries.snapshot import agenda_snapshot
from server.agenda.schemas.appointments import AgendaBody, AgendaParams
from server.agenda.shown import lens_for
from server.core.errors import Malformed
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.documents import topics as documents
from server.documents.queries import patient_snapshot
from server.live import TopicKind
from server.referrals import topics as referrals
from server.referrals.queries.referrals import authorize_referrals, referrals_snapshot


async def _agenda_lens(uow: UnitOfWork, practitioner_id: str) -> str:
    practitioner = await practitioner_for(uow, Permission.AGENDA_READ, practitioner_id)
    return lens_for(uow, practitioner.practice_id, practitioner.id)


async def _agenda_stamp(uow: UnitOfWork, practitioner_id: str) -> int:
    practitioner = await practitioner_for(uow, Permission.AGENDA_READ, practitioner_id)
    return practitioner.plan_version


async def _agenda_body(uow: UnitOfWork, practitioner_id: str, params: msgspec.Raw) -> AgendaBody:
    practitioner = await practitioner_for(uow, Permission.AGENDA_READ, practitioner_id)
    try:
        asked = msgspec.json.decode(params, type=AgendaParams)
    except msgspec.DecodeError as error:
        raise Malformed("Say from which day to which day.", path="params", message=str(error)) from None
    return await agenda_snapshot(uow, practitioner, asked)


async def _sheet_body(uow: UnitOfWork, appointment_id: str, _: msgspec.Raw) -> SheetBody:
    return await sheet_snapshot(uow, appointment_id)


KINDS: dict[str, TopicKind] = {
    agenda.KIND: TopicKind(
        authorize=_agenda_lens,
        snapshot=_agenda_body,
        mask=agenda.mask,
        full=agenda.FULL,
        stamp=_agenda_stamp,
        anonymous=frozenset({agenda.BUSY}),
    ),
    documents.KIND: TopicKind(
        authorize=documents.authorize_patient,
        snapshot=patient_snapshot,
        mask=documents.mask_patient,
        full=documents.FULL,
        signals=frozenset(),
    ),
    "practice": TopicKind(
        authorize=accounts.authorize_practice,
        snapshot=practice_snapshot,
        mask=accounts.mask_practice,
        full=accounts.MANAGER,
    ),
    "person": TopicKind(
        authorize=accounts.authorize_person,
        snapshot=person_snapshot,
        mask=accounts.mask_person,
        full=accounts.SELF,
        signals=frozenset(),
    ),
    rooms.KIND: TopicKind(
        authorize=consultation.authorize_room,
        snapshot=consultation.room_snapshot,
        mask=rooms.mask_room,
        full=rooms.HOST,
        signals=rooms.SIGNALS,
        reserved=rooms.RESERVED,
        anonymous=frozenset({rooms.ARRIVING}),
    ),
    rooms.CALLS: TopicKind(
        authorize=consultation.authorize_calls,
        snapshot=consultation.calls_snapshot,
        mask=rooms.mask_calls,
        full=rooms.WATCH,
        signals=frozenset(),
    ),
    sheet.KIND: TopicKind(
        authorize=authorize_sheet,
        snapshot=_sheet_body,
        mask=sheet.mask,
        full=sheet.DRAWING,
        signals=sheet.SIGNALS,
        reserved=sheet.RESERVED,
    ),
    exchange.KIND: TopicKind(
        authorize=authorize_exchange,
        snapshot=exchange_snapshot,
        mask=exchange.mask,
        full=exchange.HOST,
        signals=frozenset(),
        anonymous=frozenset({exchange.GUEST}),
    ),
    chat.KIND: TopicKind(
        authorize=authorize_conversation,
        snapshot=conversation_snapshot,
        mask=chat.mask,
        full=chat.TALKING,
        signals=chat.SIGNALS,
    ),
    chat.LIST: TopicKind(
        authorize=authorize_list,
        snapshot=chats_snapshot,
        mask=chat.mask,
        full=chat.OWN,
        signals=frozenset(),
    ),
    missions.KIND: TopicKind(
        authorize=authorize_board,
        snapshot=board_snapshot,
        mask=missions.mask_board,
        full=missions.ALL,
    ),
    missions.LIST: TopicKind(
        authorize=authorize_todo,
        snapshot=todo_snapshot,
        mask=missions.mask_todo,
        full=missions.OWN,
        signals=frozenset(),
    ),
    instructions.KIND: TopicKind(
        authorize=authorize_instructions,
        snapshot=instructions_snapshot,
        mask=instructions.mask,
        full=instructions.ANSWERING,
        signals=frozenset(),
    ),
    phone.KIND: TopicKind(
        authorize=authorize_phone,
        snapshot=phone_snapshot,
        mask=phone.mask,
        full=phone.ANSWERING,
        signals=frozenset(),
    ),
    urgent.KIND: TopicKind(
        authorize=authorize_urgent,
        snapshot=urgent_snapshot,
        mask=urgent.mask,
        full=urgent.STANDING,
        signals=frozenset(),
    ),
    presence.KIND: TopicKind(
        authorize=authorize_presence,
        snapshot=presence_snapshot,
        mask=presence.mask,
        full=presence.ALL,
        signals=frozenset(),
    ),
    referrals.KIND: TopicKind(
        authorize=authorize_referrals,
        snapshot=referrals_snapshot,
        mask=referrals.mask,
        full=referrals.FOLLOWING,
        signals=frozenset(),
    ),
}
