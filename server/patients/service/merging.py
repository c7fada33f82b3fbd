"""Merging two files of one person, and taking it back.

The merged file stays, hidden, and its id leads to the kept one. What moved is written down by id, so that the undo
gives back exactly that, as far as it is still where the merge put it.
"""

import base64
from typing import Any

from sqlalchemy import or_, select, update

from server.core.actors import Target
from server.core.errors import Invalid, NotFound
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork
from server.patients.following import followers, lock_shown, tell_changed
from server.patients.models import Contact, Merge, Patient, Relative
from server.patients.queries.files import contacts_of_file, patient_view, remarks_of
from server.patients.queries.guards import kept_id, patient_for
from server.patients.rules.files import joined_remarks
from server.patients.schemas import MergePatients, PatientView
from server.patients.service.rows import write_remarks, write_search

_FILLED = {"birth_name": "", "birth_date": None, "sex": "", "address": ""}
"""Fields that the kept file takes from the other when it has none."""


async def merge_patients(uow: UnitOfWork, patient_id: str, body: MergePatients) -> PatientView:
    """Merge `body.other_id` into this file: contacts, relatives, remarks, and what other features keep of him.

    Raises:
        Invalid: both are the same file.
        NotFound: one of the two is not the actor's to merge.
    """
    kept, merged = await _both(uow, patient_id, body.other_id)
    moved: dict[str, Any] = {
        "contacts": await _move_contacts(uow, kept, merged),
        "relatives": await _move_relatives(uow, kept, merged),
        "filled": _fill(kept, merged),
        "remarks": _join_remarks(uow, kept, merged),
        "sms_off": kept.sms_off,
    }
    kept.sms_off = kept.sms_off or merged.sms_off
    merged.merged_into = kept.id
    merged.version += 1
    kept.version += 1
    write_search(kept)
    await uow.session.flush()
    moved["followers"] = {each.name: await each.merge(uow, kept.id, merged.id) for each in followers()}
    uow.session.add(
        Merge(
            id=new_id(),
            practice_id=kept.practice_id,
            kept_id=kept.id,
            merged_id=merged.id,
            at=uow.now,
            by=uow.actor.person_id,
            moved=moved,
        )
    )
    await tell_changed(uow, kept.id, merged.id)
    return await patient_view(uow, kept)


async def undo_merge(uow: UnitOfWork, merge_id: str) -> PatientView:
    """Give the merged file back what was its own; undoing twice changes nothing.

    Raises:
        Invalid: the kept file was itself merged since; that merge is to be undone first.
        NotFound: unknown or forbidden.
    """
    merge = await _merge_for(uow, merge_id)
    await lock_shown(uow, merge.kept_id, merge.merged_id)
    kept = await patient_for(uow, Permission.PATIENTS_MERGE, merge.kept_id, to_change=True)
    if kept.id != merge.kept_id:
        raise Invalid("The file that was kept was merged since.", field="merge", reason="merged_since")
    await uow.session.refresh(merge)
    if merge.undone_at is not None:
        return await patient_view(uow, kept)
    merged = (await uow.session.execute(select(Patient).where(Patient.id == merge.merged_id).with_for_update())).scalar_one()
    await _give_back(uow, kept, merged, merge.moved)
    merge.undone_at = uow.now
    await tell_changed(uow, kept.id, merged.id)
    return await patient_view(uow, kept)


async def _both(uow: UnitOfWork, patient_id: str, other_id: str) -> tuple[Patient, Patient]:
    """Both files, locked in one order whoever merges them."""
    kept_key, merged_key = await kept_id(uow, patient_id), await kept_id(uow, other_id)
    await lock_shown(uow, kept_key, merged_key)
    rows: dict[str, Patient] = {}
    for key in sorted({kept_key, merged_key}):
        row = await patient_for(uow, Permission.PATIENTS_MERGE, key, to_change=True)
        if row.id != key:
            raise Restart
        rows[key] = row
    kept, merged = rows[kept_key], rows[merged_key]
    if kept.practice_id != merged.practice_id:
        raise NotFound
    if kept is merged:
        raise Invalid("Both are the same file.", field="other_id", reason="same")
    return kept, merged


