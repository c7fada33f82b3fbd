"""Saying something to the other side, and having read what it said."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from rtc.consultation.errors import NotWaiting, refusal_of
from rtc.consultation.queries import Scene
from rtc.exchange.errors import ExchangeFull, ExchangeInCall
from rtc.exchange.models import RoomMessage, RoomReading
from rtc.exchange.queries import Sealed, exchange_for, said_label, view_of
from rtc.exchange.schemas import ExchangeMessage, MarkRead, Place, ReadMark, SendMessage, Side
from rtc.exchange.topics import exchange_topic
from rtc.signalling import NotAllowed, phase_of
from server.core.errors import Invalid, TooMany
from server.core.unit import UnitOfWork

MOST = 300
"""Messages of one exchange."""
WINDOW, AT_ONCE = timedelta(seconds=10), 12
"""How many messages one side sends in a while: a fast typist sends three."""


async def send_message(uow: UnitOfWork, appointment_id: str, body: SendMessage) -> ExchangeMessage:
    """Say something (F163). Sent again, it is said once.

    Raises:
        Invalid: it is blank, or the other side's message bears this id.
        NotWaiting, RoomEarly, RoomOver, RoomEnded, ExchangeInCall: nobody is there to read it from this side.
        TooMany, ExchangeFull: too fast, too much.
    """
    await uow.lock(exchange_topic(appointment_id))
    scene, side = await exchange_for(uow, appointment_id)
    text = body.text.strip()
    if not text:
        raise Invalid(field="text", reason="blank")
    known = await sent_before(uow, appointment_id, body.id, side)
    return known or await say(uow, scene, side, body.id, Sealed(text))


async def sent_before(uow: UnitOfWork, appointment_id: str, message_id: str, side: Side) -> ExchangeMessage | None:
    """What was sent under this id already; None when nothing was.

    Raises:
        Invalid: the other side sent it.
    """
    row = await uow.session.get(RoomMessage, (appointment_id, message_id))
    if row is not None and row.side != side:
        raise Invalid(field="id", reason="taken")
    return None if row is None else view_of(uow, row)


async def say(
    uow: UnitOfWork, scene: Scene, side: Side, message_id: str, sealed: Sealed, *, document_id: str | None = None
) -> ExchangeMessage:
    """Write a message down and tell every screen of the exchange; its topic is locked."""
    place = place_of(uow, scene, side)
    appointment = scene.appointment
    n = await _next(uow, appointment.id)
    await _slow_down(uow, appointment.id, side)
    row = RoomMessage(
        appointment_id=appointment.id,
        id=message_id,
        practice_id=appointment.practice_id,
        n=n,
        side=side,
        name="" if side == "patient" else uow.author.name,
        place=place,
        at=uow.now,
        said=uow.seal(appointment.practice_id, said_label(appointment.id, message_id), sealed),
        document_id=document_id,
    )
    uow.session.add(row)
    view, read = view_of(uow, row), await _note_read(uow, scene, side, n)
    put: dict[str, list[Any]] = {"messages": [view], "reads": [read] if read else []}
    uow.record(exchange_topic(appointment.id), "message_sent", owner=row.practice_id, put=put, subject=appointment.patient_id)
    uow.audit("wrote", row.practice_id, f"appointment/{appointment.id}")
    return view


def place_of(uow: UnitOfWork, scene: Scene, side: Side) -> Place:
    """Where what is said now is said.

    Raises:
        NotWaiting, RoomEarly, RoomOver, RoomEnded, ExchangeInCall: nowhere.
    """
    phase, seat = phase_of(scene.room, uow.now), scene.seat("patient")
    desk = scene.desk_at(uow.now)
    if desk is not None and desk.stage == "exit" and side != "host":
        return "waiting"
    if phase != "open":
        raise refusal_of(NotAllowed(phase))
    if seat is None or seat.knocked_at is None or seat.link_version != scene.appointment.link_version:
        raise NotWaiting
    if seat.admitted_at is None:
        return "waiting"
    if side == "desk":
        raise ExchangeInCall
    return "call"


async def read_messages(uow: UnitOfWork, appointment_id: str, body: MarkRead) -> None:
    """Note how far one's side has read; what was read stays read."""
    await uow.lock(exchange_topic(appointment_id))
    scene, side = await exchange_for(uow, appointment_id)
    last = await _next(uow, appointment_id, full=False) - 1
    read = await _note_read(uow, scene, side, min(body.upto, last))
    if read is not None:
        owner, patient = scene.appointment.practice_id, scene.appointment.patient_id
        uow.record(exchange_topic(appointment_id), "messages_read", owner=owner, put={"reads": [read]}, subject=patient)


async def _note_read(uow: UnitOfWork, scene: Scene, side: Side, upto: int) -> ReadMark | None:
    row = await uow.session.get(RoomReading, (scene.appointment.id, side))
    if row is None:
        row = RoomReading(appointment_id=scene.appointment.id, side=side, practice_id=scene.appointment.practice_id, upto=0)
    if upto <= row.upto:
        return None
    row.upto = upto
    uow.session.add(row)
    return ReadMark(id=side, upto=upto)


async def _next(uow: UnitOfWork, appointment_id: str, *, full: bool = True) -> int:
    """The number of the next message.

    Raises:
        ExchangeFull: there may be no more.
    """
    last = select(func.max(RoomMessage.n)).where(RoomMessage.appointment_id == appointment_id)
    n = ((await uow.session.execute(last)).scalar_one() or 0) + 1
    if full and n > MOST:
        raise ExchangeFull(limit=MOST)
    return n


async def _slow_down(uow: UnitOfWork, appointment_id: str, side: Side) -> None:
    recent = select(func.count()).where(
        RoomMessage.appointment_id == appointment_id, RoomMessage.side == side, RoomMessage.at > uow.now - WINDOW
    )
    if (await uow.session.execute(recent)).scalar_one() >= AT_ONCE:
        raise TooMany(retry_after=round(WINDOW.total_seconds()))
