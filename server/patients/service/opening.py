"""Opening a file."""

from server.accounts.topics import practice_topic
from server.core.actors import Target
from server.core.errors import NeedsConfirmation, NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Relative
from server.patients.queries.duplicates import duplicates_of
from server.patients.queries.files import contacts_of_file, patient_view
from server.patients.queries.guards import patient_for
from server.patients.rules.files import contacts_of
from server.patients.schemas import CreatePatient, PatientView
from server.patients.service.rows import new_contacts, new_patient


async def create_patient(uow: UnitOfWork, body: CreatePatient) -> PatientView:
    """Open a file, with its tie to a relative (F023, F026). Who may not read files is not told whether one exists.

    Raises:
        Invalid: a field cannot be what it says.
        NeedsConfirmation: files that may be the same person's (`duplicates`) exist and were not accepted.
        NotFound: the practice, or the relative, is not the actor's to see.
    """
    uow.permit(Permission.PATIENTS_WRITE, Target(body.practice_id))
    await uow.lock(practice_topic(body.practice_id))  # of two people who open the same file at once, the second is warned
    row = new_patient(uow, body.practice_id, body.fields)
    contacts = contacts_of(body.fields.contacts, await _held_by_relative(uow, body))
    if not body.accept_duplicates and uow.may(Permission.PATIENTS_READ, Target(body.practice_id)):
        found = await duplicates_of(uow, body.practice_id, (row.last_name, row.first_name), row.birth_date, contacts)
        if found:
            raise NeedsConfirmation("Files that may be the same person's exist.", duplicates=found)
    uow.session.add_all([row, *new_contacts(row, contacts)])
    if body.relative is not None:
        uow.session.add(
            Relative(practice_id=row.practice_id, patient_id=row.id, relative_id=body.relative.relative_id, tie=body.relative.tie)
        )
    await uow.session.flush()
    uow.audit("patients:create", body.practice_id, f"patient/{row.id}")
    return await patient_view(uow, row)


async def _held_by_relative(uow: UnitOfWork, body: CreatePatient) -> frozenset[str]:
    """What the relative gives as his own: given again, it is unknown for the new patient (Q15)."""
    if body.relative is None:
        return frozenset()
    relative = await patient_for(uow, Permission.PATIENTS_WRITE, body.relative.relative_id)
    if relative.practice_id != body.practice_id:
        raise NotFound
    return frozenset(each.value for each in await contacts_of_file(uow, relative.id) if each.provenance == "own")
