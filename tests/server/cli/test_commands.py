"""The command line: what it does, and the one sentence it says when it cannot."""

import asyncio
import base64
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from server.accounts.models import Person
from server.agenda.models import Appointment
from server.app import ENDPOINTS
from server.cli.group import COMMANDS
from server.core.audit import AuditLine
from server.core.crypto import SHARED, PracticeKey
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from server.patients.models import Patient
from tests.server.cli.conftest import Ardoise
from tests.support import factories
from tests.support.actors import small_practice
from tests.support.databases import ON_SQLITE

SAMPLES = Path(__file__).parents[1] / "agenda" / "importing" / "samples"


async def _count(core: Core, kind: type[Patient | Appointment | Person]) -> int:
    async with core.db.read(EVERY_PRACTICE) as session:
        return (await session.scalar(select(func.count()).select_from(kind))) or 0


@ON_SQLITE
@pytest.mark.parametrize("name", [*COMMANDS, "import patients", "import agenda", "export patients", "export agenda"])
def test_every_command_explains_itself(ardoise_command: Ardoise, name: str) -> None:
    result = ardoise_command(*name.split(), "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 4


@ON_SQLITE
def test_relays_without_their_secret_are_refused(ardoise_command: Ardoise) -> None:
    result = ardoise_command("migrate", ARDOISE_TURN_URLS="turn:turn.example.org:3478")
    assert result.exit_code == 2
    assert result.output.startswith("ARDOISE_TURN_URLS and ARDOISE_TURN_SECRET go together")


@ON_SQLITE
def test_a_bad_setting_ends_with_status_2_and_a_line_for_each(ardoise_command: Ardoise) -> None:
    result = ardoise_command("migrate", PORT="abc", ARDOISE_PUBLIC_URL="ftp://x")
    assert result.exit_code == 2
    assert [line.partition(":")[0] for line in result.output.splitlines()] == ["PORT", "ARDOISE_PUBLIC_URL"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://localhost/ardoise"),
        ("REDIS_URL", "redis://localhost:abc/0"),
        ("SMTP_URL", "smtp://mail.example.org:abc"),
        ("ARDOISE_MAIL_FROM", "Ardoise"),
        ("ARDOISE_PUBLIC_URL", "http://localhost:abc"),
        ("ARDOISE_PUBLIC_URL", "https://[::1"),
        ("ARDOISE_PUBLIC_URL", "http://agenda.example.org"),
        ("ARDOISE_TRUSTED_PROXY", "127.0.0.1, the proxy"),
        ("ARDOISE_ROOT_KEY", "c2hvcnQ="),
        ("ARDOISE_DEMO", "perhaps"),
        ("ARDOISE_LOG_FORMAT", "xml"),
        ("ARDOISE_METRICS_TOKEN", "short"),
        ("ARDOISE_MEDIA", "elsewhere"),
        ("ARDOISE_MEDIA", "apart"),
        ("ARDOISE_MEDIA_PUBLIC_IP", "media.example.org"),
        ("ARDOISE_MEDIA_PORT_RANGE", "40999-40000"),
        ("ARDOISE_TURN_URLS", "https://turn.example.org"),
        ("ARDOISE_TURN_URLS", "turn:turn.example.org:99999"),
        ("ARDOISE_TURN_SECRET", "short"),
    ],
)
def test_each_setting_says_in_one_line_what_is_wrong_with_it(ardoise_command: Ardoise, name: str, value: str) -> None:
    result = ardoise_command("migrate", **{name: value})
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1
    assert result.output.startswith(f"{name}: ")


