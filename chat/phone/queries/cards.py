"""The caller's card: whose number it is, and what is open with each of them (Part C 5)."""

from collections.abc import Collection
from datetime import datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chat.missions.models import Mission
from chat.missions.queries.guards import sees_patients
from chat.missions.queries.views import content_of
from chat.missions.rules import OPEN, door
from chat.missions.schemas import Status
from chat.phone.models import PhoneCall
from chat.phone.queries.calls import SHOWN, call_views, number_typed, patients_of
from chat.phone.schemas import AskCard, CallerCard, CallerMission, CallerPatient, CallerVisit, CallerWait, PhoneCallView
from server.accounts.models import Location
from server.agenda.models import Appointment, AppointmentType, WaitingEntry
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Contact
from server.patients.queries import patient_for
from server.patients.schemas import PatientBrief

_HOUSEHOLD, _UPCOMING, _WAITS, _MISSIONS = 30, 3, 5, 5
"""How many share a number; how many of their appointments to come, waits and missions a screen shows."""


async def caller_card(uow: UnitOfWork, body: AskCard) -> CallerCard:
    """Everybody who shares a number, with their appointments, waits and open missions, and who took its calls today.

    Raises:
        NotFound: not the actor's to see, or no such patient there.
        Invalid: it is no number; a caller who hides his is known by the patient alone.
    """
    uow.permit(Permission.PHONE_ANSWER, Target(body.practice_id))
    number = "" if body.patient_id and not body.number.strip() else number_typed(body.number)
    uow.audit(str(Permission.PHONE_ANSWER), body.practice_id, "caller_card")
    named = None if body.patient_id is None else await _named(uow, body.practice_id, body.patient_id)
    return CallerCard(
        number=number,
        patients=await _household(uow, body.practice_id, number, named),
        calls=await _today(uow, body.practice_id, number),
    )


async def _today(uow: UnitOfWork, practice_id: str, number: str) -> list[PhoneCallView]:
    """Today's calls from a number; those of whoever hides his are anybody's."""
    if not number:
        return []
    since = await _midnight(uow, practice_id)
    calls = select(PhoneCall).where(PhoneCall.practice_id == practice_id, PhoneCall.number == number, PhoneCall.at >= since)
    rows = await uow.session.scalars(calls.order_by(PhoneCall.at.desc(), PhoneCall.id).limit(SHOWN))
    return await call_views(uow, practice_id, list(rows))


async def _named(uow: UnitOfWork, practice_id: str, patient_id: str) -> str:
    """Somebody found by what he says he is called.

    Raises:
        NotFound: unknown there, or forbidden.
    """
    patient = await patient_for(uow, Permission.PATIENTS_READ, patient_id)
    if patient.practice_id != practice_id:
        raise NotFound
    return patient.id


async def _midnight(uow: UnitOfWork, practice_id: str) -> datetime:
    """When today began, where the practice is."""
    zones = select(Location.zone).where(Location.practice_id == practice_id).order_by(Location.archived, Location.id).limit(1)
    zone = ZoneInfo((await uow.session.execute(zones)).scalar_one_or_none() or "Europe/Paris")
    return datetime.combine(uow.now.astimezone(zone).date(), time(), zone)


async def _household(uow: UnitOfWork, practice_id: str, number: str, named: str | None) -> list[CallerPatient]:
    """Those whose file has this number, their own first, and whoever was found by name; none is chosen."""
    reached = select(Contact.patient_id, Contact.provenance).where(
        Contact.practice_id == practice_id, Contact.kind.in_(("mobile", "phone")), Contact.value == number
    )
    own: dict[str, bool] = {}
    for patient_id, provenance in await uow.session.execute(reached.limit(_HOUSEHOLD)) if number else ():
        own[patient_id] = own.get(patient_id, False) or provenance == "own"
    shares = set(own)
    if named is not None:
        own.setdefault(named, False)
    found = await patients_of(uow, practice_id, own)
    kept: dict[str, tuple[PatientBrief, list[str]]] = {}
    for asked_for, brief in found.items():
        kept.setdefault(brief.id, (brief, []))[1].append(asked_for)
    visits, missions = await _visits(uow, practice_id, kept), await _missions(uow, practice_id, kept)
    waits = await _waits(uow, practice_id, kept)
    people = []
    for patient_id, (brief, known_as) in kept.items():
        past = [each for who, each in visits if who == patient_id and each.starts_at <= uow.now]
        coming = [each for who, each in visits if who == patient_id and each.starts_at > uow.now]
        people.append(
            CallerPatient(
                patient=brief,
                is_own=any(own[each] for each in known_as),
                shares=not shares.isdisjoint(known_as),
                last=past[-1] if past else None,
                upcoming=coming[:_UPCOMING],
                waiting=[each for who, each in waits if who == patient_id][:_WAITS],
                missions=[each for who, each in missions if who == patient_id][:_MISSIONS],
            )
        )
    return sorted(people, key=_as_read)


