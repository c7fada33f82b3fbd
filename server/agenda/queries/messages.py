"""Messages about appointments, as whoever may see their names sees them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from server.accounts.queries import practitioner_for
from server.agenda.models import Appointment
from server.agenda.queries.guards import appointment_seen
from server.agenda.schemas.messages import (
    AddressView,
    AppointmentMessages,
    AskReach,
    ListMessages,
    MessageList,
    MessageView,
    ReachView,
    Show,
)
from server.agenda.telling.kinds import place_of_row
from server.agenda.telling.planning import practitioners_mails
from server.agenda.telling.refs import PAYMENT_KIND, PREFIX, about_of, place_of
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.outbox import WAITING, OutboxMessage
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.notices.words import recipient_digest
from server.patients.queries import patient_for
from server.patients.queries.reach import Address, Reach, reach

_TROUBLE = or_(OutboxMessage.state.in_(("failed", "unknown")), OutboxMessage.report == "undelivered")
_SHOWN: dict[Show, ColumnElement[bool]] = {
    "planned": OutboxMessage.state.in_((*WAITING, "sending")),
    "trouble": _TROUBLE,
    "sent": and_(OutboxMessage.state == "sent", OutboxMessage.report != "undelivered"),
    "dropped": OutboxMessage.state == "dropped",
    "all": OutboxMessage.state != "dropped",
}
OURS = or_(OutboxMessage.kind.startswith(PREFIX, autoescape=True), OutboxMessage.kind == PAYMENT_KIND)
"""What is said about an appointment, and about paying for it."""


async def appointment_messages(uow: UnitOfWork, appointment_id: str) -> AppointmentMessages:
    """What was said, and is to be said, about an appointment."""
    row, practitioner = await appointment_seen(uow, appointment_id, Permission.AGENDA_DETAILS)
    statement = select(OutboxMessage).where(OutboxMessage.about == about_of(row.id), OURS)
    rows = (await uow.session.execute(statement.order_by(OutboxMessage.created_at.desc(), OutboxMessage.id))).scalars().all()
    kept = [each for each in rows if each.state != "dropped" or each.reason not in {"withdrawn", "outdated"}]
    reached = (await reach(uow, {row.patient_id: row.booker_id})).get(row.patient_id)
    may_see = uow.may(Permission.AGENDA_CONTACT, Target(practitioner.practice_id, practitioner.id))
    return AppointmentMessages(
        messages=await message_views(uow, kept, {row.id: row}),
        reach=await _reach_view(uow, reached, sms_off=row.sms_off, may_see=may_see),
    )


async def list_messages(uow: UnitOfWork, query: ListMessages) -> MessageList:
    """The messages of some agendas."""
    for practitioner_id in dict.fromkeys(query.practitioner_ids):
        await practitioner_for(uow, Permission.AGENDA_DETAILS, practitioner_id)
    order = OutboxMessage.not_before.asc() if query.show == "planned" else OutboxMessage.not_before.desc()
    statement = (
        select(OutboxMessage)
        .where(OutboxMessage.agenda.in_(query.practitioner_ids), OURS, _SHOWN[query.show])
        .order_by(order, OutboxMessage.id)
        .limit(query.limit + 1)
    )
    if query.channel is not None:
        statement = statement.where(OutboxMessage.channel == query.channel)
    rows = (await uow.session.execute(statement)).scalars().all()
    ids = {row.refs["appointment"] for row in rows}
    found = (await uow.session.execute(select(Appointment).where(Appointment.id.in_(ids)))).scalars()
    views = await message_views(uow, rows[: query.limit], {row.id: row for row in found})
    return MessageList(messages=views, more=len(rows) > query.limit)


async def reach_of(uow: UnitOfWork, query: AskReach) -> ReachView:
    """How a patient would be reached, and what failed there the last time."""
    practitioner = await practitioner_for(uow, Permission.AGENDA_BOOK, query.practitioner_id)
    patient = await patient_for(uow, Permission.PATIENTS_BOOK, query.patient_id)
    booker = await patient_for(uow, Permission.PATIENTS_BOOK, query.booker_id) if query.booker_id else None
    if any(each is not None and each.practice_id != practitioner.practice_id for each in (patient, booker)):
        raise NotFound
    reached = (await reach(uow, {patient.id: booker.id if booker else None})).get(patient.id)
    may_see = uow.may(Permission.AGENDA_CONTACT, Target(practitioner.practice_id, practitioner.id))
    view = await _reach_view(uow, reached, sms_off=False, may_see=may_see)
    if view is None:
        raise NotFound
    return view


async def message_views(uow: UnitOfWork, rows: Sequence[OutboxMessage], appointments: Mapping[str, Appointment]) -> list[MessageView]:
    """Messages with their recipients, for whoever may see the names on these agendas."""
    patients = [row for row in rows if row.refs["to"].startswith("patient/")]
    reached = await reach(uow, {row.refs["to"].partition("/")[2]: row.refs["booker"] or None for row in patients})
    named = await reach(uow, {each.patient_id: None for each in appointments.values()})
    mailed = await practitioners_mails(uow, {row.refs["to"].partition("/")[2] for row in rows if row not in patients})
    return [_view(uow, row, appointments.get(row.refs["appointment"]), reached, named, mailed) for row in rows]


def _view(
    uow: UnitOfWork,
    row: OutboxMessage,
    appointment: Appointment | None,
    reached: Mapping[str, Reach],
    named: Mapping[str, Reach],
    mailed: Mapping[str, str],
) -> MessageView:
    kind, _, who = row.refs["to"].partition("/")
    place = place_of(row.refs)
    patient = reached.get(who) or (named.get(appointment.patient_id) if appointment else None)
    address = _address_for(row, kind, who, reached, mailed)
    target = Target(row.practice_id, place.practitioner_id)
    steers = uow.may(Permission.MESSAGES_STEER, target) and appointment is not None
    waits = row.state in WAITING
    return MessageView(
        id=row.id,
        appointment_id=row.refs["appointment"],
        practitioner_id=place.practitioner_id,
        about=row.kind.removeprefix(PREFIX),  # type: ignore[arg-type]  # only kinds of ours are read
        audience="patient" if kind == "patient" else "practitioner",
        channel=row.channel,  # type: ignore[arg-type]
        state=row.state,  # type: ignore[arg-type]
        reason=row.reason,
        report=row.report,  # type: ignore[arg-type]
        at=row.settled_at or row.not_before,
        to=(address.value if address else "") if uow.may(Permission.AGENDA_CONTACT, target) else None,
        whose=address.whose if address else "",
        patient=f"{patient.first_name} {patient.last_name}" if patient else "",
        starts_at=place.starts_at,
        location_id=place.location_id,
        can_send=steers and (waits or may_go_again(row, appointment, uow)),
        can_hold=steers and waits,
    )


def may_go_again(row: OutboxMessage, appointment: Appointment | None, uow: UnitOfWork) -> bool:
    """Whether a message that left, or did not, still says what is true."""
    if appointment is None or row.state in {*WAITING, "sending"} or row.expires_at <= uow.now:
        return False
    is_off = appointment.status == "cancelled"
    if row.kind == f"{PREFIX}cancelled":
        return is_off
    return not is_off and place_of(row.refs).same(place_of_row(appointment))


def _address_for(row: OutboxMessage, kind: str, who: str, reached: Mapping[str, Reach], mailed: Mapping[str, str]) -> Address | None:
    if kind != "patient":
        return Address(mailed[who].partition("|")[0], "own") if who in mailed else None
    patient = reached.get(who)
    if patient is None:
        return None
    return patient.mobile if row.channel == "sms" else patient.email


async def _reach_view(uow: UnitOfWork, reached: Reach | None, *, sms_off: bool, may_see: bool) -> ReachView | None:
    if reached is None:
        return None
    addresses = [each for each in (reached.email, reached.mobile) if each is not None]
    bad = await _troubles(uow, [each.value for each in addresses])

    def shown(address: Address | None) -> AddressView | None:
        if address is None:
            return None
        return AddressView(value=address.value if may_see else None, whose=address.whose, trouble=bad.get(address.value, ""))

    return ReachView(email=shown(reached.email), mobile=shown(reached.mobile), sms_off=sms_off or reached.sms_off)


async def _troubles(uow: UnitOfWork, addresses: Iterable[str]) -> dict[str, str]:
    """Why the last message to each of these addresses did not arrive; those where it did are left out."""
    digests = {recipient_digest(uow, each): each for each in addresses}
    scope = sorted(uow.session.info["scope"])
    statement = (
        select(OutboxMessage.recipient, OutboxMessage.state, OutboxMessage.reason, OutboxMessage.report)
        .where(
            OutboxMessage.recipient.in_(digests),
            OutboxMessage.practice_id.in_(scope),
            OutboxMessage.state.in_(("sent", "failed")),
        )
        .order_by(OutboxMessage.settled_at)
    )
    found: dict[str, str] = {}
    for recipient, state, reason, report in (await uow.session.execute(statement)).all():
        undelivered = report == "undelivered"
        found[digests[recipient]] = "undelivered" if undelivered else reason if state == "failed" else ""
    return {address: why for address, why in found.items() if why}
