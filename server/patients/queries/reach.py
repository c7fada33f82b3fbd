"""Where a patient can be written to: his own address, else the one his file borrows, else that of who booked for him (Q15)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from server.core.unit import UnitOfWork
from server.patients.models import Contact, Patient

Whose = Literal["own", "holder", "booker"]


@dataclass(frozen=True, slots=True)
class Address:
    """An address and whose it is."""

    value: str
    whose: Whose


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach a patient. No permission is asked: it is for messages, and for answers that mask it."""

    id: str
    first_name: str
    last_name: str
    sms_off: bool
    email: Address | None
    mobile: Address | None


async def reach(uow: UnitOfWork, bookers: Mapping[str, str | None]) -> dict[str, Reach]:
    """How to reach these patients; `bookers` says by patient who booked for him. A merged file answers by the one kept."""
    wanted = {*bookers, *(each for each in bookers.values() if each)}
    files, kept = await _files(uow, wanted)
    contacts = select(Contact).where(Contact.patient_id.in_({*files, *kept.values()})).order_by(Contact.position)
    by_file: dict[str, list[Contact]] = {}
    for contact in (await uow.session.execute(contacts)).scalars():
        by_file.setdefault(contact.patient_id, []).append(contact)
    found: dict[str, Reach] = {}
    for patient_id, booker_id in bookers.items():
        patient = files.get(kept.get(patient_id, patient_id))
        if patient is None:
            continue
        own = by_file.get(patient.id, [])
        booker = by_file.get(kept.get(booker_id, booker_id), []) if booker_id else []
        found[patient_id] = Reach(
            id=patient.id,
            first_name=patient.first_name,
            last_name=patient.last_name,
            sms_off=patient.sms_off,
            email=_address("email", own, booker),
            mobile=_address("mobile", own, booker),
        )
    return found


async def _files(uow: UnitOfWork, ids: Collection[str]) -> tuple[dict[str, Patient], dict[str, str]]:
    """Files by id, and the file that answers for each merged one."""
    files: dict[str, Patient] = {}
    kept: dict[str, str] = {}
    asked = set(ids)
    while asked:
        rows = (await uow.session.execute(select(Patient).where(Patient.id.in_(asked)))).scalars().all()
        files |= {row.id: row for row in rows}
        kept |= {row.id: row.merged_into for row in rows if row.merged_into}
        asked = {row.merged_into for row in rows if row.merged_into} - files.keys()
    return files, {each: _end(kept, each) for each in kept}


def _end(kept: Mapping[str, str], patient_id: str) -> str:
    while patient_id in kept:
        patient_id = kept[patient_id]
    return patient_id


def _address(kind: str, own: list[Contact], booker: list[Contact]) -> Address | None:
    for contact in sorted(own, key=lambda it: it.provenance != "own"):
        if contact.kind == kind:
            return Address(contact.value, "own" if contact.provenance == "own" else "holder")
    first = next((each for each in booker if each.kind == kind and each.provenance == "own"), None)
    return Address(first.value, "booker") if first else None
