"""Guarded reads of calls, and the caller's card."""

from collections.abc import Collection, Iterable
from datetime import datetime, time
from typing import cast
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from chat.phone.models import PhoneCall, PhoneExtension, PhoneSystem
from chat.phone.rules import DAY, KEPT
from chat.phone.schemas import (
    AskCard,
    CallerCard,
    CallerPatient,
    CallerVisit,
    ListCalls,
    Outcome,
    PhoneBody,
    PhoneCallView,
    PhoneDesk,
    PhoneLog,
    PhoneState,
)
from chat.phone.topics import ANSWERING, phone_topic
from server.accounts.models import Location
from server.agenda.models import Appointment
from server.core.actors import Target
from server.core.errors import Invalid, NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Contact
from server.patients.queries import briefs
from server.patients.rules.contacts import phone
from server.patients.rules.shown import masked
from server.patients.schemas import PatientBrief

_HOUSEHOLD, _UPCOMING, _SHOWN = 30, 3, 200
"""How many share a number, how many of their appointments to come, and how many calls of a day, a screen shows."""


async def authorize_phone(uow: UnitOfWork, practice_id: str) -> str:
    """The lens of the actor on a practice's calls.

    Raises:
        NotFound: he answers nobody's calls there.
    """
    uow.permit(Permission.PHONE_ANSWER, Target(practice_id))
    return ANSWERING


async def phone_snapshot(uow: UnitOfWork, practice_id: str, _: msgspec.Raw) -> PhoneBody:
    """The topic phone/{practice} as it is now: the calls of the last day."""
    uow.permit(Permission.PHONE_ANSWER, Target(practice_id))
    recent = select(PhoneCall).where(PhoneCall.practice_id == practice_id, PhoneCall.at > uow.now - DAY)
    rows = await uow.session.scalars(recent.order_by(PhoneCall.at.desc(), PhoneCall.id).limit(_SHOWN))
    return PhoneBody(calls=await call_views(uow, practice_id, list(rows)))


async def locked_call(uow: UnitOfWork, call_id: str) -> PhoneCall:
    """Lock the topic of a call, then load it through its guard.

    Raises:
        NotFound: unknown or forbidden.
    """
    whose = select(PhoneCall.practice_id).where(PhoneCall.id == call_id)
    practice_id = (await uow.session.execute(whose)).scalar_one_or_none()
    uow.permit(Permission.PHONE_ANSWER, Target(practice_id))
    if practice_id is None:
        raise NotFound
    await uow.lock(phone_topic(practice_id))
    row = await uow.session.get(PhoneCall, call_id, populate_existing=True)
    if row is None:
        raise NotFound
    uow.audit(str(Permission.PHONE_ANSWER), practice_id, f"phone_call/{call_id}")
    return row


def number_typed(text: str) -> str:
    """A number as somebody typed or pasted it, in the one spelling of the files.

    Raises:
        Invalid: it is none.
    """
    found = phone(text)
    if found is None:
        raise Invalid(field="number", reason="not_a_number")
    return found[1]


async def caller_card(uow: UnitOfWork, body: AskCard) -> CallerCard:
    """Everybody who shares a number, with what they have had and will have, and who took its calls today.

    Raises:
        NotFound: not the actor's to see.
        Invalid: it is no number.
    """
    uow.permit(Permission.PHONE_ANSWER, Target(body.practice_id))
    number = number_typed(body.number)
    uow.audit(str(Permission.PHONE_ANSWER), body.practice_id, "caller_card")
    since = await _midnight(uow, body.practice_id)
    calls = select(PhoneCall).where(PhoneCall.practice_id == body.practice_id, PhoneCall.number == number, PhoneCall.at >= since)
    rows = list(await uow.session.scalars(calls.order_by(PhoneCall.at.desc(), PhoneCall.id).limit(_SHOWN)))
    return CallerCard(
        number=number,
        patients=await _household(uow, body.practice_id, number),
        calls=await call_views(uow, body.practice_id, rows),
    )


