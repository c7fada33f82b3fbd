"""What a patient does by the link of his message: see his appointment, give it up, take another free hour (F197, F198).

A command like any other, with its event, history and undo; who acts is the holder of the link, whom the permission table
knows by the appointment alone. He takes what is free: nothing is overridden for him.
"""

from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select

from server.accounts.models import Location, Practitioner
from server.accounts.throttle import Limit, attempt, bucket, give_back, network
from server.agenda.days import bounds
from server.agenda.edit import Edit
from server.agenda.errors import BlockedHours, LinkClosed, OnlyFreeSlots, SlotGone
from server.agenda.models import Appointment
from server.agenda.queries.occupied import active_between, busy, claims_on
from server.agenda.queries.plans import plan_of
from server.agenda.schemas.appointments import ChangeAppointment, FindSlots, FoundSlot
from server.agenda.schemas.messages import LinkCancel, LinkMove, LinkSlot, LinkSlotList, LinkSlots, LinkView
from server.agenda.service.changing import cancel_with_followers
from server.agenda.service.moving import move
from server.agenda.slots import Busy, first_free, is_covered
from server.agenda.telling.kinds import facts_of, place_of_row
from server.agenda.telling.links import appointment_of
from server.agenda.telling.planning import BY_LINK
from server.agenda.telling.rules import may_change_until
from server.agenda.topics import agenda_topic
from server.core.actors import Actor, Target
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid, NeedsConfirmation, NotFound, Stale
from server.core.links import room_link
from server.core.permissions import Permission
from server.core.unit import Core, Restart, UnitOfWork
from server.notices.choices import choices_of
from server.patients.queries.reach import reach

WRONG = Limit("link", 30, timedelta(hours=1))
"""Links that open nothing, from one network address."""
DAYS = 14
"""Days of free hours shown at once."""
_OPEN = {"planned", "late"}


class Guest:
    """A patient behind his link: the actor, and the practice whose rows he reaches."""

    def __init__(self, appointment_id: str, practice_id: str) -> None:
        self.scope = frozenset({practice_id})
        self.channel = BY_LINK
        self.actor = Actor(person_id=None, name="Patient", initials="P", appointment_id=appointment_id)


async def guest_of(core: Core, token: str, address: str) -> Guest:
    """Who holds this link.

    Raises:
        NotFound: it opens nothing.
        TooMany: too many such from this address.
    """
    tried = bucket(core, WRONG, network(address))
    await attempt(core, tried)
    appointment_id = appointment_of(core.keyring, token)
    if appointment_id is None:
        raise NotFound
    async with core.db.read(EVERY_PRACTICE) as session:
        practice_id = await session.scalar(select(Appointment.practice_id).where(Appointment.id == appointment_id))
    await give_back(core, tried)
    if practice_id is None:
        raise NotFound
    return Guest(appointment_id, practice_id)


async def link_view(uow: UnitOfWork) -> LinkView:
    """The appointment as its patient sees it."""
    row = await _seen(uow, Permission.LINK_READ)
    place = place_of_row(row)
    facts = await facts_of(uow, place, row.type_id or "")
    choices, _ = await choices_of(uow, row.practice_id)
    patient = (await reach(uow, {row.patient_id: None})).get(row.patient_id)
    until = may_change_until(row.starts_at, choices)
    open_room = place.video and row.status != "cancelled" and row.ends_at > uow.now
    return LinkView(
        version=row.version,
        practice=facts.practice.name,
        phone=facts.phone,
        practitioner=facts.doctor,
        place="" if place.video else facts.where,
        zone=facts.location.zone,
        type=facts.type_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        video=place.video,
        status=row.status,  # type: ignore[arg-type]  # only services write it
        first_name=patient.first_name if patient else "",
        until=until,
        closed=await _closed(uow, row),
        locale=choices.locale,
        room=room_link("", uow.core.keyring, row.id, row.link_version) if open_room else "",
    )


async def link_slots(uow: UnitOfWork, query: LinkSlots) -> LinkSlotList:
    """Free hours of the same type on the same agenda."""
    row = await _seen(uow, Permission.LINK_CHANGE)
    await _check_open(uow, row)
    practitioner = await _practitioner(uow, row)
    day = max(query.from_day, uow.now.date())
    found = await _free(uow, practitioner, row, day)
    places = (await uow.session.execute(select(Location.id, Location.name))).all()
    names = {place_id: name for place_id, name in places}
    after = day + timedelta(days=DAYS)
    plan = await plan_of(uow, practitioner)
    type_id = row.type_id or ""
    furthest = plan.types[type_id].conditions.max_notice if type_id in plan.types else 0
    goes_on = is_covered(after + timedelta(days=DAYS)) and after <= uow.now.date() + timedelta(days=furthest)
    return LinkSlotList(
        slots=[LinkSlot(starts_at=each.slot.starts_at, place=names.get(each.slot.location_id, "")) for each in found],
        next_day=after if goes_on else None,
    )


