"""The practitioner takes a still photo of the patient, who is told; it lies in his file as fine as it arrived (F162)."""

from playwright.async_api import expect
from sqlalchemy import select

from server.core.blobs import Blob
from server.core.db import EVERY_PRACTICE
from server.documents.models import Document
from tests.journeys.consulting import Consultation, sees


async def test_a_photo_is_filed_with_the_appointment_and_the_patient_is_told(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await doctor.get_by_role("button", name="Prendre une photo du patient").click()
    await expect(doctor.get_by_text("Photo ajoutée au dossier.")).to_be_visible()
    await expect(patient.get_by_text("a pris une photo de vous")).to_be_visible()
    await expect(patient.get_by_role("button", name="Prendre une photo du patient")).to_have_count(0)
    async with consultation.core.db.read(EVERY_PRACTICE) as session:
        row = (await session.scalars(select(Document))).one()
        blob = (await session.scalars(select(Blob).where(Blob.id == row.blob_id))).one()
    assert (row.category, row.appointment_id, blob.media_type) == ("imaging", consultation.appointment.id, "image/jpeg")
    assert blob.size > 5_000
    await sees(patient)
