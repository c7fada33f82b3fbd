"""During a call the server opens no file but its database: no picture and no sound reaches its disk (R22)."""

from pathlib import Path

from tests.journeys.consulting import Consultation, sees


def _files(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def _beside_database(names: set[str]) -> set[str]:
    """Those that are not the database, nor what SQLite keeps beside it."""
    return {name for name in names if not name.endswith((".db", ".db-wal", ".db-shm", ".db-journal"))}


async def test_a_call_leaves_no_file_behind_and_opens_none(consultation: Consultation, tmp_path: Path) -> None:
    server = consultation.clinic.server
    files, open_before = _files(tmp_path), server.writing()
    assert "ardoise.db" in open_before
    patient, doctor = await consultation.talking()
    for page in (patient, doctor, patient):
        await sees(page)
        assert _beside_database(server.writing() - open_before) == set()
    await doctor.get_by_role("button", name="Terminer").click()
    await doctor.get_by_role("button", name="Terminer la consultation").click()
    await patient.get_by_role("heading", name="La consultation est terminée").wait_for()
    assert _beside_database(_files(tmp_path) - files) == set()
