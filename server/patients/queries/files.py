"""A patient's file as the actor may see it."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import or_, select

from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.following import followers
from server.patients.models import Contact, Merge, Patient, Relative
from server.patients.queries.briefs import briefs
from server.patients.rules.files import seen_from_the_other
from server.patients.rules.shown import masked
from server.patients.schemas import ContactKind, ContactView, MergeView, PatientView, Provenance, RelativeView, Sex, Tie, VisitView


def remarks_label(patient_id: str) -> str:
    """The label under which a patient's remarks are sealed."""
    return f"patient|{patient_id}|remarks"


def remarks_of(uow: UnitOfWork, row: Patient) -> str:
    """A patient's remarks, opened."""
    return uow.unseal(remarks_label(row.id), row.remarks, str) if row.remarks is not None else ""


async def patient_view(uow: UnitOfWork, row: Patient) -> PatientView:
    """The file through the actor's rights, with his appointments as the features above give them."""
    target = Target(row.practice_id)
    contact, remarks = uow.may(Permission.PATIENTS_CONTACT, target), uow.may(Permission.PATIENTS_REMARKS, target)
    visits = [visit for follower in followers() if follower.visits for visit in await follower.visits(uow, row.id)]
    visits.sort(key=_starts)
    return PatientView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        last_name=row.last_name,
        first_name=row.first_name,
        birth_name=row.birth_name,
        birth_date=row.birth_date,
        sex=cast("Sex", row.sex),
        address=row.address if contact else None,
        remarks=remarks_of(uow, row) if remarks else None,
        sms_off=row.sms_off,
        contacts=[_contact_view(each) for each in await contacts_of_file(uow, row.id)] if contact else None,
        relatives=await _relatives(uow, row.id, contact=contact, remarks=remarks),
        merges=await _merges(uow, row.id),
        upcoming=[visit for visit in visits if visit.ends_at > uow.now],
        past=[visit for visit in reversed(visits) if visit.ends_at <= uow.now],
    )


def _starts(visit: VisitView) -> str:
    return visit.starts_at.isoformat() + visit.id


async def contacts_of_file(uow: UnitOfWork, patient_id: str) -> Sequence[Contact]:
    """Every contact of a file, in order."""
    statement = select(Contact).where(Contact.patient_id == patient_id).order_by(Contact.position, Contact.id)
    return (await uow.session.execute(statement)).scalars().all()


def _contact_view(row: Contact) -> ContactView:
    return ContactView(kind=cast("ContactKind", row.kind), value=row.value, provenance=cast("Provenance", row.provenance))


async def _relatives(uow: UnitOfWork, patient_id: str, *, contact: bool, remarks: bool) -> list[RelativeView]:
    statement = select(Relative).where(or_(Relative.patient_id == patient_id, Relative.relative_id == patient_id))
    ties: dict[str, Tie] = {}
    for row in (await uow.session.execute(statement)).scalars():
        tie = cast("Tie", row.tie)
        ties[row.relative_id if row.patient_id == patient_id else row.patient_id] = (
            tie if row.patient_id == patient_id else seen_from_the_other(tie)
        )
    shown = {
        brief.id: RelativeView(patient=masked(brief, contact=contact, remarks=remarks), tie=ties[key])
        for key, brief in (await briefs(uow, ties)).items()
        if brief.id != patient_id
    }  # a merge may have made one of two
    return sorted(shown.values(), key=lambda each: (each.patient.last_name, each.patient.first_name, each.patient.id))


async def _merges(uow: UnitOfWork, patient_id: str) -> list[MergeView]:
    statement = (
        select(Merge, Patient.last_name, Patient.first_name)
        .join(Patient, Patient.id == Merge.merged_id)
        .where(Merge.kept_id == patient_id, Merge.undone_at.is_(None))
        .order_by(Merge.at, Merge.id)
    )
    return [
        MergeView(id=merge.id, at=merge.at, by=merge.by, last_name=last, first_name=first)
        for merge, last, first in (await uow.session.execute(statement)).all()
    ]
