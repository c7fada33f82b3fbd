"""When two files are merged, documents change hands with everything else."""

from typing import Any

from sqlalchemy import select, update

from server.core.unit import UnitOfWork
from server.documents.models import Document, DocumentAct, Share
from server.documents.queries.documents import document_views
from server.documents.topics import patient_topic
from server.patients.following import Follower


async def _topics(uow: UnitOfWork, patient_ids: frozenset[str]) -> set[str]:
    """The topics of all of them, when one has documents: a merge may hand them to another."""
    some = select(Document.id).where(Document.patient_id.in_(patient_ids)).limit(1)
    shares = select(Share.id).where(Share.patient_id.in_(patient_ids)).limit(1)
    has = [(await uow.session.execute(each)).first() for each in (some, shares)]
    return {patient_topic(each) for each in patient_ids} if any(has) else set()


async def _changed(uow: UnitOfWork, patient_ids: frozenset[str]) -> None:
    """Documents show nothing of the file; only that the topics are locked matters here."""
    await uow.lock(*await _topics(uow, patient_ids))


async def _merge(uow: UnitOfWork, kept_id: str, merged_id: str) -> Any:
    return await _hand_over(uow, merged_id, kept_id, None)


async def _unmerge(uow: UnitOfWork, kept_id: str, merged_id: str, moved: Any) -> None:
    await _hand_over(uow, kept_id, merged_id, moved)


async def _hand_over(uow: UnitOfWork, source: str, target: str, only: Any) -> dict[str, list[str]]:
    moved: dict[str, list[str]] = {}
    for kind in (Document, DocumentAct, Share):
        name = kind.__tablename__
        wanted = select(kind.id).where(kind.patient_id == source)
        if only is not None:
            wanted = wanted.where(kind.id.in_(only[name]))
        elif kind is Share:  # the link of the kept file already opens these: the other one stays behind, and opens nothing any more
            already = select(Share.appointment_id).where(Share.patient_id == target)
            wanted = wanted.where(Share.appointment_id.not_in(already))
        moved[name] = list(await uow.session.scalars(wanted))
        await uow.session.execute(
            update(kind).where(kind.id.in_(moved[name])).values(patient_id=target), execution_options={"synchronize_session": False}
        )
    ids = moved[Document.__tablename__]
    if ids:
        rows = (await uow.session.execute(select(Document).where(Document.id.in_(ids)).execution_options(populate_existing=True))).scalars()
        views = await document_views(uow, rows.all())
        owner = views[0].practice_id
        uow.record(patient_topic(source), "documents_moved", owner=owner, drop={"documents": ids}, subject=source)
        uow.record(patient_topic(target), "documents_moved", owner=owner, put={"documents": list(views)}, subject=target)
    return moved


DOCUMENTS = Follower(name="documents", topics=_topics, changed=_changed, merge=_merge, unmerge=_unmerge)
"""Declared by `server.app`."""
