"""Steering the messages about an appointment: now, again, or not at all."""

from sqlalchemy import select, update

from server.agenda.errors import MessageOver
from server.agenda.models import Appointment
from server.agenda.queries.guards import appointment_for
from server.agenda.queries.messages import OURS, may_go_again, message_views
from server.agenda.schemas.messages import MessageView
from server.agenda.telling.following import AGENDA
from server.agenda.telling.refs import about_of
from server.core.errors import NotFound
from server.core.ids import new_id
from server.core.outbox import WAITING, OutboxMessage
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def send_message(uow: UnitOfWork, message_id: str) -> MessageView:
    """Let a message that waits leave now; one that left, or did not, goes again as a new one.

    Raises:
        MessageOver: it no longer says what is true, or is on its way.
    """
    row, appointment = await _locked(uow, message_id)
    sent = row
    if row.state in WAITING:
        row.not_before = uow.now
    elif may_go_again(row, appointment, uow):
        sent = OutboxMessage(
            id=new_id(),
            kind=row.kind,
            practice_id=row.practice_id,
            about=row.about,
            channel=row.channel,
            agenda=row.agenda,
            refs=row.refs,
            dedupe=f"again:{row.id}:{uow.change_id}",
            state="planned",
            created_at=uow.now,
            not_before=uow.now,
            expires_at=row.expires_at,
        )
        uow.session.add(sent)
    else:
        raise MessageOver
    await uow.session.flush()
    await AGENDA.told(uow, about_of(appointment.id))
    uow.audit("message_sent", row.practice_id, f"message/{sent.id}")
    return (await message_views(uow, [sent], {appointment.id: appointment}))[0]


async def hold_message(uow: UnitOfWork, message_id: str) -> MessageView:
    """Do not send a message that waits.

    Raises:
        MessageOver: it has left, or was given up.
    """
    row, appointment = await _locked(uow, message_id)
    held = await uow.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row.id, OutboxMessage.state.in_(WAITING))
        .values(state="dropped", reason="stopped", settled_at=uow.now)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    if held.first() is None:
        raise MessageOver
    await AGENDA.told(uow, about_of(appointment.id))
    await uow.session.refresh(row)
    uow.audit("message_stopped", row.practice_id, f"message/{row.id}")
    return (await message_views(uow, [row], {appointment.id: appointment}))[0]


async def _locked(uow: UnitOfWork, message_id: str) -> tuple[OutboxMessage, Appointment]:
    statement = select(OutboxMessage).where(OutboxMessage.id == message_id, OURS)
    row = (await uow.session.execute(statement)).scalar_one_or_none()
    if row is None:
        uow.permit(Permission.SIGNED_IN)
        raise NotFound
    appointment, _ = await appointment_for(uow, Permission.MESSAGES_STEER, row.refs["appointment"])
    await uow.session.refresh(row)
    return row, appointment
