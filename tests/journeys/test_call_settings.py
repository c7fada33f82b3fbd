"""How fine one's picture is, how much of the line it takes (F162), and where the other answers by telephone."""

from playwright.async_api import expect
from sqlalchemy import update

from server.accounts.models import Practice
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.patients.models import Contact
from tests.journeys.consulting import Consultation, sees

_WIDE = "wide => document.querySelector('video.theirs').videoWidth === wide"
_WATCH = """() => {
  const set = RTCRtpSender.prototype.setParameters
  RTCRtpSender.prototype.setParameters = async function (wanted) {
    await set.call(this, wanted)
    window.atMost = this.getParameters().encodings[0].maxBitrate ?? null
  }
}"""


async def test_a_sparing_picture_arrives_smaller_and_the_line_is_kept_within_what_was_chosen(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await patient.wait_for_function(_WIDE, arg=640)
    await doctor.evaluate(_WATCH)
    await doctor.get_by_role("button", name="Réglages").click()
    await doctor.get_by_label("Finesse de mon image").select_option("Économe")
    await patient.wait_for_function(_WIDE, arg=320)
    await doctor.get_by_label("Débit de mon image").select_option("500")
    await doctor.wait_for_function("() => window.atMost === 500000")
    await doctor.reload()
    await sees(patient)
    await patient.wait_for_function(_WIDE, arg=320)
    await doctor.get_by_role("button", name="Réglages").click()
    await expect(doctor.get_by_label("Débit de mon image")).to_have_value("500")
    await doctor.get_by_label("Débit de mon image").select_option("Selon la connexion")
    await sees(patient)


async def test_the_practitioner_finds_the_patients_number_and_the_patient_that_of_the_practice(consultation: Consultation) -> None:
    clinic = consultation.clinic
    owner, marie = clinic.cabinet.practice, clinic.patients[0]
    contact = Contact(
        id=new_id(), practice_id=owner.id, patient_id=marie.id, kind="mobile", value="+33639980001", provenance="own", position=0
    )
    async with consultation.core.db.write(EVERY_PRACTICE) as session:
        session.add(contact)
        await session.execute(update(Practice).where(Practice.id == owner.id).values(phone="01 99 00 12 34"))
        await session.commit()
    patient, doctor = await consultation.talking()
    for page, number in ((doctor, "+33639980001"), (patient, "0199001234")):
        await page.get_by_role("button", name="Réglages").click()
        await expect(page.get_by_role("dialog").get_by_role("link")).to_have_attribute("href", f"tel:{number}")
    for page in (patient, doctor):
        await expect(page.get_by_role("dialog").get_by_role("button", name="EN, English")).to_have_count(1 if page is patient else 0)
    await patient.get_by_role("button", name="Thème clair ou sombre").click()
    await expect(patient.locator("html")).to_have_attribute("data-theme", "dark")
    await patient.get_by_role("button", name="EN, English").click()
    await expect(patient.get_by_role("heading", name="Camera, microphone and loudspeaker")).to_be_visible()
    await expect(patient.get_by_role("button", name="FR, français")).to_be_visible()
