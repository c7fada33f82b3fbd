"""Planning what a patient is told when his teleconsultation is over: that it is, and where his documents and the payment are."""

from datetime import timedelta

from server.agenda.models import Appointment
from server.agenda.telling.following import AGENDA
from server.agenda.telling.kinds import KINDS, place_of_row
from server.agenda.telling.refs import PREFIX, about_of, refs_of
from server.agenda.telling.rules import Planned, channels_for
from server.core.outbox import post
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.patients.queries.reach import reach

_ENDED = next(kind for kind in KINDS if kind.name == f"{PREFIX}ended")


async def tell_ended(uow: UnitOfWork, row: Appointment) -> None:
    """Plan it, once for each appointment; its agenda's topic is locked."""
    choices, _ = await choices_of(uow, row.practice_id)
    patient = (await reach(uow, {row.patient_id: row.booker_id})).get(row.patient_id)
    if patient is None:
        return
    place, at = place_of_row(row), uow.now + timedelta(minutes=choices.regret_minutes)
    planned = Planned("ended", f"patient/{patient.id}", place, at, uow.now + _ENDED.lasts)
    channels = channels_for(
        planned,
        choices,
        email=patient.email is not None,
        mobile=patient.mobile is not None,
        sms_off=row.sms_off or patient.sms_off,
    )
    refs = refs_of(row.id, planned.audience, place, version=row.version, type_id=row.type_id, booker_id=row.booker_id)
    for channel in channels:
        await post(
            uow,
            _ENDED,
            about_of(row.id),
            refs,
            practice_id=row.practice_id,
            dedupe=f"ended:{row.id}:{channel}",
            not_before=at,
            channel=channel,
        )
    if channels:
        await AGENDA.told(uow, about_of(row.id))
