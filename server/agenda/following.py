"""What happens to patients' files happens on every agenda that shows them: names change, appointments change hands.

A file that is renamed or merged is no change of the agenda's own history: the patients' feature undoes it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select

from server.agenda.days import ONE
from server.agenda.models import Appointment, WaitingEntry
from server.agenda.names import EventName
from server.agenda.queries.views import appointment_views, waiting_views
from server.agenda.topics import agenda_topic
from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.following import Follower
from server.patients.schemas import VisitView

MOST_SHOWN = 60
"""Past this many appointments on one agenda, the event says which range to fetch again."""
_NAME: EventName = "patient_changed"


async def _appointments(uow: UnitOfWork, patient_ids: Iterable[str]) -> Sequence[Appointment]:
    """Their appointments and those they asked for, the earliest first."""
    ids = list(patient_ids)
    theirs = or_(Appointment.patient_id.in_(ids), Appointment.booker_id.in_(ids))
    return (await uow.session.execute(select(Appointment).where(theirs).order_by(Appointment.starts_at, Appointment.id))).scalars().all()


async def _waiting(uow: UnitOfWork, patient_ids: Iterable[str]) -> Sequence[WaitingEntry]:
    """Their entries of the waiting lists."""
    statement = select(WaitingEntry).where(WaitingEntry.patient_id.in_(list(patient_ids))).order_by(WaitingEntry.id)
    return (await uow.session.execute(statement)).scalars().all()


async def topics(uow: UnitOfWork, patient_ids: frozenset[str]) -> set[str]:
    """The agendas that show these patients."""
    rows: list[Appointment | WaitingEntry] = [*await _appointments(uow, patient_ids), *await _waiting(uow, patient_ids)]
    return {agenda_topic(row.practitioner_id) for row in rows}


async def changed(uow: UnitOfWork, patient_ids: frozenset[str]) -> None:
    """Send what each agenda shows of them as it is now; past days too, since screens may show them."""
    appointments, waiting = await _appointments(uow, patient_ids), await _waiting(uow, patient_ids)
    rows: list[Appointment | WaitingEntry] = [*appointments, *waiting]
    agendas = {row.practitioner_id: row.practice_id for row in rows}
    await uow.lock(*(agenda_topic(agenda) for agenda in agendas))
    for agenda in sorted(agendas):
        shown = [row for row in appointments if row.practitioner_id == agenda and row.status != "cancelled"]
        entries = await waiting_views(uow, [row for row in waiting if row.practitioner_id == agenda])
        put: dict[str, list[Any]] = {"waiting": list(entries)} if entries else {}
        stale = None
        if len(shown) > MOST_SHOWN:
            first, last = shown[0].starts_at.date() - ONE, shown[-1].starts_at.date() + ONE
            stale = {"from": first.isoformat(), "to": last.isoformat()}
        elif shown:
            put["appointments"] = list(await appointment_views(uow, shown))
        if put or stale:
            uow.record(agenda_topic(agenda), _NAME, owner=agendas[agenda], put=put, stale=stale, subject=_only(patient_ids))


async def merge(uow: UnitOfWork, kept_id: str, merged_id: str) -> Any:
    """Hand over appointments, those he asked for, and waits; each gets a new version, for whoever is changing it."""
    appointments, waiting = await _appointments(uow, [merged_id]), await _waiting(uow, [merged_id])
    moved = {
        "patient": [row.id for row in appointments if row.patient_id == merged_id],
        "booker": [row.id for row in appointments if row.booker_id == merged_id],
        "waiting": [row.id for row in waiting],
    }
    _hand_over([*appointments, *waiting], merged_id, kept_id)
    await uow.session.flush()
    return moved


async def unmerge(uow: UnitOfWork, kept_id: str, merged_id: str, moved: Any) -> None:
    """Give back what the merge handed over, unless it was given to somebody else since or is gone."""
    for row in await _appointments(uow, [kept_id]):
        _give_back(row, "patient_id", kept_id, merged_id, moved["patient"])
        _give_back(row, "booker_id", kept_id, merged_id, moved["booker"])
    for entry in await _waiting(uow, [kept_id]):
        _give_back(entry, "patient_id", kept_id, merged_id, moved["waiting"])
    await uow.session.flush()


async def visits(uow: UnitOfWork, patient_id: str) -> list[VisitView]:
    """A patient's appointments on the agendas whose names the actor may see, cancelled ones too, the earliest first."""
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
        for row in await _appointments(uow, [patient_id])
        if row.patient_id == patient_id
        and uow.may(Permission.AGENDA_DETAILS, Target(practice_id=row.practice_id, practitioner_id=row.practitioner_id))
    ]


def _hand_over(rows: Iterable[Appointment | WaitingEntry], source: str, target: str) -> None:
    for row in rows:
        row.version += 1
        if row.patient_id == source:
            row.patient_id = target
        if isinstance(row, Appointment) and row.booker_id == source:
            row.booker_id = target


def _give_back(row: Appointment | WaitingEntry, column: str, kept_id: str, merged_id: str, ids: Sequence[str]) -> None:
    if row.id in ids and getattr(row, column) == kept_id:
        setattr(row, column, merged_id)
        row.version += 1


def _only(patient_ids: frozenset[str]) -> str | None:
    return next(iter(patient_ids)) if len(patient_ids) == 1 else None


AGENDAS = Follower(name="agenda", topics=topics, changed=changed, merge=merge, unmerge=unmerge, visits=visits)
"""Declared by `server.app`."""
