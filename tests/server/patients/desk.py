"""A reception desk to test with: one line for each thing people do with patients' files."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from server.core.actors import EVERYONE, Actor, Right, Role
from server.core.audit import AuditLine
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import Core, Restart, UnitOfWork, reading, writing
from server.patients.queries import patient_for
from server.patients.queries.files import patient_view
from server.patients.queries.search import search_patients
from server.patients.schemas import ContactKind, CreatePatient, FoundPatient, GivenContact, PatientFields, PatientView, SearchPatients
from server.patients.service.opening import create_patient
from tests.support.actors import Cabinet

P = ParamSpec("P")
T = TypeVar("T")


def mobile(number: str) -> GivenContact:
    """A mobile number as typed."""
    return GivenContact(kind="mobile", value=number)


def contact(kind: ContactKind, value: str) -> GivenContact:
    """A contact as typed."""
    return GivenContact(kind=kind, value=value)


@dataclass
class Desk:
    """A practice whose patients are looked after."""

    core: Core
    cabinet: Cabinet

    def actor(self, role: Role) -> Actor:
        """Somebody of the practice."""
        return self.cabinet.actors[role]

    def allow(self, role: Role, *rights: Right) -> None:
        """Leave this role with these rights only, for every practitioner."""
        membership = replace(self.actor(role).memberships[0], rights={EVERYONE: frozenset(rights)})
        self.cabinet.actors[role] = replace(self.actor(role), memberships=(membership,))

    async def do(self, command: Callable[Concatenate[UnitOfWork, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry a command out as the secretary."""
        return await self.do_as("secretary", command, *args, **kwargs)

    async def do_as(self, role: Role, command: Callable[Concatenate[UnitOfWork, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry a command out, again when another topic had to be locked, as a request would."""
        while True:
            try:
                async with writing(self.core, self.actor(role)) as uow:
                    return await command(uow, *args, **kwargs)
            except Restart:
                continue

    async def open(
        self, last_name: str = "Dupont", first_name: str = "Jeanne", *contacts: GivenContact, role: Role = "secretary", **fields: Any
    ) -> PatientView:
        """Open a file, whoever else has the same name or phone."""
        given = PatientFields(last_name=last_name, first_name=first_name, contacts=list(contacts), **fields)
        body = CreatePatient(practice_id=self.cabinet.practice.id, fields=given, accept_duplicates=True)
        return await self.do_as(role, create_patient, body)

    async def read(self, patient_id: str, role: Role = "secretary") -> PatientView:
        """Open a file for reading."""
        async with reading(self.core, self.actor(role)) as uow:
            return await patient_view(uow, await patient_for(uow, Permission.PATIENTS_READ, patient_id))

    async def search(self, text: str, role: Role = "secretary", limit: int = 20) -> list[FoundPatient]:
        """Look for patients."""
        async with reading(self.core, self.actor(role)) as uow:
            found = await search_patients(uow, SearchPatients(practice_id=self.cabinet.practice.id, text=text, limit=limit))
        return found.patients

    async def names(self, text: str, role: Role = "secretary", limit: int = 20) -> list[str]:
        """Who is found, the surest first."""
        return [f"{each.last_name} {each.first_name}" for each in await self.search(text, role, limit)]

    async def audit(self) -> list[AuditLine]:
        """The audit trail of the practice."""
        async with self.core.db.read(EVERY_PRACTICE) as session:
            lines = await session.scalars(select(AuditLine).where(AuditLine.practice_id == self.cabinet.practice.id).order_by(AuditLine.id))
            return list(lines)
