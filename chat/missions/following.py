"""What happens to patients' files happens on the boards that name them: names change, missions change hands."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from chat.missions.models import Mission
from chat.missions.queries.views import mission_views
from chat.missions.topics import board_topic
from server.core.unit import UnitOfWork
from server.patients.following import Follower


async def _of(uow: UnitOfWork, patient_ids: Iterable[str]) -> list[Mission]:
    statement = select(Mission).where(Mission.patient_id.in_(list(patient_ids))).order_by(Mission.id)
    return list(await uow.session.scalars(statement))


async def _topics(uow: UnitOfWork, patient_ids: frozenset[str]) -> set[str]:
    return {board_topic(row.practice_id) for row in await _of(uow, patient_ids)}


async def _changed(uow: UnitOfWork, patient_ids: frozenset[str]) -> None:
    """Send the missions that name them as they are now."""
    rows = await _of(uow, patient_ids)
    boards = {row.practice_id for row in rows}
    await uow.lock(*(board_topic(each) for each in boards))
    subject = next(iter(patient_ids)) if len(patient_ids) == 1 else None
    for practice_id in sorted(boards):
        put: dict[str, list[Any]] = {"missions": list(await mission_views(uow, [row for row in rows if row.practice_id == practice_id]))}
        uow.record(board_topic(practice_id), "mission_patient_changed", owner=practice_id, put=put, subject=subject)


async def _merge(uow: UnitOfWork, kept_id: str, merged_id: str) -> Any:
    rows = await _of(uow, [merged_id])
    for row in rows:
        row.patient_id, row.version = kept_id, row.version + 1
    await uow.session.flush()
    return [row.id for row in rows]


async def _unmerge(uow: UnitOfWork, kept_id: str, merged_id: str, moved: Any) -> None:
    for row in await _of(uow, [kept_id]):
        if row.id in moved:
            row.patient_id, row.version = merged_id, row.version + 1
    await uow.session.flush()


MISSIONS = Follower(name="missions", topics=_topics, changed=_changed, merge=_merge, unmerge=_unmerge)
"""Declared by `server.app`."""
