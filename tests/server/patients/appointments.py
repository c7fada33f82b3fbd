"""A feature above the patients, as small as can be: it keeps appointments, and follows what happens to files."""

from typing import Any

from sqlalchemy import or_, select, update

from server.agenda.models import Appointment
from server.core.unit import UnitOfWork
from server.patients.following import Follower
from server.patients.queries import briefs
from server.patients.schemas import VisitView


async def _rows(uow: UnitOfWork, patient_ids: frozenset[str]) -> list[Appointment]:
    statement = select(Appointment).where(or_(Appointment.patient_id.in_(patient_ids), Appointment.booker_id.in_(patient_ids)))
    return list((await uow.session.execute(statement.order_by(Appointment.starts_at))).scalars())


async def _topics(uow: UnitOfWork, patient_ids: frozenset[str]) -> set[str]:
    return {f"agenda/{row.practitioner_id}" for row in await _rows(uow, patient_ids)}


async def _changed(uow: UnitOfWork, patient_ids: frozenset[str]) -> None:
    rows = await _rows(uow, patient_ids)
    await uow.lock(*{f"agenda/{row.practitioner_id}" for row in rows})
    names = await briefs(uow, {row.patient_id for row in rows})
    for row in rows:
        shown = {"id": row.id, "patient": names[row.patient_id]}
        uow.record(f"agenda/{row.practitioner_id}", "patient_changed", owner=row.practice_id, put={"appointments": [shown]})


async def _merge(uow: UnitOfWork, kept_id: str, merged_id: str) -> Any:
    moved = [row.id for row in await _rows(uow, frozenset({merged_id})) if row.patient_id == merged_id]
    await uow.session.execute(update(Appointment).where(Appointment.id.in_(moved)).values(patient_id=kept_id))
    return moved


async def _unmerge(uow: UnitOfWork, kept_id: str, merged_id: str, moved: Any) -> None:
    statement = update(Appointment).where(Appointment.id.in_(moved), Appointment.patient_id == kept_id)
    await uow.session.execute(statement.values(patient_id=merged_id))


async def _visits(uow: UnitOfWork, patient_id: str) -> list[VisitView]:
    return [
        VisitView(
            id=row.id,
            practitioner_id=row.practitioner_id,
            location_id=row.location_id,
            type_id=row.type_id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status=row.status,
            teleconsultation=row.teleconsultation,
        )
        for row in await _rows(uow, frozenset({patient_id}))
    ]


APPOINTMENTS = Follower(name="appointments", topics=_topics, changed=_changed, merge=_merge, unmerge=_unmerge, visits=_visits)
