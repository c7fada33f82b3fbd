"""Guarded reads of calls."""

from collections.abc import Collection, Iterable
from typing import cast

import msgspec
from sqlalchemy import select

from chat.phone.models import PhoneCall, PhoneExtension, PhoneSystem
from chat.phone.rules import DAY, KEPT
from chat.phone.schemas import (
    ListCalls,
    Outcome,
    PhoneBody,
    PhoneCallView,
    PhoneDesk,
    PhoneLog,
    PhoneState,
)
from chat.phone.topics import ANSWERING, phone_topic
from server.core.actors import Target
from server.core.errors import Invalid, NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import briefs
from server.patients.rules.contacts import phone
from server.patients.rules.shown import masked
from server.patients.schemas import PatientBrief

SHOWN = 200
"""Calls of a day, on a screen."""


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
    rows = await uow.session.scalars(recent.order_by(PhoneCall.at.desc(), PhoneCall.id).limit(SHOWN))
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
    named = await patients_of(uow, body.practice_id, {row.patient_id for row in shown if row.patient_id})
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


async def patients_of(uow: UnitOfWork, practice_id: str, ids: Iterable[str]) -> dict[str, PatientBrief]:
    """What the actor may see of these patients, by the identifier asked for: a merged file answers with the one that was kept."""
    remarks = uow.may(Permission.PATIENTS_REMARKS, Target(practice_id))
    return {asked_for: masked(brief, contact=True, remarks=remarks) for asked_for, brief in (await briefs(uow, set(ids))).items()}
