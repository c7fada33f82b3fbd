"""Patients are found by phone, name, e-mail and birth date, in any order, accents and spelling forgiven (F022)."""

from datetime import date

import pytest

from server.core.errors import NotFound
from server.core.unit import reading
from server.patients.queries.search import search_patients
from server.patients.schemas import ChangePatient, GivenContact, SearchPatients
from server.patients.service.changing import change_patient
from tests.server.patients.desk import Desk, contact, mobile

SPELLINGS = {
    "Lefèvre Sophie": "lefèvre|LEFEVRE|lefebvre|Lefebure|sophie lefevre|lefevre sophie|lef sop|sop lef|sofi lefebvre|Lefevbre|lefevra",
    "Thibault Yanis": "thibault|tibo|Thibaud yanis|tibault ianis|thi",
    "Le Goff Anne-Marie": "le goff|legoff|LE-GOFF|goff|anne marie le goff|annemarie|marie goff|le gof",
    "D'Œuvre Zoé": "d'oeuvre|doeuvre|œuvre zoe|d’Œuvre|oeuvre z",
    "Martin Élodie": "martni elodie|elodie martin|maritn|mart elo|e martin|martin e",
    "Muller-Strauß Jürgen": "muller|strauss|Müller Strauss jurgen|mullerstrauss",
    "Nguyễn Thị Ánh": "nguyen|thi anh nguyen|nguyen anh",
    "Ben Salah Mohamed": "bensalah|ben salah mohammed|mohamed salah",
    "王 小明": "王|小明",
    "Li Bo": "li|li bo|bo li|bo",
}


async def populate(desk: Desk) -> None:
    for number, name in enumerate(SPELLINGS):
        last, _, first = name.rpartition(" ")
        if name.startswith("Nguy"):
            last, first = "Nguyễn", "Thị Ánh"
        await desk.open(last, first, mobile(f"06 39 98 00 {number:02d}"), birth_date=date(1985, 3, 1 + number))
    await desk.open("Petit", "Robert", mobile("06 39 98 01 00"))


async def test_a_patient_is_found_however_his_name_is_typed(desk: Desk) -> None:
    await populate(desk)
    missed = [
        (typed, name) for name, typings in SPELLINGS.items() for typed in typings.split("|") if name not in (await desk.names(typed))[:2]
    ]
    assert missed == []


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "*", '"', "' OR 1=1 --", "OR NOT", "NEAR(a b)", "folded:x", "zzzzzz qqqqq", "a\\", "x" * 120, "¿?"]
)
async def test_whatever_is_typed_harms_nothing(desk: Desk, typed: str) -> None:
    await populate(desk)
    assert await desk.names(typed) == []


@pytest.mark.parametrize("typed", ["le fevre", "Le Fèv", "sophie le fevre", "le fevre so"])
async def test_one_name_is_found_though_it_is_typed_as_two(desk: Desk, typed: str) -> None:
    await populate(desk)
    assert (await desk.names(typed))[:1] == ["Lefèvre Sophie"]


async def test_the_surest_comes_first(desk: Desk) -> None:
    for last, first in [
        ("Martinez", "Ana"),
        ("Adam", "Martin"),
        ("Martain", "Luc"),
        ("Martin", "Zoé"),
        ("Marton", "Léa"),
        ("Roux", "Paul"),
    ]:
        await desk.open(last, first)
    assert await desk.names("martin") == ["Martin Zoé", "Adam Martin", "Martinez Ana", "Martain Luc"]
    assert [each.match for each in await desk.search("martin")] == ["exact", "exact", "prefix", "sound"]


async def test_slips_are_only_thought_of_when_nobody_has_the_name(desk: Desk) -> None:
    await desk.open("Marton", "Léa")
    assert [each.match for each in await desk.search("martin")] == ["near"]
    await desk.open("Martin", "Zoé")
    assert await desk.names("martin") == ["Martin Zoé"]


async def test_somebody_is_found_among_hundreds_of_the_same_name(desk: Desk) -> None:
    for number in range(150):
        await desk.open("Martin", f"Marie-{chr(97 + number % 26)}{chr(97 + number // 26)}")
    await desk.open("Martin", "Marie", birth_date=date(1951, 7, 9))
    await desk.open("Martin", "Zoé")
    assert (await desk.names("marie martin"))[0] == "Martin Marie"
    assert (await desk.names("zoe martin"))[0] == "Martin Zoé"
    assert (await desk.search("martin 09/07/1951"))[0].birth_date == date(1951, 7, 9)
    assert len(await desk.names("martin", limit=7)) == 7