@ON_SQLITE
@pytest.mark.parametrize("command", ["migrate", "run", "worker", "demo", "check"])
def test_a_data_folder_that_cannot_be_is_said_in_one_sentence(ardoise_command: Ardoise, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    result = ardoise_command(command, ARDOISE_DATA_DIR=str(tmp_path / "file" / "data"))
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1
    assert "ARDOISE_DATA_DIR" in result.output


@ON_SQLITE
@pytest.mark.parametrize("command", [("run",), ("web",), ("worker",), ("media",), ("demo",), ("export", "patients", "patients.csv")])
def test_the_key_of_another_database_is_said_in_one_sentence(ardoise_command: Ardoise, core: Core, command: tuple[str, ...]) -> None:
    other = base64.b64encode(bytes(32)).decode()
    result = ardoise_command(*command, ARDOISE_ROOT_KEY=other, PORT="0", REDIS_URL="redis://127.0.0.1:1")
    assert result.exit_code == 2
    assert result.output.splitlines() == [
        "The root key does not open this database. Look at ARDOISE_ROOT_KEY, or at root.key in the data folder."
    ]


@ON_SQLITE
def test_a_key_file_that_holds_no_key_is_said_in_one_sentence(ardoise_command: Ardoise, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "root.key").write_text("abc", encoding="ascii")
    result = ardoise_command("check", ARDOISE_ROOT_KEY="")
    assert result.exit_code == 2
    assert [line.partition(" ")[0] for line in result.output.splitlines()] == ["root.key"]


@ON_SQLITE
def test_an_unknown_command_ends_with_status_2(ardoise_command: Ardoise) -> None:
    assert ardoise_command("frobnicate").exit_code == 2


def test_migrating_twice_is_harmless(ardoise_command: Ardoise) -> None:
    assert ardoise_command("migrate").exit_code == 0
    assert "already" in ardoise_command("migrate").output


@ON_SQLITE
def test_a_database_that_does_not_answer_is_said_in_one_sentence(ardoise_command: Ardoise) -> None:
    result = ardoise_command("migrate", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1
    assert "DATABASE_URL" in result.output


@ON_SQLITE
def test_the_openapi_document_has_every_route(ardoise_command: Ardoise) -> None:
    document = json.loads(ardoise_command("openapi").output)
    operations = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert operations == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}


class TestImportingPatients:
    @ON_SQLITE
    async def test_rows_are_accepted_or_refused_with_their_line_and_nothing_twice(
        self, ardoise_command: Ardoise, core: Core, tmp_path: Path
    ) -> None:
        await factories.practice(core)
        file = tmp_path / "patients.csv"
        file.write_text("nom;prénom;mobile\nDupont;Jeanne;06 39 98 11 11\n;Paul;\nMartin;Paul;12\n", encoding="utf-8")
        first = await asyncio.to_thread(ardoise_command, "import", "patients", str(file))
        assert first.exit_code == 0
        assert "Line 3:" in first.output
        assert "Line 4:" in first.output
        assert "1 imported, 0 there already, 2 refused." in first.output
        again = await asyncio.to_thread(ardoise_command, "import", "patients", str(file))
        assert "0 imported, 1 there already, 2 refused." in again.output
        assert await _count(core, Patient) == 1

    @ON_SQLITE
    async def test_what_is_no_table_ends_with_status_2(self, ardoise_command: Ardoise, core: Core, tmp_path: Path) -> None:
        await factories.practice(core)
        file = tmp_path / "photo.csv"
        file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
        result = await asyncio.to_thread(ardoise_command, "import", "patients", str(file))
        assert result.exit_code == 2
        assert len(result.output.splitlines()) == 1

    @ON_SQLITE
    async def test_two_practices_must_be_told_apart(self, ardoise_command: Ardoise, core: Core, tmp_path: Path) -> None:
        await factories.practice(core, "Cabinet A")
        await factories.practice(core, "Cabinet B")
        file = tmp_path / "patients.csv"
        file.write_text("nom;prénom\nDupont;Jeanne\n", encoding="utf-8")
        result = await asyncio.to_thread(ardoise_command, "import", "patients", str(file))
        assert result.exit_code == 2
        assert "Cabinet A" in result.output
        assert (await asyncio.to_thread(ardoise_command, "import", "patients", str(file), "--practice", "cabinet b")).exit_code == 0


class TestImportingAnAgenda:
    async def test_every_event_is_accounted_for_and_nothing_is_imported_twice(self, ardoise_command: Ardoise, core: Core) -> None:
        cabinet = await small_practice(core)
        await factories.appointment_type(core, cabinet.doctor)
        command = ("import", "agenda", str(SAMPLES / "google.ics"), "--practitioner", "claire lefevre", "--from", "2026-01-01")
        first = await asyncio.to_thread(ardoise_command, *command)
        assert first.exit_code == 0, first.output
        assert first.output.splitlines()[-1] == "5 events read: 4 appointments imported, 0 there already, 2 refused."
        again = await asyncio.to_thread(ardoise_command, *command)
        assert again.output.splitlines()[-1] == "5 events read: 0 appointments imported, 4 there already, 2 refused."
        assert await _count(core, Appointment) == 4

    @ON_SQLITE
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--practitioner", "Personne"), "Claire Lefèvre"),
            (("--practitioner", "Claire Lefèvre", "--type", "Chirurgie"), "Consultation"),
            (("--practitioner", "Claire Lefèvre", "--from", "2026-05-01", "--to", "2026-01-01"), "--to"),
            (("--practitioner", "Ana Roux"), "no appointment type"),
        ],
    )
    async def test_bad_input_ends_with_status_2_and_a_sentence(
        self, ardoise_command: Ardoise, core: Core, arguments: tuple[str, ...], said: str
    ) -> None:
        cabinet = await small_practice(core)
        await factories.appointment_type(core, cabinet.doctor)
        result = await asyncio.to_thread(ardoise_command, "import", "agenda", str(SAMPLES / "google.ics"), *arguments)
        assert result.exit_code == 2
        assert said in result.output
        assert await _count(core, Appointment) == 0


