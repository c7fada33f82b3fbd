"""Importing patients: nothing twice, nothing half-done, and back out again."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import func, select

from server.core.db import EVERY_PRACTICE
from server.core.errors import NotFound
from server.patients.exporting import export_patients
from server.patients.importing import Parsed, Report, import_patients, parse
from server.patients.importing.writing import BATCH
from server.patients.models import Contact, Patient
from server.patients.schemas import ChangePatient, GivenContact, MergePatients
from server.patients.service.changing import change_patient
from server.patients.service.merging import merge_patients
from tests.server.patients.desk import Desk, contact, mobile

TODAY = date(2026, 3, 2)
TABLE = """Nom;Prénom;Date de naissance;Mobile;E-mail;Remarques
Dupont;Jeanne;12/03/1985;0639980001;jeanne@exemple.fr;Sonner deux fois
Le Goff;Anne-Marie;;0639980002;;
;Personne;;;;
Roux;Paul;01/02/1990;;;
"""


def read(text: str) -> Parsed:
    return parse(text.encode(), TODAY)


async def bring(desk: Desk, text: str) -> Report:
    return await import_patients(desk.core, desk.cabinet.practice.id, read(text))


async def count(desk: Desk, kind: type[Patient] | type[Contact] = Patient) -> int:
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        return int((await session.execute(select(func.count()).select_from(kind))).scalar_one())


async def exported(desk: Desk) -> str:
    pieces: AsyncIterator[str] = export_patients(desk.core, desk.cabinet.practice.id)
    return "".join([piece async for piece in pieces])


async def test_rows_become_files_that_are_found_and_the_others_are_told(desk: Desk) -> None:
    report = await bring(desk, TABLE)
    assert (report.imported, report.already, [(each.line, each.reason) for each in report.refused]) == (3, 0, [(4, "last_name")])
    (found,) = await desk.search("dupond jane")
    read_back = await desk.read(found.id)
    assert (read_back.birth_date, read_back.remarks) == (date(1985, 3, 12), "Sonner deux fois")
    assert await desk.names("legoff") == ["Le Goff Anne-Marie"]
    assert await desk.names("0639980002") == ["Le Goff Anne-Marie"]


async def test_the_same_file_twice_imports_nothing_twice(desk: Desk) -> None:
    await bring(desk, TABLE)
    again = await bring(desk, TABLE)
    assert (again.imported, again.already) == (0, 3)
    assert (await count(desk), await count(desk, Contact)) == (3, 3)


async def test_a_row_is_known_again_after_its_file_was_changed_or_merged(desk: Desk) -> None:
    await bring(desk, TABLE)
    (jeanne,), (paul,) = await desk.search("dupont"), await desk.search("roux")
    await desk.do(change_patient, jeanne.id, ChangePatient(version=1, last_name="Kowalski", contacts=[]))
    await desk.do(merge_patients, jeanne.id, MergePatients(other_id=paul.id))
    again = await bring(desk, TABLE)
    assert (again.imported, again.already) == (0, 3)


async def test_an_interrupted_import_is_taken_up_where_it_stopped(desk: Desk) -> None:
    many = BATCH * 2 + 5
    rows = "\n".join(f"Dupont;Jeanne{chr(97 + number % 26)}{chr(97 + number // 26)};06399800{number:02d}" for number in range(many))
    table = f"Nom;Prénom;Mobile\n{rows}\n"

    class Stopped(Exception):
        """Somebody closed the lid."""

    def stop(done: int, of: int) -> None:
        assert of == many
        if done >= BATCH:
            raise Stopped

    with pytest.raises(Stopped):
        await import_patients(desk.core, desk.cabinet.practice.id, read(table), progress=stop)
    assert (await count(desk), await count(desk, Contact)) == (BATCH, BATCH)
    heard: list[int] = []
    report = await import_patients(desk.core, desk.cabinet.practice.id, read(table), progress=lambda done, of: heard.append(done))
    assert (report.imported, report.already) == (many - BATCH, BATCH)
    assert (await count(desk), await count(desk, Contact)) == (many, many)
    assert heard == [BATCH, 2 * BATCH, many]


async def test_somebody_who_has_a_file_already_is_not_brought_a_second_time(desk: Desk) -> None:
    await desk.open("DUPONT", "Jeanne", birth_date=date(1985, 3, 12))
    await desk.open("Le Goff", "Anne Marie", mobile("0639980002"))
    report = await bring(desk, TABLE)
    assert (report.imported, [(each.line, each.reason) for each in report.refused]) == (1, [(2, "exists"), (3, "exists"), (4, "last_name")])


async def test_two_identifiers_are_two_people_even_with_one_name(desk: Desk) -> None:
    table = "Id;Nom;Prénom;Né le\n1;Dupont;Jeanne;12/03/1985\n2;Dupont;Jeanne;12/03/1985\n"
    assert (await bring(desk, table)).imported == 2
    assert (await bring(desk, table + "3;Dupont;Jeanne;12/03/1985\n")).imported == 1


async def test_each_practice_has_its_own_rows(desk: Desk, next_door: Desk) -> None:
    assert (await bring(desk, TABLE)).imported == 3
    assert (await bring(next_door, TABLE)).imported == 3


async def test_remarks_that_are_imported_are_unreadable_in_the_database(desk: Desk) -> None:
    await bring(desk, TABLE)
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        sealed = (await session.execute(select(Patient.remarks).where(Patient.remarks.is_not(None)))).scalar_one()
    assert sealed is not None
    assert b"Sonner" not in sealed


async def test_a_person_needs_the_right_to_open_files(desk: Desk) -> None:
    practice_id = desk.cabinet.practice.id
    assert (await import_patients(desk.core, practice_id, read(TABLE), actor=desk.actor("administrator"))).imported == 3
    with pytest.raises(NotFound):
        await import_patients(desk.core, practice_id, read(TABLE), actor=desk.actor("outside_colleague"))


async def test_an_import_and_an_export_leave_a_line(desk: Desk) -> None:
    await bring(desk, TABLE)
    await exported(desk)
    assert [(each.act, each.subject, each.channel) for each in await desk.audit()] == [
        ("patients:import", "3 files", "import"),
        ("patients:export", None, "export"),
    ]


async def test_what_is_exported_can_be_imported_elsewhere(desk: Desk, next_door: Desk) -> None:
    held = GivenContact(kind="mobile", value="0639980009", provenance="holder")
    await desk.open(
        "Le Goff",
        "Anne-Marie",
        mobile("0639980001"),
        contact("phone", "+44 7400 123456"),
        contact("email", "anne@exemple.fr"),
        held,
        birth_name="Kowalski",
        birth_date=date(1985, 3, 12),
        sex="f",
        address="3 rue des Tilleuls\n69003 Lyon",
        remarks='=SOMME(A1) ; "vu"\n- chien',
        sms_off=True,
    )
    await desk.open("'=Apostrophe", "@Zoé", sex="x")
    table = await exported(desk)
    report = await import_patients(next_door.core, next_door.cabinet.practice.id, parse(table.encode(), TODAY))
    assert (report.imported, report.refused) == (2, [])
    for typed in ("le goff", "apostrophe"):
        (here,), (there,) = await desk.search(typed), await next_door.search(typed)
        one, two = await desk.read(here.id), await next_door.read(there.id)
        for field in ("last_name", "first_name", "birth_name", "birth_date", "sex", "address", "remarks", "sms_off"):
            assert getattr(one, field) == getattr(two, field), field
        assert one.contacts is not None
        assert two.contacts is not None
        assert {(each.value, each.provenance) for each in one.contacts} == {(each.value, each.provenance) for each in two.contacts}


async def test_no_cell_that_is_exported_is_a_formula(desk: Desk) -> None:
    await desk.open("=cmd", "@Zoé", contact("phone", "+44 7400 123456"), remarks="-1+1", address="\t=x")
    table = await exported(desk)
    assert table.startswith("\ufeffidentifiant;nom;prénom;")
    cells = [cell.strip('"') for line in table.splitlines()[1:] for cell in line.split(";")]
    assert {"'=cmd", "'@Zoé", "'+44 7400 123456", "'-1+1"} <= set(cells)
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t"}]


async def test_an_export_holds_no_other_practice_and_no_merged_file(desk: Desk, next_door: Desk) -> None:
    kept, other = await desk.open("Dupont", "Jeanne"), await desk.open("Dupond", "Jane")
    await next_door.open("Kowalski", "Ana")
    await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))
    table = await exported(desk)
    assert "Dupont;Jeanne" in table
    assert "Dupond" not in table
    assert "Kowalski" not in table


async def test_an_export_is_for_those_who_may_see_everything(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne")
    desk.allow("tele_secretary", "view", "contact")
    with pytest.raises(NotFound):
        async for _ in export_patients(desk.core, desk.cabinet.practice.id, actor=desk.actor("tele_secretary")):
            pass
    pieces = [piece async for piece in export_patients(desk.core, desk.cabinet.practice.id, actor=desk.actor("secretary"))]
    assert "Dupont" in "".join(pieces)
