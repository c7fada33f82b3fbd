"""Opening and changing a patient's file."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from server.core.actors import Target
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid, NeedsConfirmation, NotFound, Stale
from server.core.permissions import Permission
from server.core.unit import reading
from server.patients.models import Contact, Patient
from server.patients.queries import briefs
from server.patients.schemas import ChangePatient, CreatePatient, GivenContact, PatientFields, PatientView, TiedTo
from server.patients.service.changing import change_patient
from server.patients.service.opening import create_patient
from tests.server.patients.desk import Desk, contact, mobile

CANARY = "allergique-aux-canaris"


def body(desk: Desk, last: str, first: str, *contacts: GivenContact, birth_date: date | None = None, accept: bool = False) -> CreatePatient:
    fields = PatientFields(last_name=last, first_name=first, contacts=list(contacts), birth_date=birth_date)
    return CreatePatient(practice_id=desk.cabinet.practice.id, fields=fields, accept_duplicates=accept)


async def test_a_file_is_read_as_it_was_written(desk: Desk) -> None:
    opened = await desk.open(
        " Le  Goff ",
        "Anne-Marie",
        mobile("06 39 98 00 01"),
        contact("email", "Anne@Exemple.FR"),
        mobile("01 99 00 00 01"),
        birth_name="Kowalski",
        birth_date=date(1985, 3, 12),
        sex="f",
        address="3 rue des Tilleuls\n69003 Lyon",
        remarks="Sonner deux fois\n",
        sms_off=True,
    )
    read = await desk.read(opened.id)
    assert read == opened
    assert (read.last_name, read.birth_name, read.birth_date, read.sex, read.sms_off) == (
        "Le Goff",
        "Kowalski",
        date(1985, 3, 12),
        "f",
        True,
    )
    assert (read.address, read.remarks) == ("3 rue des Tilleuls\n69003 Lyon", "Sonner deux fois")
    assert read.contacts is not None
    assert [(each.kind, each.value) for each in read.contacts] == [
        ("mobile", "+33639980001"),
        ("email", "anne@exemple.fr"),
        ("phone", "+33199000001"),
    ]


async def test_the_same_contact_given_twice_is_kept_once(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne", mobile("0639980001"), contact("phone", "+33 6 39 98 00 01"))
    assert opened.contacts is not None
    assert len(opened.contacts) == 1


async def test_remarks_are_unreadable_in_the_database(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne", remarks=CANARY)
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        row = (await session.execute(select(Patient).where(Patient.id == opened.id))).scalar_one()
    assert row.remarks is not None
    assert CANARY.encode() not in row.remarks
    assert (await desk.read(opened.id)).remarks == CANARY


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"last_name": "  "}, "last_name", "empty"),
        ({"first_name": "-"}, "first_name", "empty"),
        ({"last_name": "123"}, "last_name", "empty"),
        ({"birth_date": date(2026, 3, 3)}, "birth_date", "future"),
        ({"birth_date": date(1800, 1, 1)}, "birth_date", "too_old"),
        ({"contacts": [mobile("0639980001"), mobile("06 39")]}, "contacts", "phone"),
        ({"contacts": [contact("email", "jeanne")]}, "contacts", "email"),
    ],
)
async def test_fields_that_cannot_be_are_refused_and_nothing_is_kept(
    desk: Desk, fields: dict[str, object], field: str, reason: str
) -> None:
    given = PatientFields(**{"last_name": "Dupont", "first_name": "Jeanne", **fields})  # type: ignore[arg-type]  # each case has its types
    with pytest.raises(Invalid) as refused:
        await desk.do(create_patient, CreatePatient(practice_id=desk.cabinet.practice.id, fields=given))
    assert (refused.value.data["field"], refused.value.data["reason"]) == (field, reason)
    assert await desk.names("dupont") == []


async def test_the_same_phone_asks_before_a_second_file_is_opened(desk: Desk) -> None:
    first = await desk.open("Dupont", "Jeanne", mobile("0639980001"))
    with pytest.raises(NeedsConfirmation) as asked:
        await desk.do(create_patient, body(desk, "Durand", "Paul", mobile("+33 6 39 98 00 01")))
    (found,) = asked.value.data["duplicates"]
    assert (found.patient.id, found.reasons) == (first.id, ["phone"])
    assert await desk.names("durand") == []
    opened = await desk.do(create_patient, body(desk, "Durand", "Paul", mobile("0639980001"), accept=True))
    assert opened.last_name == "Durand"


@pytest.mark.parametrize(
    ("last", "first", "born", "warned"),
    [
        ("DUPONT", "Jean Pierre", date(1985, 3, 12), True),
        ("Jean-Pierre", "Dupont", date(1985, 3, 12), True),
        ("Dupont", "Jean-Pierre", date(1985, 3, 13), False),
        ("Dupont", "Jean-Pierre", None, False),
        ("Dupont", "Jean", date(1985, 3, 12), False),
    ],
)
async def test_the_same_name_and_birth_date_ask_first(desk: Desk, last: str, first: str, born: date | None, warned: bool) -> None:
    await desk.open("Dupont", "Jean-Pierre", birth_date=date(1985, 3, 12))
    if warned:
        with pytest.raises(NeedsConfirmation) as asked:
            await desk.do(create_patient, body(desk, last, first, birth_date=born))
        assert asked.value.data["duplicates"][0].reasons == ["identity"]
    else:
        await desk.do(create_patient, body(desk, last, first, birth_date=born))


async def test_two_files_without_a_birth_date_are_compared_by_name(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne")
    with pytest.raises(NeedsConfirmation):
        await desk.do(create_patient, body(desk, "dupont", "jeanne"))
    await desk.do(create_patient, body(desk, "Dupont", "Jeannette"))


async def test_files_of_another_practice_are_no_duplicates(desk: Desk, next_door: Desk) -> None:
    await next_door.open("Dupont", "Jeanne", mobile("0639980001"), birth_date=date(1985, 3, 12))
    await desk.do(create_patient, body(desk, "Dupont", "Jeanne", mobile("0639980001"), birth_date=date(1985, 3, 12)))


async def test_of_two_people_who_open_one_file_at_once_the_second_is_asked(desk: Desk) -> None:
    async def attempt() -> PatientView | NeedsConfirmation:
        try:
            return await desk.do(create_patient, body(desk, "Dupont", "Jeanne", mobile("0639980001")))
        except NeedsConfirmation as asked:
            return asked

    both = await asyncio.gather(attempt(), attempt())
    assert sorted(type(each).__name__ for each in both) == ["NeedsConfirmation", "PatientView"]


async def test_what_a_relative_holds_is_unknown_for_the_child(desk: Desk) -> None:
    mother = await desk.open("Dupont", "Jeanne", mobile("0639980001"), contact("email", "jeanne@exemple.fr"))
    given = [mobile("06 39 98 00 01"), contact("email", "JEANNE@exemple.fr"), mobile("0639980002")]
    fields = PatientFields(last_name="Dupont", first_name="Léo", contacts=given)
    child = await desk.do(
        create_patient,
        CreatePatient(practice_id=desk.cabinet.practice.id, fields=fields, relative=TiedTo(relative_id=mother.id, tie="parent")),
    )
    assert child.contacts is not None
    assert [(each.value, each.provenance) for each in child.contacts] == [
        ("+33639980001", "holder"),
        ("jeanne@exemple.fr", "holder"),
        ("+33639980002", "own"),
    ]
    assert [(each.patient.id, each.tie) for each in child.relatives] == [(mother.id, "parent")]
    (brief,) = [each for each in await desk.search("léo dupont") if each.id == child.id]
    assert (brief.phone, brief.email) == ("+33639980002", None)
    assert [(each.patient.id, each.tie) for each in (await desk.read(mother.id)).relatives] == [(child.id, "child")]


async def test_a_relative_of_another_practice_is_refused_like_an_unknown_one(desk: Desk, next_door: Desk) -> None:
    stranger = await next_door.open("Dupont", "Jeanne")
    for relative_id in (stranger.id, "0" * 32):
        given = CreatePatient(
            practice_id=desk.cabinet.practice.id,
            fields=PatientFields(last_name="Dupont", first_name="Léo"),
            relative=TiedTo(relative_id=relative_id, tie="parent"),
        )
        with pytest.raises(NotFound):
            await desk.do(create_patient, given)


async def test_only_the_fields_given_change(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne", mobile("0639980001"), remarks="Sonner", birth_date=date(1985, 3, 12))
    changed = await desk.do(change_patient, opened.id, ChangePatient(version=1, last_name="Durand"))
    assert (changed.version, changed.last_name, changed.first_name, changed.remarks) == (2, "Durand", "Jeanne", "Sonner")
    assert changed.contacts == opened.contacts
    emptied = await desk.do(change_patient, opened.id, ChangePatient(version=2, birth_date=None, remarks="", contacts=[]))
    assert (emptied.birth_date, emptied.remarks, emptied.contacts) == (None, "", [])


async def test_a_stale_change_is_answered_with_both_versions(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne")
    await desk.do(change_patient, opened.id, ChangePatient(version=1, first_name="Jeannette"))
    with pytest.raises(Stale) as stale:
        await desk.do(change_patient, opened.id, ChangePatient(version=1, last_name="Durand"))
    assert stale.value.data["yours"] == {"version": 1, "last_name": "Durand"}
    assert stale.value.data["theirs"].first_name == "Jeannette"


async def test_of_two_changes_at_once_one_is_stale(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne")
    outcomes = await asyncio.gather(
        *(desk.do(change_patient, opened.id, ChangePatient(version=1, first_name=name)) for name in ("Anne", "Zoé")), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["PatientView", "Stale"]


async def test_a_file_of_another_practice_is_refused_like_an_unknown_one(desk: Desk, next_door: Desk) -> None:
    stranger = await next_door.open("Dupont", "Jeanne")
    for patient_id in (stranger.id, "0" * 32):
        with pytest.raises(NotFound):
            await desk.read(patient_id, "administrator")
        with pytest.raises(NotFound):
            await desk.do_as("administrator", change_patient, patient_id, ChangePatient(version=1, last_name="Durand"))
    assert (await next_door.read(stranger.id)).last_name == "Dupont"


async def test_without_the_right_contacts_address_and_remarks_are_hidden_and_cannot_be_changed(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne", mobile("0639980001"), address="3 rue des Tilleuls", remarks="Sonner")
    desk.allow("tele_secretary", "view", "book")
    seen = await desk.read(opened.id, "tele_secretary")
    assert (seen.contacts, seen.address, seen.remarks) == (None, None, None)
    for change in (ChangePatient(version=1, remarks="x"), ChangePatient(version=1, contacts=[]), ChangePatient(version=1, address="x")):
        with pytest.raises(NotFound):
            await desk.do_as("tele_secretary", change_patient, opened.id, change)
    changed = await desk.do_as("tele_secretary", change_patient, opened.id, ChangePatient(version=1, first_name="Anne"))
    assert (changed.first_name, changed.contacts, changed.remarks) == ("Anne", None, None)
    assert (await desk.read(opened.id)).remarks == "Sonner"


async def test_a_duplicate_shown_to_somebody_without_the_right_hides_its_contacts(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne", mobile("0639980001"), remarks="Sonner")
    desk.allow("tele_secretary", "view", "book")
    with pytest.raises(NeedsConfirmation) as asked:
        await desk.do_as("tele_secretary", create_patient, body(desk, "Durand", "Paul", mobile("0639980001")))
    found = asked.value.data["duplicates"][0].patient
    assert (found.last_name, found.phone, found.has_remarks) == ("Dupont", None, False)


async def test_an_outside_colleague_opens_nothing(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne")
    with pytest.raises(NotFound):
        await desk.read(opened.id, "outside_colleague")
    with pytest.raises(NotFound):
        await desk.open("Durand", "Paul", role="outside_colleague")


async def test_who_books_from_outside_is_not_told_whether_somebody_has_a_file(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne", mobile("0639980001"))
    desk.allow("outside_colleague", "view", "book")
    fields = PatientFields(last_name="Dupont", first_name="Jeanne", contacts=[mobile("0639980001")])
    body = CreatePatient(practice_id=desk.cabinet.practice.id, fields=fields)
    with pytest.raises(NeedsConfirmation):
        await desk.do(create_patient, body)
    opened = await desk.do_as("outside_colleague", create_patient, body)
    assert (opened.last_name, opened.relatives, opened.upcoming) == ("Dupont", [], [])


async def test_every_file_opened_or_changed_leaves_a_line(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne", remarks=CANARY)
    await desk.read(opened.id)
    await desk.do(change_patient, opened.id, ChangePatient(version=1, last_name="Durand"))
    lines = [(each.act, each.subject) for each in await desk.audit()]
    assert lines == [(f"patients:{act}", f"patient/{opened.id}") for act in ("create", "read", "write")]
    assert CANARY not in str(lines)


async def test_briefs_hide_nothing_and_take_one_statement_whatever_their_number(desk: Desk, statements: list[str]) -> None:
    opened = [await desk.open(f"Dupont{chr(97 + number)}", "Jeanne", mobile(f"063998000{number}"), remarks="x") for number in range(4)]
    desk.allow("tele_secretary", "view")
    async with reading(desk.core, desk.actor("tele_secretary")) as uow:
        uow.permit(Permission.PATIENTS_READ, Target(desk.cabinet.practice.id))
        statements.clear()
        shown = await briefs(uow, [*(each.id for each in opened), "0" * 32])
        assert len([each for each in statements if "FROM" in each]) == 1
    assert set(shown) == {each.id for each in opened}
    assert (shown[opened[3].id].phone, shown[opened[3].id].has_remarks) == ("+33639980003", True)


async def test_contacts_go_with_the_file_that_is_replaced(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne", mobile("0639980001"), contact("email", "a@exemple.fr"))
    await desk.do(change_patient, opened.id, ChangePatient(version=1, contacts=[mobile("0639980002")]))
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        kept = (await session.execute(select(Contact.value).where(Contact.patient_id == opened.id))).scalars().all()
    assert kept == ["+33639980002"]
    assert await desk.names("0639980001") == []
