"""Tables of patients as other programs write them: every row is read, or refused with its line and its reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.importing import NotATable, Parsed, ReadPatient, parse
from server.patients.schemas import ContactView

TODAY = date(2026, 3, 2)
FRENCH = (
    "Identifiant;Nom;Prénom;Nom de naissance;Date de naissance;Civilité;Mobile;Téléphone;E-mail;Adresse;Code postal;Ville;Remarques\r\n"
    "1204;Le Goff;Anne-Marie;Kowalski;12/03/1985;Mme;06 39 98 00 01;01 99 00 00 01;Anne@Exemple.fr;3 rue des Tilleuls;69003;Lyon;Sonner\r\n"
)


def read(text: str, encoding: str = "utf-8") -> Parsed:
    return parse(text.encode(encoding), TODAY)


def one(text: str) -> ReadPatient:
    parsed = read(text)
    assert parsed.refused == ()
    (patient,) = parsed.patients
    return patient


def refused(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in read(text).refused]


def test_a_row_becomes_a_patient() -> None:
    patient = one(FRENCH)
    fields = patient.fields
    assert (patient.line, patient.key) == (2, "id:1204")
    assert (fields.last_name, fields.first_name, fields.birth_name) == ("Le Goff", "Anne-Marie", "Kowalski")
    assert (fields.birth_date, fields.sex) == (date(1985, 3, 12), "f")
    assert (fields.address, fields.remarks) == ("3 rue des Tilleuls\n69003 Lyon", "Sonner")
    assert patient.contacts == (
        ContactView(kind="mobile", value="+33639980001", provenance="own"),
        ContactView(kind="phone", value="+33199000001", provenance="own"),
        ContactView(kind="email", value="anne@exemple.fr", provenance="own"),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_usual_encoding_separator_and_line_end_is_read(encoding: str, separator: str, end: str) -> None:
    text = FRENCH.replace(";", separator).replace("\r\n", end)
    (patient,) = read(text, encoding).patients
    assert (patient.fields.last_name, patient.fields.address) == ("Le Goff", "3 rue des Tilleuls\n69003 Lyon")


def test_english_titles_are_read_in_any_order() -> None:
    patient = one("E-Mail,First name,Birthdate,LAST NAME,Mobile phone,Sex\na@exemple.fr,Ann,1985-03-12,Dupont,0639980001,Female\n")
    assert (patient.fields.last_name, patient.fields.first_name, patient.fields.sex) == ("Dupont", "Ann", "f")
    assert patient.fields.birth_date == date(1985, 3, 12)


def test_unknown_columns_are_named_and_left_alone() -> None:
    parsed = read("Nom;Prénom;Mutuelle;;N° SS\nDupont;Jeanne;MGEN;x;2850369\n")
    assert parsed.ignored == ("Mutuelle", "N° SS")
    assert len(parsed.patients) == 1


def test_cells_may_hold_separators_quotes_and_lines() -> None:
    patient = one('Nom;Prénom;Adresse;Remarques\n"Dupont";"Jeanne ""Jane""";"3; rue des Tilleuls\n69003 Lyon";"Sonner\n\ndeux fois"\n')
    assert patient.fields.first_name == 'Jeanne "Jane"'
    assert (patient.fields.address, patient.fields.remarks) == ("3; rue des Tilleuls\n69003 Lyon", "Sonner\n\ndeux fois")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'Nom;Prénom;Remarques\n\nDupont;Jeanne;"deux\nlignes"\n;Paul;\n\nDurand;;\nPetit;Léa;\n'
    assert refused(text) == [(5, "last_name"), (7, "first_name")]
    assert [each.line for each in read(text).patients] == [3, 8]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";Jeanne;;;", "last_name"),
        ("Dupont;-;;;", "first_name"),
        ("Dupont;Jeanne;hier;;", "birth_date"),
        ("Dupont;Jeanne;31/02/1985;;", "birth_date"),
        ("Dupont;Jeanne;12/03/2031;;", "birth_date"),
        ("Dupont;Jeanne;01/02/15;;", "birth_date"),
        ("Dupont;Jeanne;;06 39;", "phone"),
        ("Dupont;Jeanne;;6.12E+08;", "phone"),
        ("Dupont;Jeanne;;;jeanne@", "email"),
        (f"{'D' * 121};Jeanne;;;", "too_long"),
        (f"Dupont;Jeanne;;;{'j' * 260}@exemple.fr", "email"),
        ("Dupont;Jeanne;;;;en trop", "columns"),
        ("Du\0pont;Jeanne;;;", "nul"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line_and_the_others_are_kept(row: str, reason: str) -> None:
    text = f"Nom;Prénom;Date de naissance;Mobile;E-mail\nPetit;Léa;;;\n{row}\nRoux;Paul;;;\n"
    assert refused(text) == [(3, reason)]
    assert [each.fields.last_name for each in read(text).patients] == ["Petit", "Roux"]
    assert read(text).refused[0].sentence.startswith("Line 3: ")


@pytest.mark.parametrize("nothing", ["", " ", "-", "NC", "n/a", "Néant", "?"])
def test_ways_to_say_nothing_are_understood(nothing: str) -> None:
    patient = one(f"Nom;Prénom;Date de naissance;Mobile;E-mail\nDupont;Jeanne;{nothing};{nothing};{nothing}\n")
    assert (patient.fields.birth_date, patient.contacts) == (None, ())


def test_several_numbers_in_a_cell_or_in_two_columns_are_kept() -> None:
    patient = one(
        "Nom;Prénom;Téléphone;Téléphone;Portable\nDupont;Jeanne;01 99 00 00 01 / 01 99 00 00 02;0199000003;0639980001 ou 0639980002\n"
    )
    assert [each.value[-4:] for each in patient.contacts] == ["0001", "0002", "0001", "0002", "0003"]


@pytest.mark.parametrize(
    "written", ["12/03/1985", "1985-03-12", "12.03.1985", "1985-03-12 00:00:00", "1985-03-12T00:00:00", "12 mars 1985", "12031985"]
)
def test_birth_dates_are_read_as_programs_write_them(written: str) -> None:
    assert one(f"Nom;Prénom;Né(e) le\nDupont;Jeanne;{written}\n").fields.birth_date == date(1985, 3, 12)


def test_the_apostrophe_that_shields_a_spreadsheet_is_taken_off() -> None:
    patient = one("Nom;Prénom;Mobile;Remarques\nDupont;Jeanne;'+33639980001;'=1+1\n")
    assert (patient.contacts[0].value, patient.fields.remarks) == ("+33639980001", "=1+1")


def test_the_same_row_twice_is_refused_the_second_time() -> None:
    same = "Nom;Prénom;Date de naissance;Mobile\nDupont;Jeanne;12/03/1985;0639980001\nDUPONT;jeanne;1985-03-12;0639980002\n"
    assert refused(same) == [(3, "twice")]
    undated = "Nom;Prénom;Mobile\nDupont;Jeanne;0639980001\nDupont;Jeanne;0639980002\nDupont;Jeanne;06 39 98 00 01\n"
    assert refused(undated) == [(4, "twice")]
    identified = "Id;Nom;Prénom\n7;Dupont;Jeanne\n8;Dupont;Jeanne\n7;Durand;Paul\n"
    assert refused(identified) == [(4, "twice")]


def test_wrong_quotes_refuse_the_lines_they_spoil() -> None:
    text = 'Nom;Prénom\nDupont;Jeanne\n"Dur"and;Paul\n"Petit;Léa\nRoux"x;y\nMorel;Zoé\n'
    assert {reason for _, reason in refused(text)} == {"quotes"}
    lines = {line for line, _ in refused(text)} | {each.line for each in read(text).patients}
    assert lines == {2, 3, 4, 5, 6}
    assert [each.fields.last_name for each in read(text).patients] == ["Dupont", "Morel"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "does not name columns"),
        (b"\n\n  \n", "does not name columns"),
        (b"Bonjour\nDupont\n", "needs the columns"),
        (b"Nom;Ville\nDupont;Lyon\n", "needs the columns"),
        (b"Nom;Nom;Prenom\na;b;c\n", "Several columns mean"),
        (b'Nom;Prenom\nDupont;"Jeanne\nDurand;Paul\n', "line 2, or after it, is never closed"),
        (b'Nom;Prenom\nDupont;"' + b"x" * 200_000 + b"\n", "never closed"),
        (b"Nom;Prenom\n\x81\x8d\x8f;x\n", "neither UTF-8 nor Windows-1252"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "needs the columns|neither"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(NotATable, match=sentence) as told:
        parse(content, TODAY)
    assert "\n" not in str(told.value)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_a_file_is_read_or_refused(noise: bytes) -> None:
    try:
        parsed = parse(b"Nom;Prenom;Mobile\nDupont;Jeanne;\n" + noise, TODAY)
    except NotATable:
        return
    assert parsed.patients or parsed.refused
