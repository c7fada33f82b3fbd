"""Every patient of a practice as a table (CSV) that a spreadsheet opens and `importing` reads back."""

import csv
import io
import re
from collections.abc import AsyncIterator, Sequence

from sqlalchemy import select

from server.core.actors import Actor, Target, system
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, reading
from server.patients.models import Contact, Patient
from server.patients.queries.files import remarks_of
from server.patients.rules.contacts import shown

TITLES = (
    "identifiant",
    "nom",
    "prénom",
    "nom de naissance",
    "date de naissance",
    "sexe",
    "mobile",
    "téléphone",
    "e-mail",
    "contacts d'un proche",
    "adresse",
    "remarques",
    "sans SMS",
)
_PAGE = 500
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""A spreadsheet would take a cell that begins so for a formula; the apostrophe in front of it is taken off by `importing`."""


async def export_patients(core: Core, practice_id: str, *, actor: Actor | None = None) -> AsyncIterator[str]:
    """The table in pieces, UTF-8 with its mark and semicolons, of one picture of the database; remarks are opened.

    Merged files are left out: the kept ones answer for them. Without an actor the system acts, as the command line does.

    Raises:
        NotFound: the actor may not see contacts and remarks there.
    """
    async with reading(core, actor or system("export"), channel="export", scope=frozenset({practice_id})) as uow:
        if actor is None:
            uow.permit(Permission.SYSTEM)
        else:
            for permission in (Permission.PATIENTS_READ, Permission.PATIENTS_CONTACT, Permission.PATIENTS_REMARKS):
                uow.permit(permission, Target(practice_id))
        uow.audit("patients:export", practice_id)
        yield "\ufeff" + _lines([TITLES])
        last = ""
        while page := await _page(uow, practice_id, last):
            last = page[-1].id
            reached = await _contacts(uow, [row.id for row in page])
            yield _lines([_cells(uow, row, reached.get(row.id, [])) for row in page])


async def _page(uow: UnitOfWork, practice_id: str, after: str) -> Sequence[Patient]:
    statement = (
        select(Patient)
        .where(Patient.practice_id == practice_id, Patient.merged_into.is_(None), Patient.id > after)
        .order_by(Patient.id)
        .limit(_PAGE)
    )
    return (await uow.session.execute(statement)).scalars().all()


async def _contacts(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, list[Contact]]:
    statement = select(Contact).where(Contact.patient_id.in_(ids)).order_by(Contact.position, Contact.id)
    reached: dict[str, list[Contact]] = {}
    for row in (await uow.session.execute(statement)).scalars():
        reached.setdefault(row.patient_id, []).append(row)
    return reached


def _cells(uow: UnitOfWork, row: Patient, contacts: Sequence[Contact]) -> list[str]:
    own = {
        kind: [_value(each) for each in contacts if each.kind == kind and each.provenance == "own"] for kind in ("mobile", "phone", "email")
    }
    return [
        row.id,
        row.last_name,
        row.first_name,
        row.birth_name,
        row.birth_date.strftime("%d/%m/%Y") if row.birth_date else "",
        row.sex.upper(),
        " | ".join(own["mobile"]),
        " | ".join(own["phone"]),
        " | ".join(own["email"]),
        " | ".join(_value(each) for each in contacts if each.provenance == "holder"),
        row.address,
        remarks_of(uow, row),
        "oui" if row.sms_off else "",
    ]


def _value(contact: Contact) -> str:
    return contact.value if contact.kind == "email" else shown(contact.value)


def _lines(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([[_safe(cell) for cell in row] for row in rows])
    return text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