async def cancel_by_link(uow: UnitOfWork, body: LinkCancel) -> None:
    """Give the appointment up.

    Raises:
        LinkClosed: too late, or over.
        Stale: it changed since it was shown.
    """
    row, practitioner = await _locked(uow)
    _check_version(row, body.version)
    await _check_open(uow, row)
    edit = Edit(uow, "appointment_cancelled", {practitioner.id: practitioner})
    await cancel_with_followers(uow, edit, row)
    await edit.announce()


async def move_by_link(uow: UnitOfWork, body: LinkMove) -> None:
    """Take another free hour instead.

    Raises:
        LinkClosed, Stale.
        SlotGone: that hour is not free.
    """
    row, practitioner = await _locked(uow)
    _check_version(row, body.version)
    await _check_open(uow, row)
    offered = await _free(uow, practitioner, row, body.starts_at.date() - timedelta(days=1), days=3)
    chosen = next((each for each in offered if each.slot.starts_at == body.starts_at), None)
    if chosen is None:
        raise SlotGone
    change = ChangeAppointment(version=row.version, starts_at=body.starts_at, extra_id=chosen.slot.extra_id)
    edit = Edit(uow, "appointment_moved", {practitioner.id: practitioner})
    try:
        await move(uow, edit, row, practitioner, practitioner, change)
    except (NeedsConfirmation, BlockedHours, OnlyFreeSlots):
        raise SlotGone from None
    await edit.announce()


async def _free(uow: UnitOfWork, practitioner: Practitioner, row: Appointment, first: date, days: int = DAYS) -> list[FoundSlot]:
    plan = await plan_of(uow, practitioner)
    type_id = row.type_id or ""
    if type_id not in plan.types or plan.types[type_id].archived:
        return []
    last = first + timedelta(days=days)
    if not (is_covered(first) and is_covered(last)):
        raise Invalid("These days are outside the calendar.", field="from_day", reason="out_of_calendar")
    since, until = bounds(first, last, plan.time_zones)
    taken = busy([each for each in await active_between(uow, practitioner.id, since, until) if each.id != row.id])
    claimed = await claims_on(uow, practitioner.id)
    taken += [Busy(starts_at=each.starts_at, ends_at=each.ends_at, extra_id=each.extra_id) for each in claimed]
    query = FindSlots(practitioner_ids=[practitioner.id], type_ids=[type_id], from_day=first, days=days, limit=200)
    conditions = plan.types[type_id].conditions
    soonest = uow.now + timedelta(minutes=conditions.min_notice)
    furthest = uow.now + timedelta(days=conditions.max_notice)
    found = first_free([plan], {practitioner.id: taken}, query, now=uow.now)
    return [each for each in found if soonest <= each.slot.starts_at <= furthest and each.slot.starts_at != row.starts_at]


async def _closed(uow: UnitOfWork, row: Appointment) -> Literal["", "too_late", "over", "cancelled", "off"]:
    choices, _ = await choices_of(uow, row.practice_id)
    if row.status == "cancelled":
        return "cancelled"
    if row.starts_at <= uow.now or row.status not in _OPEN:
        return "over"
    if not choices.online or row.follows_id is not None:
        return "off"
    return "" if uow.now < may_change_until(row.starts_at, choices) else "too_late"


async def _check_open(uow: UnitOfWork, row: Appointment) -> None:
    why = await _closed(uow, row)
    if why:
        facts = await facts_of(uow, place_of_row(row), row.type_id or "")
        raise LinkClosed(why=why, phone=facts.phone)


def _check_version(row: Appointment, version: int) -> None:
    if row.version != version:
        raise Stale(yours={}, theirs={})


async def _seen(uow: UnitOfWork, permission: Permission) -> Appointment:
    uow.permit(permission, Target(appointment_id=uow.actor.appointment_id))
    row = (await uow.session.execute(select(Appointment).where(Appointment.id == uow.actor.appointment_id))).scalar_one_or_none()
    if row is None:
        raise NotFound
    uow.audit(str(permission), row.practice_id, f"appointment/{row.id}")
    return row


async def _locked(uow: UnitOfWork) -> tuple[Appointment, Practitioner]:
    agenda = (await _seen(uow, Permission.LINK_CHANGE)).practitioner_id
    uow.session.expire_all()
    await uow.lock(agenda_topic(agenda))
    row = await _seen(uow, Permission.LINK_CHANGE)
    if row.practitioner_id != agenda:
        raise Restart
    return row, await _practitioner(uow, row)


async def _practitioner(uow: UnitOfWork, row: Appointment) -> Practitioner:
    return (await uow.session.execute(select(Practitioner).where(Practitioner.id == row.practitioner_id))).scalar_one()
