"""Recording on the practitioner's computer (F171, F172): off for a practice, asked each time, seen by both, stopped by either."""

from pathlib import Path

from playwright.async_api import Download, Page, expect

from tests.journeys.consulting import RECORDED, Consultation, allow_recording, ask_to_record, sees


async def _recording(consultation: Consultation) -> tuple[Page, Page]:
    await allow_recording(consultation)
    patient, doctor = await consultation.talking()
    await ask_to_record(doctor)
    await patient.get_by_role("button", name="J’accepte").click()
    for page in (patient, doctor):
        await expect(page.get_by_text(RECORDED)).to_be_visible()
    return patient, doctor


async def _kept(download: Download, tmp_path: Path) -> Path:
    path = tmp_path / download.suggested_filename
    await download.save_as(path)
    assert path.suffix == ".webm"
    return path


async def test_nothing_offers_to_record_where_the_practice_does_not_allow_it(consultation: Consultation) -> None:
    _, doctor = await consultation.talking()
    await expect(doctor.get_by_role("button", name="Réglages")).to_be_visible()
    await expect(doctor.get_by_role("button", name="Enregistrer")).to_have_count(0)


async def test_the_patient_stops_it_and_the_file_is_on_the_practitioners_computer(consultation: Consultation, tmp_path: Path) -> None:
    patient, doctor = await _recording(consultation)
    for page in (doctor, patient):
        await sees(page)
    async with doctor.expect_download() as saved:
        await patient.get_by_role("button", name="Arrêter l’enregistrement").click()
    for page in (patient, doctor):
        await expect(page.get_by_text(RECORDED)).to_have_count(0)
    path = await _kept(await saved.value, tmp_path)
    assert path.read_bytes()[:4] == b"\x1a\x45\xdf\xa3"
    assert path.stat().st_size > 20_000
    await expect(doctor.get_by_text("le fichier est dans vos téléchargements")).to_be_visible()


async def test_who_refuses_is_not_recorded_and_the_practitioner_is_told(consultation: Consultation) -> None:
    await allow_recording(consultation)
    patient, doctor = await consultation.talking()
    await ask_to_record(doctor)
    await expect(doctor.get_by_text("Marie Dupont doit accepter")).to_be_visible()
    await patient.get_by_role("button", name="Je refuse").click()
    await expect(doctor.get_by_text("L’enregistrement n’a pas été accepté")).to_be_visible()
    await expect(patient.get_by_role("button", name="J’accepte")).to_have_count(0)


async def test_the_end_of_the_consultation_saves_it(consultation: Consultation, tmp_path: Path) -> None:
    _, doctor = await _recording(consultation)
    await sees(doctor)
    async with doctor.expect_download() as saved:
        await doctor.get_by_role("button", name="Terminer").click()
        await doctor.get_by_role("button", name="Terminer la consultation").click()
    assert (await _kept(await saved.value, tmp_path)).stat().st_size > 10_000


async def test_a_page_that_is_loaded_again_claims_to_record_nothing(consultation: Consultation) -> None:
    patient, doctor = await _recording(consultation)
    doctor.on("dialog", lambda dialog: dialog.accept())
    await doctor.reload()
    await expect(patient.get_by_text(RECORDED)).to_have_count(0)
    await sees(doctor)
