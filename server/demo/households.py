"""Patients of the demo, in households: a shared address and phone, children who use their parents' contacts (Q15)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from server.accounts.models import Practice
from server.demo import names
from server.patients.models import Contact, Patient, Relative
from server.patients.queries.files import remarks_label
from server.patients.rules.names import fold, searched

if TYPE_CHECKING:
    from server.demo.build import Stage

_SIZES = (1, 1, 1, 2, 2, 2, 3, 4, 4, 5)


async def populate(stage: Stage, practice: Practice, many: int) -> None:
    """Write `many` patients of a practice."""
    known = stage.patients.setdefault(practice.id, [])
    first_phone = 5000 * stage.practices.index(practice)
    household = 0
    while len(known) < many:
        size = min(stage.random.choice(_SIZES), many - len(known))
        _household(stage, practice, size, first_phone + household)
        household += 1
    await stage.flush()


def _household(stage: Stage, practice: Practice, size: int, number: int) -> None:
    random = stage.random
    last_name = random.choice(names.LAST_NAMES)
    address = f"{random.randrange(1, 120)} {random.choice(names.STREETS)}, {random.choice(names.TOWNS)}"
    mobile = f"+3363998{number % 10_000:04d}"
    holder: Patient | None = None
    for rank in range(size):
        age = random.randrange(24, 92) if size < 3 else random.randrange(27, 52) if rank < 2 else random.randrange(0, 18)
        patient = _patient(stage, practice, last_name, age, address)
        if rank == 1 and random.random() < 0.3:
            patient.last_name = random.choice(names.LAST_NAMES)
            keys = searched(patient.last_name, patient.first_name)
            patient.folded, patient.phonetic = keys.folded, keys.phonetic
        if holder is None:
            holder = patient
            _contact(stage, patient, "mobile", mobile, "own")
            if random.random() < 0.7:
                mail = f"{fold(patient.first_name).replace(' ', '-')}.{fold(patient.last_name).replace(' ', '-')}@example.org"
                _contact(stage, patient, "email", mail[:200], "own")
            continue
        stage.add(Relative(practice_id=practice.id, patient_id=holder.id, relative_id=patient.id, tie="child" if age < 18 else "partner"))
        if age < 18:
            _contact(stage, patient, "mobile", mobile, "holder")
            stage.holders[patient.id] = holder.id
        elif random.random() < 0.6:
            _contact(stage, patient, "mobile", f"+3363998{(number + 4000) % 10_000:04d}", "own")


def _patient(stage: Stage, practice: Practice, last_name: str, age: int, address: str) -> Patient:
    random = stage.random
    woman = random.random() < 0.54
    first_name = random.choice(names.WOMEN if woman else names.MEN)
    patient_id = stage.id()
    keys = searched(last_name, first_name)
    remark = random.choice(names.REMARKS) if random.random() < 0.06 else ""
    patient = Patient(
        id=patient_id,
        version=1,
        practice_id=practice.id,
        last_name=last_name,
        birth_name="",
        first_name=first_name,
        birth_date=_born(stage.today, age, random.randrange(365)),
        sex="f" if woman else "m",
        address=address,
        folded=keys.folded,
        phonetic=keys.phonetic,
        remarks=stage.uow.seal(practice.id, remarks_label(patient_id), remark) if remark else None,
        sms_off=random.random() < 0.03,
        created_at=stage.uow.now - timedelta(days=random.randrange(1, 1500)),
    )
    stage.patients[practice.id].append(patient_id)
    stage.add(patient)
    return patient


def _born(today: date, age: int, days: int) -> date:
    return today - timedelta(days=365 * age + age // 4 + days)


def _contact(stage: Stage, patient: Patient, kind: str, value: str, provenance: str) -> None:
    stage.add(
        Contact(
            id=stage.id(),
            practice_id=patient.practice_id,
            patient_id=patient.id,
            kind=kind,
            value=value,
            provenance=provenance,
            position=0,
        )
    )
