"""Words tried on a real appointment, before they are anybody's message."""

from sqlalchemy import select

from server.agenda.models import Appointment
from server.agenda.queries.guards import appointment_seen
from server.agenda.schemas.messages import PreviewTemplate
from server.agenda.telling.kinds import Facts, Opens, facts_of, patient_letter, place_of_row, values_of
from server.agenda.telling.rules import Place
from server.core.actors import Target
from server.core.errors import Invalid, NotFound
from server.core.outbox import Letter
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.notices.schemas import ABOUT, Preview, SegmentsView
from server.notices.segments import plain, segments
from server.notices.service import check_words
from server.notices.templates import mail_of, sms_of, wording_of
from server.notices.templates.wording import Wording
from server.notices.words import Writer
from server.patients.queries.reach import reach


async def preview(uow: UnitOfWork, practice_id: str, body: PreviewTemplate, url: str) -> Preview:
    """The message as it would leave, with the values of an appointment; without one, of the next that the actor may see.

    Raises:
        Invalid: the words name what the message does not have, or there is no appointment to try them on.
    """
    uow.permit(Permission.PRACTICE_MANAGE, Target(practice_id))
    ours = wording_of(body.template, body.channel, body.locale)
    if ours is None:
        raise Invalid("There is no such message.", field="template", reason="unknown")
    if body.text.strip():
        check_words(body)
    wording = Wording(body.subject, body.text) if body.text.strip() else ours
    video = body.template.endswith("_video")
    row = await _tried_on(uow, practice_id, body, video=video)
    place = place_of_row(row)
    if video != place.video and not body.template.startswith("practitioner_"):
        place = Place(place.starts_at, place.ends_at, place.practitioner_id, place.location_id, video)
    facts = await facts_of(uow, place, row.type_id or "")
    letter = await _letter(uow, body, row, place, facts)
    writer = Writer(url, "localhost", "")
    values = writer.values(letter)
    if body.channel == "sms":
        text = plain(sms_of(wording, values))
        cost = segments(text)
        counted = SegmentsView(count=cost.count, length=cost.length, unicode=cost.unicode, letters=list(cost.letters))
        return Preview(subject="", text=text, segments=counted)
    subject, text, _ = mail_of(wording, letter, values)
    return Preview(subject=subject, text=text, segments=None)


async def _letter(uow: UnitOfWork, body: PreviewTemplate, row: Appointment, place: Place, facts: Facts) -> Letter:
    if body.template.startswith("practitioner_"):
        return Letter("", body.locale, values_of(place, facts, body.locale), template=body.template, rooms={"agenda": "/agenda"})
    choices, _ = await choices_of(uow, row.practice_id)
    patient = (await reach(uow, {row.patient_id: None})).get(row.patient_id)
    name = (patient.first_name, patient.last_name) if patient else ("", "")
    about = next(each for each in ABOUT if body.template.startswith(each))
    spoken = type(choices)(locale=body.locale, online=choices.online)
    return patient_letter(uow, about, place, facts, spoken, Opens(row.id, row.link_version), name)


async def _tried_on(uow: UnitOfWork, practice_id: str, body: PreviewTemplate, *, video: bool) -> Appointment:
    if body.appointment_id is not None:
        row, practitioner = await appointment_seen(uow, body.appointment_id, Permission.AGENDA_DETAILS)
        if practitioner.practice_id != practice_id:
            raise NotFound
        return row
    coming = (
        select(Appointment)
        .where(Appointment.practice_id == practice_id, Appointment.status != "cancelled", Appointment.starts_at > uow.now)
        .order_by((Appointment.teleconsultation.is_(video)).desc(), Appointment.starts_at, Appointment.id)
        .limit(20)
    )
    for row in (await uow.session.execute(coming)).scalars():
        if uow.may(Permission.AGENDA_DETAILS, Target(practice_id, row.practitioner_id)):
            return row
    raise Invalid("There is no appointment to come to try these words on.", field="appointment_id", reason="none")