async def call_log(uow: UnitOfWork, body: ListCalls) -> PhoneLog:
    """A page of the log, and the patients it names.

    Raises:
        NotFound: not the actor's to see.
    """
    uow.permit(Permission.PHONE_ANSWER, Target(body.practice_id))
    uow.audit(str(Permission.PHONE_ANSWER), body.practice_id, "phone_log")
    asked = select(PhoneCall).where(PhoneCall.practice_id == body.practice_id)
    if body.before is not None:
        asked = asked.where(PhoneCall.at < min(max(body.before, uow.now - KEPT), uow.now))  # none is older
    rows = list(await uow.session.scalars(asked.order_by(PhoneCall.at.desc(), PhoneCall.id).limit(body.limit + 1)))
    shown = rows[: body.limit]
    named = await _patients(uow, body.practice_id, {row.patient_id for row in shown if row.patient_id})
    return PhoneLog(
        calls=await call_views(uow, body.practice_id, shown),
        patients=[msgspec.structs.replace(brief, id=asked_for) for asked_for, brief in named.items()],
        more=len(rows) > body.limit,
        kept_days=KEPT.days,
    )


async def phone_desk(uow: UnitOfWork, practice_id: str) -> PhoneDesk:
    """The actor's own telephone in a practice.

    Raises:
        NotFound: he answers nobody's calls there.
    """
    uow.permit(Permission.PHONE_ANSWER, Target(practice_id))
    mine = select(PhoneExtension.extension).where(
        PhoneExtension.practice_id == practice_id, PhoneExtension.person_id == uow.actor.person_id
    )
    system = await uow.session.get(PhoneSystem, practice_id)
    return PhoneDesk(
        extension=(await uow.session.execute(mine)).scalar_one_or_none() or "",
        connected=system is not None and system.connected,
    )


async def call_views(uow: UnitOfWork, practice_id: str, rows: Collection[PhoneCall]) -> list[PhoneCallView]:
    """Calls on the wire; what changed was flushed."""
    asked = select(PhoneExtension.extension, PhoneExtension.person_id).where(PhoneExtension.practice_id == practice_id)
    whose = {extension: person_id for extension, person_id in await uow.session.execute(asked)}
    return [
        PhoneCallView(
            id=row.id,
            version=row.version,
            practice_id=row.practice_id,
            number=row.number,
            line=row.line,
            extension=row.extension,
            rings_for=whose.get(row.extension),
            state=cast("PhoneState", row.state),
            at=row.at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
            taken_by=row.person_id,
            taker=row.name,
            patient_id=row.patient_id,
            reason="" if row.reason is None else uow.unseal(reason_label(row.id), row.reason, str),
            outcome=cast("Outcome", row.outcome),
        )
        for row in rows
    ]


def reason_label(call_id: str) -> str:
    """The label under which a caller's wish is sealed."""
    return f"phone-call|{call_id}"


async def _midnight(uow: UnitOfWork, practice_id: str) -> datetime:
    """When today began, where the practice is."""
    zones = select(Location.zone).where(Location.practice_id == practice_id).order_by(Location.archived, Location.id).limit(1)
    zone = ZoneInfo((await uow.session.execute(zones)).scalar_one_or_none() or "Europe/Paris")
    return datetime.combine(uow.now.astimezone(zone).date(), time(), zone)


async def _household(uow: UnitOfWork, practice_id: str, number: str) -> list[CallerPatient]:
    """Those whose file has this number, their own first; none is chosen."""
    reached = select(Contact.patient_id, Contact.provenance).where(
        Contact.practice_id == practice_id, Contact.kind.in_(("mobile", "phone")), Contact.value == number
    )
    own: dict[str, bool] = {}
    for patient_id, provenance in await uow.session.execute(reached.limit(_HOUSEHOLD)):
        own[patient_id] = own.get(patient_id, False) or provenance == "own"
    found = await _patients(uow, practice_id, own)
    kept = {brief.id: (brief, any(own[each] for each in own if each in found and found[each].id == brief.id)) for brief in found.values()}
    visits = await _visits(uow, practice_id, kept)
    people = []
    for patient_id, (brief, is_own) in kept.items():
        past = [each for who, each in visits if who == patient_id and each.starts_at <= uow.now]
        coming = [each for who, each in visits if who == patient_id and each.starts_at > uow.now]
        people.append(CallerPatient(patient=brief, is_own=is_own, last=past[-1] if past else None, upcoming=coming[:_UPCOMING]))
    return sorted(people, key=lambda each: (not each.is_own, each.patient.last_name, each.patient.first_name, each.patient.id))


async def _patients(uow: UnitOfWork, practice_id: str, ids: Iterable[str]) -> dict[str, PatientBrief]:
    """What the actor may see of these patients, by the identifier asked for: a merged file answers with the one that was kept."""
    remarks = uow.may(Permission.PATIENTS_REMARKS, Target(practice_id))
    return {asked_for: masked(brief, contact=True, remarks=remarks) for asked_for, brief in (await briefs(uow, set(ids))).items()}


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