async def test_a_patient_is_found_by_his_phone_in_every_way_it_is_typed(desk: Desk) -> None:
    await populate(desk)
    for typed in ("0639980003", "06 39 98 00 03", "+33 6 39 98 00 03", "00336 39980003", "élodie 0639980003"):
        found = await desk.search(typed)
        assert (found[0].phone, found[0].match) == ("+33639980003", "phone")
    assert len(await desk.names("06 39 98 00")) == len(SPELLINGS)


async def test_who_owns_a_phone_comes_before_whoever_uses_it(desk: Desk) -> None:
    await desk.open("Abadie", "Enfant", GivenContact(kind="mobile", value="0639980001", provenance="holder"))
    await desk.open("Zola", "Mère", mobile("0639980001"))
    assert await desk.names("0639980001") == ["Zola Mère", "Abadie Enfant"]
    assert [each.phone for each in await desk.search("0639980001")] == ["+33639980001", None]


async def test_a_patient_is_found_by_his_address(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne", contact("email", "Jeanne.Dupont@exemple.fr"))
    await desk.open("Dupont", "Jean", contact("email", "jean@exemple.fr"))
    assert await desk.names("JEANNE.dupont@EXEMPLE.fr") == ["Dupont Jeanne"]
    assert await desk.names("jeanne.dup@") == []
    assert await desk.names("jeanne.dupont@ex") == ["Dupont Jeanne"]


async def test_a_birth_date_finds_alone_and_sorts_names(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne", birth_date=date(1985, 3, 12))
    await desk.open("Dupont", "Anne", birth_date=date(1990, 1, 1))
    await desk.open("Roux", "Paul", birth_date=date(1985, 3, 12))
    assert await desk.names("12/03/1985") == ["Dupont Jeanne", "Roux Paul"]
    assert await desk.names("dupont 12/03/85") == ["Dupont Jeanne", "Dupont Anne", "Roux Paul"]


async def test_a_new_name_is_found_at_once_and_the_old_one_no_more(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne")
    await desk.do(change_patient, opened.id, ChangePatient(version=1, last_name="Kowalski"))
    assert await desk.names("kowalsky") == ["Kowalski Jeanne"]
    assert await desk.names("dupont") == []


async def test_a_birth_name_is_found_too(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne", birth_name="Kowalski")
    assert await desk.names("kowalski jeanne") == ["Dupont Jeanne"]


async def test_another_practice_is_never_searched(desk: Desk, next_door: Desk) -> None:
    await next_door.open("Dupont", "Jeanne", mobile("0639980001"), contact("email", "jeanne@exemple.fr"), birth_date=date(1985, 3, 12))
    for typed in ("dupont", "dup", "dupond jane", "duopnt", "0639980001", "0639", "jeanne@exemple.fr", "12/03/1985"):
        assert await desk.names(typed) == [], typed
        assert await next_door.names(typed) == ["Dupont Jeanne"], typed


async def test_asking_for_another_practice_is_refused_like_an_unknown_one(desk: Desk, next_door: Desk) -> None:
    for practice_id in (next_door.cabinet.practice.id, "0" * 32):
        with pytest.raises(NotFound):
            async with reading(desk.core, desk.actor("administrator")) as uow:
                await search_patients(uow, SearchPatients(practice_id=practice_id, text="dupont"))


async def test_an_outside_colleague_may_not_search(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.search("dupont", "outside_colleague")


async def test_without_the_right_contacts_are_hidden_and_only_whole_ones_find(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne", mobile("0639980001"), contact("email", "jeanne@exemple.fr"), remarks="Sonner deux fois")
    desk.allow("tele_secretary", "view", "book")
    for typed in ("dupont", "0639980001", "jeanne@exemple.fr"):
        (found,) = await desk.search(typed, "tele_secretary")
        assert (found.last_name, found.phone, found.email, found.has_remarks) == ("Dupont", None, None, False)
        (seen,) = await desk.search(typed, "secretary")
        assert (seen.phone, seen.email, seen.has_remarks) == ("+33639980001", "jeanne@exemple.fr", True)
    for typed in ("0639", "06 39 98 00 0", "jeanne@", "jeanne@exemple.f"):
        assert await desk.names(typed, "tele_secretary") == []
        assert await desk.names(typed, "secretary") == ["Dupont Jeanne"]


async def test_a_search_leaves_a_line_without_what_was_typed(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne", mobile("0639980001"))
    await desk.search("dupont 0639980001")
    line = (await desk.audit())[-1]
    assert (line.act, line.subject, line.person_id) == ("patients:read", "search", desk.actor("secretary").person_id)
    assert not any("upont" in f"{each.subject}{each.act}" or "63998" in f"{each.subject}" for each in await desk.audit())
