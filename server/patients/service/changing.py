"""Changing a file: identity, contacts, remarks, preferences."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET
from sqlalchemy import delete

from server.core.actors import Target
from server.core.errors import Stale
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork
from server.patients.following import lock_shown, tell_changed
from server.patients.models import Contact, Patient
from server.patients.queries.briefs import briefs
from server.patients.queries.files import patient_view
from server.patients.queries.guards import kept_id, patient_for
from server.patients.rules.files import birth_date_of, contacts_of, name_of, text_of
from server.patients.rules.names import tidy
from server.patients.schemas import ChangePatient, GivenContact, PatientView
from server.patients.service.rows import new_contacts, write_remarks, write_search


async def change_patient(uow: UnitOfWork, patient_id: str, body: ChangePatient) -> PatientView:
    """Change the fields given; every agenda that shows the patient shows him as he is now.

    Raises:
        Invalid: a field cannot be what it says.
        NotFound: the file, or a field that is to change, is not the actor's to see.
        Stale: somebody changed it first.
    """
    row = await locked_file(uow, Permission.PATIENTS_WRITE, patient_id)
    target = Target(row.practice_id)
    if body.remarks is not UNSET:
        uow.permit(Permission.PATIENTS_REMARKS, target)
    if body.contacts is not UNSET or body.address is not UNSET:
        uow.permit(Permission.PATIENTS_CONTACT, target)
    if row.version != body.version:
        raise Stale(yours=msgspec.to_builtins(body), theirs=await patient_view(uow, row))
    before = await briefs(uow, [row.id])
    _write(uow, row, body)
    if body.contacts is not UNSET:
        await _replace_contacts(uow, row, body.contacts)
    row.version += 1
    await uow.session.flush()
    if await briefs(uow, [row.id]) != before:
        await tell_changed(uow, row.id)
    return await patient_view(uow, row)


async def locked_file(uow: UnitOfWork, permission: Permission, patient_id: str) -> Patient:
    """A file that this command alone changes, once every topic that shows it is locked.

    Raises:
        NotFound: unknown or forbidden.
        Restart: it was merged in the meantime.
    """
    kept = await kept_id(uow, patient_id)
    await lock_shown(uow, kept)
    row = await patient_for(uow, permission, kept, to_change=True)
    if row.id != kept:
        raise Restart
    return row


def _write(uow: UnitOfWork, row: Patient, body: ChangePatient) -> None:
    if body.last_name is not UNSET:
        row.last_name = name_of("last_name", body.last_name)
    if body.first_name is not UNSET:
        row.first_name = name_of("first_name", body.first_name)
    if body.birth_name is not UNSET:
        row.birth_name = tidy(body.birth_name)
    if body.birth_date is not UNSET:
        row.birth_date = birth_date_of(body.birth_date, uow.now.date())
    if body.sex is not UNSET:
        row.sex = body.sex
    if body.address is not UNSET:
        row.address = text_of(body.address)
    if body.remarks is not UNSET:
        write_remarks(uow, row, body.remarks)
    if body.sms_off is not UNSET:
        row.sms_off = body.sms_off
    write_search(row)


async def _replace_contacts(uow: UnitOfWork, row: Patient, given: Sequence[GivenContact]) -> None:
    contacts = contacts_of(given)
    await uow.session.execute(delete(Contact).where(Contact.patient_id == row.id))
    uow.session.add_all(new_contacts(row, contacts))