def _as_read(one: CallerPatient) -> tuple[bool, bool, str, str, str]:
    return (not one.shares, not one.is_own, one.patient.last_name, one.patient.first_name, one.patient.id)


async def _missions(uow: UnitOfWork, practice_id: str, patients: Collection[str]) -> list[tuple[str, CallerMission]]:
    """What is still to be done about them, the soonest first, as far as the actor sees boards and whom they name."""
    if not sees_patients(uow, practice_id):
        return []
    about = select(Mission).where(
        Mission.patient_id.in_(sorted(patients)), Mission.practice_id == practice_id, Mission.status.in_(sorted(OPEN))
    )
    rows = list(await uow.session.scalars(about.order_by(Mission.due_at.is_(None), Mission.due_at, Mission.id)))
    return [
        (
            row.patient_id or "",
            CallerMission(
                id=row.id,
                title=content_of(uow, row).title,
                status=cast("Status", row.status),
                is_urgent=row.is_urgent,
                due_at=row.due_at,
                practitioner_id=row.practitioner_id,
            ),
        )
        for row in rows
        if uow.may(*door(practice_id, row.practitioner_id))
    ]


async def _waits(uow: UnitOfWork, practice_id: str, patients: Collection[str]) -> list[tuple[str, CallerWait]]:
    """Where they are on the waiting lists that the actor sees: what is urgent, then whoever waits longest."""
    asked = (
        select(WaitingEntry, AppointmentType.fields["name"].as_string())
        .outerjoin(AppointmentType, AppointmentType.id == WaitingEntry.type_id)
        .where(WaitingEntry.patient_id.in_(sorted(patients)), WaitingEntry.practice_id == practice_id)
    )
    rows = await uow.session.execute(asked.order_by(WaitingEntry.urgent.desc(), WaitingEntry.since, WaitingEntry.id))
    return [
        (
            row.patient_id,
            CallerWait(
                id=row.id,
                practitioner_id=row.practitioner_id,
                type_id=row.type_id,
                type=name,
                since=row.since,
                urgent=row.urgent,
                from_day=row.from_day,
                to_day=row.to_day,
                weekdays=row.weekdays,
                appointment_id=row.appointment_id,
            ),
        )
        for row, name in rows
        if uow.may(Permission.WAITING_READ, Target(practice_id, row.practitioner_id))
    ]


async def _visits(uow: UnitOfWork, practice_id: str, patients: Collection[str]) -> list[tuple[str, CallerVisit]]:
    """Their appointments that were not cancelled, in order, on the agendas whose details the actor may see."""
    asked = select(Appointment).where(
        Appointment.patient_id.in_(sorted(patients)), Appointment.practice_id == practice_id, Appointment.status != "cancelled"
    )
    rows = await uow.session.scalars(asked.order_by(Appointment.starts_at, Appointment.id))
    return [
        (
            row.patient_id,
            CallerVisit(
                id=row.id,
                practitioner_id=row.practitioner_id,
                location_id=row.location_id,
                type_id=row.type_id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                status=row.status,
                teleconsultation=row.teleconsultation,
            ),
        )
        for row in rows
        if uow.may(Permission.AGENDA_DETAILS, Target(practice_id, row.practitioner_id))
    ]
