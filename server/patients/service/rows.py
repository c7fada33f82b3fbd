"""The rows of a file, from fields as typed: the same for a form and for an import."""

from collections.abc import Iterable

from server.core.ids import new_id
from server.core.unit import UnitOfWork
from server.patients.models import Contact, Patient
from server.patients.queries.files import remarks_label
from server.patients.rules.files import birth_date_of, name_of, text_of
from server.patients.rules.names import searched, tidy
from server.patients.schemas import ContactView, PatientFields


def new_patient(uow: UnitOfWork, practice_id: str, fields: PatientFields, *, imported_as: str | None = None) -> Patient:
    """A patient in order, with his remarks sealed and his searched columns filled; his contacts are apart.

    Raises:
        Invalid: a name holds no letter, or nobody was born on this day.
    """
    row = Patient(
        id=new_id(),
        version=1,
        practice_id=practice_id,
        last_name=name_of("last_name", fields.last_name),
        first_name=name_of("first_name", fields.first_name),
        birth_name=tidy(fields.birth_name),
        birth_date=birth_date_of(fields.birth_date, uow.now.date()),
        sex=fields.sex,
        address=text_of(fields.address),
        sms_off=fields.sms_off,
        imported_as=imported_as,
        created_at=uow.now,
    )
    write_search(row)
    write_remarks(uow, row, fields.remarks)
    return row


def new_contacts(row: Patient, contacts: Iterable[ContactView]) -> list[Contact]:
    """The rows of a patient's contacts, in order."""
    return [
        Contact(
            id=new_id(),
            practice_id=row.practice_id,
            patient_id=row.id,
            kind=each.kind,
            value=each.value,
            provenance=each.provenance,
            position=position,
        )
        for position, each in enumerate(contacts)
    ]


def write_search(row: Patient) -> None:
    """Fill what search reads; whoever changes a name calls this."""
    found = searched(row.last_name, row.first_name, row.birth_name)
    row.folded, row.phonetic = found.folded, found.phonetic


def write_remarks(uow: UnitOfWork, row: Patient, remarks: str) -> None:
    """Seal a patient's remarks; none leaves nothing."""
    kept = text_of(remarks)
    row.remarks = uow.seal(row.practice_id, remarks_label(row.id), kept) if kept else None