class TestExporting:
    async def test_an_exported_agenda_is_imported_elsewhere_as_it_was(self, ardoise_command: Ardoise, core: Core, tmp_path: Path) -> None:
        cabinet = await small_practice(core)
        for whose in (cabinet.doctor, cabinet.midwife):
            await factories.appointment_type(core, whose)
        await asyncio.to_thread(
            ardoise_command, "import", "agenda", str(SAMPLES / "google.ics"), "--practitioner", "Claire Lefèvre", "--from", "2026-01-01"
        )
        file = tmp_path / "agenda.ics"
        days = ("--from", "2026-01-01", "--to", "2026-12-31")
        written = await asyncio.to_thread(ardoise_command, "export", "agenda", str(file), "--practitioner", "Claire Lefèvre", *days)
        assert written.exit_code == 0
        assert file.stat().st_mode & 0o777 == 0o600
        read = await asyncio.to_thread(ardoise_command, "import", "agenda", str(file), "--practitioner", "Ana Roux", *days)
        assert "4 appointments imported" in read.output
        async with core.db.read(EVERY_PRACTICE) as session:
            rows = (await session.execute(select(Appointment.practitioner_id, Appointment.patient_id, Appointment.starts_at))).all()
        hers = {(patient, starts_at) for whose, patient, starts_at in rows if whose == cabinet.doctor.id}
        assert hers == {(patient, starts_at) for whose, patient, starts_at in rows if whose == cabinet.midwife.id}

    @ON_SQLITE
    async def test_a_file_is_not_replaced_unasked(self, ardoise_command: Ardoise, core: Core, tmp_path: Path) -> None:
        await factories.practice(core)
        file = tmp_path / "patients.csv"
        file.write_text("precious", encoding="utf-8")
        assert (await asyncio.to_thread(ardoise_command, "export", "patients", str(file))).exit_code == 2
        assert file.read_text(encoding="utf-8") == "precious"
        assert (await asyncio.to_thread(ardoise_command, "export", "patients", str(file), "--force")).exit_code == 0
        assert "nom" in file.read_text(encoding="utf-8")