async def _merge_for(uow: UnitOfWork, merge_id: str) -> Merge:
    row = (await uow.session.execute(select(Merge).where(Merge.id == merge_id))).scalar_one_or_none()
    uow.permit(Permission.PATIENTS_MERGE, Target(row.practice_id if row else None))
    if row is None:
        raise NotFound
    return row


async def _move_contacts(uow: UnitOfWork, kept: Patient, merged: Patient) -> list[str]:
    """Hand over the contacts that the kept file does not have; the others stay with the hidden one."""
    have = {(each.kind, each.value) for each in await contacts_of_file(uow, kept.id)}
    after = len(have)
    moving = [each for each in await contacts_of_file(uow, merged.id) if (each.kind, each.value) not in have]
    for place, each in enumerate(moving):
        each.patient_id, each.position = kept.id, after + place
    return [each.id for each in moving]


async def _move_relatives(uow: UnitOfWork, kept: Patient, merged: Patient) -> list[list[str]]:
    """Hand over the ties of the merged file, unless the kept one has one with the same person or is that person."""
    ties = await _ties(uow, kept.id)
    have = {_other(row, kept.id) for row in ties} | {kept.id}
    moving = [row for row in await _ties(uow, merged.id) if _other(row, merged.id) not in have]
    moved = [[row.patient_id, row.relative_id] for row in moving]
    for row in moving:
        await _retie(uow, row.patient_id, row.relative_id, merged.id, kept.id)
    return moved


async def _ties(uow: UnitOfWork, patient_id: str) -> list[Relative]:
    statement = select(Relative).where(or_(Relative.patient_id == patient_id, Relative.relative_id == patient_id))
    return list((await uow.session.execute(statement)).scalars())


def _other(row: Relative, patient_id: str) -> str:
    return row.relative_id if row.patient_id == patient_id else row.patient_id


async def _retie(uow: UnitOfWork, patient_id: str, relative_id: str, source: str, target: str) -> None:
    """Write a tie on `target` instead of `source`."""
    place = {key: target for key, value in (("patient_id", patient_id), ("relative_id", relative_id)) if value == source}
    await uow.session.execute(
        update(Relative).where(Relative.patient_id == patient_id, Relative.relative_id == relative_id).values(**place),
        execution_options={"synchronize_session": False},
    )


def _fill(kept: Patient, merged: Patient) -> list[str]:
    filled = [name for name, none in _FILLED.items() if getattr(kept, name) == none and getattr(merged, name) != none]
    for name in filled:
        setattr(kept, name, getattr(merged, name))
    return filled


def _join_remarks(uow: UnitOfWork, kept: Patient, merged: Patient) -> dict[str, str | None] | None:
    """The kept file's sealed remarks before and after, when those of the other were added to them."""
    before, added = kept.remarks, remarks_of(uow, merged)
    if not added:
        return None
    write_remarks(uow, kept, joined_remarks(remarks_of(uow, kept), added))
    return {"before": _plain(before), "after": _plain(kept.remarks)}


def _plain(sealed: bytes | None) -> str | None:
    return base64.b64encode(sealed).decode() if sealed is not None else None


async def _give_back(uow: UnitOfWork, kept: Patient, merged: Patient, moved: dict[str, Any]) -> None:
    merged.merged_into = None
    merged.version += 1
    kept.version += 1
    await uow.session.execute(
        update(Contact).where(Contact.id.in_(moved["contacts"]), Contact.patient_id == kept.id).values(patient_id=merged.id),
        execution_options={"synchronize_session": False},
    )
    for patient_id, relative_id in moved["relatives"]:
        now = [kept.id if each == merged.id else each for each in (patient_id, relative_id)]
        await _retie(uow, now[0], now[1], kept.id, merged.id)
    for name in moved["filled"]:
        if getattr(kept, name) == getattr(merged, name):
            setattr(kept, name, _FILLED[name])
    if moved["remarks"] is not None and _plain(kept.remarks) == moved["remarks"]["after"]:
        before = moved["remarks"]["before"]
        kept.remarks = base64.b64decode(before) if before is not None else None
    if not moved["sms_off"] and merged.sms_off:
        kept.sms_off = False
    write_search(kept)
    await uow.session.flush()
    for follower in followers():
        if follower.name in moved["followers"]:
            await follower.unmerge(uow, kept.id, merged.id, moved["followers"][follower.name])
