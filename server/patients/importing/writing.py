"""Writing what was read, in short transactions, nothing twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import String, insert, literal, select

from server.accounts.topics import practice_topic
from server.core.actors import Actor, Target, system
from server.core.db import Base
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing
from server.patients.importing.rows import IDENTIFIED, Parsed, ReadPatient, Refused
from server.patients.models import Contact, Patient
from server.patients.rules.names import same_name
from server.patients.service.rows import new_contacts, new_patient

BATCH = 40
"""Rows written at once: other people wait for SQLite's one writer less than 50 ms."""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Report:
    """What became of each row. `already`: rows that an earlier import brought."""

    imported: int = 0
    already: int = 0
    refused: list[Refused] = field(default_factory=list)


async def import_patients(
    core: Core, practice_id: str, parsed: Parsed, *, actor: Actor | None = None, progress: Progress = lambda done, of: None
) -> Report:
    """Write the patients of a file that was read; `progress` hears how many rows of how many are done.

    Interrupted, it is done again with the same file: each batch is there whole or not at all. Without an actor the system
    acts, as the command line does.

    Raises:
        NotFound: the actor may not open files there.
    """
    report = Report(refused=list(parsed.refused))
    for start in range(0, len(parsed.patients), BATCH):
        batch = parsed.patients[start : start + BATCH]
        async with writing(core, actor or system("import"), channel="import", scope=frozenset({practice_id})) as uow:
            if actor is None:
                uow.permit(Permission.SYSTEM)
            else:
                uow.permit(Permission.PATIENTS_WRITE, Target(practice_id))
            await uow.lock(practice_topic(practice_id))
            done = await _write(uow, practice_id, batch)
        report.imported += done.imported
        report.already += done.already
        report.refused += done.refused
        progress(start + len(batch), len(parsed.patients))
    report.refused.sort(key=lambda each: each.line)
    return report


async def _write(uow: UnitOfWork, practice_id: str, batch: Sequence[ReadPatient]) -> Report:
    keys = await uow.session.execute(
        select(Patient.imported_as).where(Patient.practice_id == practice_id, Patient.imported_as.in_([each.key for each in batch]))
    )
    there = set(keys.scalars())
    missing = [each for each in batch if each.key not in there]
    existing = await _existing(uow, practice_id, missing)
    wanted = [each for each in missing if each.line not in existing]
    rows = [new_patient(uow, practice_id, each.fields, imported_as=each.key) for each in wanted]
    contacts = [contact for row, each in zip(rows, wanted, strict=True) for contact in new_contacts(row, each.contacts)]
    await _insert(uow, Patient, rows)
    await _insert(uow, Contact, contacts)
    if rows:
        uow.audit("patients:import", practice_id, f"{len(rows)} files")
    return Report(len(rows), len(batch) - len(missing), [Refused(each.line, "exists") for each in missing if each.line in existing])


async def _existing(uow: UnitOfWork, practice_id: str, rows: Sequence[ReadPatient]) -> set[int]:
    """The lines whose person has a file already: same names and birth date, or without one same names and a contact of his own.

    Two identifiers of the other program are two people, whatever their names.
    """
    days = {each.fields.birth_date for each in rows if each.fields.birth_date}
    values = {contact.value for each in rows for contact in each.contacts if not each.fields.birth_date}
    known = select(Patient.last_name, Patient.first_name, Patient.birth_date, Patient.imported_as, literal(None, String))
    known = known.where(Patient.practice_id == practice_id, Patient.birth_date.in_(days), Patient.merged_into.is_(None))
    reached = select(Patient.last_name, Patient.first_name, Patient.birth_date, Patient.imported_as, Contact.value)
    reached = reached.join(Contact, Contact.patient_id == Patient.id).where(
        Contact.practice_id == practice_id,
        Contact.kind.in_(("mobile", "phone", "email")),
        Contact.value.in_(values),
        Contact.provenance == "own",
    )
    there = [*(await uow.session.execute(known)).all(), *(await uow.session.execute(reached)).all()]
    return {each.line for each in rows for one in there if _is_same(each, *one)}


def _is_same(row: ReadPatient, last_name: str, first_name: str, birth_date: date | None, key: str | None, contact: str | None) -> bool:
    if row.key.startswith(IDENTIFIED) and (key or "").startswith(IDENTIFIED):
        return False
    if not same_name((row.fields.last_name, row.fields.first_name), (last_name, first_name)):
        return False
    if row.fields.birth_date is not None:
        return row.fields.birth_date == birth_date
    return any(contact == each.value for each in row.contacts)


async def _insert(uow: UnitOfWork, kind: type[Base], rows: Sequence[Base]) -> None:
    """Write many rows in one statement."""
    if rows:
        columns = [column.key for column in kind.__mapper__.columns]
        values: list[dict[str, Any]] = [{name: getattr(row, name) for name in columns} for row in rows]
        await uow.session.execute(insert(kind), values)