@ON_SQLITE
@pytest.mark.parametrize("days", [("--from", "0001-01-01"), ("--to", "9999-12-31"), ("--from", "2026-02-01", "--to", "2026-01-01")])
@pytest.mark.parametrize("command", ["import", "export"])
async def test_days_that_cannot_be_are_said_in_one_sentence(
    ardoise_command: Ardoise, core: Core, tmp_path: Path, command: str, days: tuple[str, ...]
) -> None:
    await small_practice(core)
    file = SAMPLES / "google.ics" if command == "import" else tmp_path / "agenda.ics"
    result = await asyncio.to_thread(ardoise_command, command, "agenda", str(file), "--practitioner", "Claire Lefèvre", *days)
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1
    assert not (tmp_path / "agenda.ics").exists()


class TestChecking:
    async def test_a_sound_database_passes(self, ardoise_command: Ardoise, core: Core) -> None:
        await small_practice(core)
        result = await asyncio.to_thread(ardoise_command, "check")
        assert result.exit_code == 0, result.output

    async def test_an_overlap_nobody_asked_for_is_found(self, ardoise_command: Ardoise, core: Core) -> None:
        cabinet = await small_practice(core)
        who = await factories.patient(core, cabinet.practice)
        at = core.clock.now()
        one = await factories.appointment(core, cabinet.doctor, who, at)
        await factories.appointment(core, cabinet.doctor, who, at, overbooked=True)
        await factories.appointment(core, cabinet.doctor, who, at, status="cancelled")
        await factories.appointment(core, cabinet.midwife, who, at)
        assert (await asyncio.to_thread(ardoise_command, "check")).exit_code == 0
        other = await factories.appointment(core, cabinet.doctor, who, at, minutes=5)
        result = await asyncio.to_thread(ardoise_command, "check")
        assert result.exit_code == 1
        assert one.id in result.output
        assert other.id in result.output

    async def test_a_cut_audit_trail_and_a_wrong_key_are_found(self, ardoise_command: Ardoise, core: Core) -> None:
        async with core.db.write(EVERY_PRACTICE) as session:
            session.add_all(AuditLine(at=core.clock.now(), act=f"act {n}", channel="test", digest="x", position=n) for n in (1, 3))
            key = await session.get_one(PracticeKey, SHARED)
            key.wrapped = key.wrapped[:-1] + bytes([key.wrapped[-1] ^ 1])
            await session.commit()
        result = await asyncio.to_thread(ardoise_command, "check")
        assert result.exit_code == 1
        assert "audit trail: broken" in result.output
        assert "root key" in result.output


class TestTheDemo:
    @ON_SQLITE
    async def test_it_is_written_into_an_empty_database_only(self, ardoise_command: Ardoise, core: Core) -> None:
        first = await asyncio.to_thread(ardoise_command, "demo", ARDOISE_DEMO="1")
        assert first.exit_code == 0, first.output
        assert "sonia@demo.ardoise" in first.output
        assert (await asyncio.to_thread(ardoise_command, "demo", ARDOISE_DEMO="1")).exit_code == 2
        people = await _count(core, Person)
        assert (await asyncio.to_thread(ardoise_command, "demo", "--reset", "--yes")).exit_code == 2
        again = await asyncio.to_thread(ardoise_command, "demo", "--reset", "--yes", ARDOISE_DEMO="1")
        assert again.exit_code == 0, again.output
        assert await _count(core, Person) == people
        assert (await asyncio.to_thread(ardoise_command, "check")).exit_code == 0

    @ON_SQLITE
    async def test_everything_sealed_in_it_opens(self, ardoise_command: Ardoise, core: Core, tmp_path: Path) -> None:
        await asyncio.to_thread(ardoise_command, "demo", ARDOISE_DEMO="1")
        for practice in ("cabinet des tilleuls", "maison de santé du port"):
            result = await asyncio.to_thread(
                ardoise_command, "export", "patients", str(tmp_path / f"{practice[:7]}.csv"), "--practice", practice
            )
            assert result.exit_code == 0, result.output
        for name in ("Claire Lefèvre", "Antoine Roussel"):
            result = await asyncio.to_thread(ardoise_command, "export", "agenda", str(tmp_path / f"{name}.ics"), "--practitioner", name)
            assert result.exit_code == 0, result.output
